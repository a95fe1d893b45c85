#pragma once
#include <cstdint>
#include <vector>

#include <torch/torch.h>

namespace iggan {

inline torch::Tensor values(const std::vector<double>& list) {
  return torch::tensor(list, torch::kFloat64);
}

/// Uniform in [0, 1), float64; seeds LibTorch, so that every call gives the same.
inline torch::Tensor noise(const std::vector<std::int64_t>& shape) {
  torch::manual_seed(7);
  return torch::rand(shape, torch::kFloat64);
}

}  // namespace iggan
