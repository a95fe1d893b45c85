#pragma once
#include <cstdint>
#include <vector>

#include <torch/torch.h>

namespace iggan {

inline torch::Tensor values(const std::vector<double>& list) {
  return torch::tensor(list, torch::kFloat64);
}

/// Uniform noise in [0, 1), float64. Seeds LibTorch, so that every call returns the same values.
inline torch::Tensor noise(const std::vector<std::int64_t>& shape) {
  torch::manual_seed(7);
  return torch::rand(shape, torch::kFloat64);
}

}  // namespace iggan
