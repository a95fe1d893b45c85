#pragma once
#include <torch/torch.h>

#include <iggan/config/training_config.h>
#include <iggan/training/ranks.h>

namespace iggan {

/// Where and how the networks run.
struct Compute {
  torch::Device device = torch::kCPU;
  int threads = 1;
  bool bfloat16 = false;                      // autocast for the networks
  std::shared_ptr<Ranks> ranks = one_rank();  // the processes that train together
};

/// Hardware that can multiply bfloat16 natively.
struct Bfloat16Hardware {
  torch::Device device = torch::kCPU;
  bool processor = false;   // whether the processor has the instructions
  int cuda_capability = 0;  // major number; 0: no GPU, or unknown
};

/// Whether the networks run in bfloat16: as requested, or automatically if the device's hardware
/// supports it. NVIDIA GPUs support it from compute capability 8.0 on.
[[nodiscard]] bool runs_in_bfloat16(Precision precision, const Bfloat16Hardware& hardware);

/// Resolves auto values and sets LibTorch's thread count (Debian's default is one). Ranks on one
/// machine share its cores and take its GPUs in turn.
/// @throws ConfigError when cuda is requested but absent.
[[nodiscard]] Compute prepare_compute(const TrainingOptions& options,
                                      std::shared_ptr<Ranks> ranks = one_rank());

/// The speed of multiplying two 2048 x 2048 float32 matrices on compute.threads threads, in
/// GFLOP/s, median of five: what the processor can do. Nothing else should use LibTorch meanwhile.
[[nodiscard]] double matrix_product_rate(const Compute& compute);

}  // namespace iggan
