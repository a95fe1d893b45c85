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
  std::shared_ptr<Ranks> ranks = one_rank();  // who trains with this process
};

/// What can multiply numbers of bfloat16 without a detour.
struct Bfloat16Hardware {
  torch::Device device = torch::kCPU;
  bool processor = false;   // it has the instructions
  int cuda_capability = 0;  // major number of the GPU's; 0: there is none, or it is not known
};

/// Whether the networks run in bfloat16: as it was asked for; automatically where the hardware of
/// the device has it, which GPUs of NVIDIA have from compute capability 8.0 on.
[[nodiscard]] bool runs_in_bfloat16(Precision precision, const Bfloat16Hardware& hardware);

/// Resolves auto values and sets LibTorch's thread count (Debian's starts with one). Ranks on one
/// machine share its cores, and its GPUs in turn.
/// @throws ConfigError when cuda is asked for and not there.
[[nodiscard]] Compute prepare_compute(const TrainingOptions& options,
                                      std::shared_ptr<Ranks> ranks = one_rank());

}  // namespace iggan
