#include <support/catch.h>

#include <iggan/training/compute.h>

using iggan::Precision;
using iggan::runs_in_bfloat16;

TEST_CASE("automatic precision is bfloat16 only if the hardware multiplies such numbers",
          "[training]") {
  // Only the rule: what a GPU reports can be tested only on a machine with one.
  CHECK(runs_in_bfloat16(Precision::automatic, {torch::kCUDA, false, 8}));
  CHECK(runs_in_bfloat16(Precision::automatic, {torch::kCUDA, false, 9}));
  CHECK_FALSE(runs_in_bfloat16(Precision::automatic, {torch::kCUDA, true, 7}));  // Turing
  CHECK_FALSE(runs_in_bfloat16(Precision::automatic, {torch::kCUDA, true, 0}));  // it does not say
  CHECK(runs_in_bfloat16(Precision::automatic, {torch::kCPU, true, 0}));
  CHECK_FALSE(runs_in_bfloat16(Precision::automatic, {torch::kCPU, false, 8}));
  CHECK(runs_in_bfloat16(Precision::bfloat16, {torch::kCUDA, false, 7}));
  CHECK_FALSE(runs_in_bfloat16(Precision::float32, {torch::kCUDA, true, 9}));
}
