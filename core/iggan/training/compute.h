#pragma once
#include <torch/torch.h>

#include <iggan/config/training_config.h>

namespace iggan {

/// Where and how the networks run.
struct Compute {
  torch::Device device = torch::kCPU;
  int threads = 1;
  bool bfloat16 = false;  // autocast for the networks
};

/// Resolves auto values and sets LibTorch's thread count (Debian's starts with one).
/// @throws ConfigError when cuda is asked for and not there.
[[nodiscard]] Compute prepare_compute(const TrainingOptions& options);

}  // namespace iggan
