#include <catch2/catch.hpp>

#include <iggan/training/prefetch_choice.h>

using iggan::PrefetchChoice;

namespace {

/// Runs that many iterations. @return how many of them rendered in parallel.
int run(PrefetchChoice& choice, std::int64_t iterations, double parallel, double in_turn) {
  int found = 0;
  for (std::int64_t i = 0; i < iterations; ++i) {
    const bool now = choice.parallel();
    found += now ? 1 : 0;
    choice.observe(i % 9 == 0 ? 10.0 : now ? parallel : in_turn);  // a pause now and then
  }
  return found;
}

constexpr int kTrial = PrefetchChoice::kBlocks * PrefetchChoice::kBlock;
constexpr std::int64_t kTrialEnd = PrefetchChoice::kBegin + kTrial;
constexpr std::int64_t kRest = PrefetchChoice::kPeriod - kTrial;  // from a trial to the next

}  // namespace

TEST_CASE("the renderer works in parallel only where that is measured to be faster", "[training]") {
  PrefetchChoice choice(true);
  CHECK(run(choice, PrefetchChoice::kBegin, 0.14, 0.12) == PrefetchChoice::kBegin);
  CHECK(run(choice, kTrial, 0.14, 0.12) == kTrial / 2);
  CHECK(run(choice, kRest, 0.14, 0.12) == 0);
  // The other work on the machine ended: the next trial finds it.
  CHECK(run(choice, kTrial, 0.10, 0.12) == kTrial / 2);
  CHECK(run(choice, kRest, 0.10, 0.12) == kRest);

  PrefetchChoice never(false);
  CHECK(run(never, 2 * kTrialEnd, 0.10, 0.12) == 0);
}
