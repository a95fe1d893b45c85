#pragma once
#include <torch/torch.h>

namespace iggan {

/// average <- decay * average + (1 - decay) * model, for every parameter; buffers are copied.
/// @param step  counts from 1; early on the decay is min(decay, (1 + step) / (10 + step)), so the
///              average forgets the initial weights quickly.
void update_moving_average(torch::nn::Module& average, const torch::nn::Module& model, double decay,
                           std::int64_t step);

}  // namespace iggan
