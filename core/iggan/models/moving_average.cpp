#include <iggan/models/moving_average.h>

#include <algorithm>

#include <iggan/base/error.h>

namespace iggan {

void update_moving_average(torch::nn::Module& average, const torch::nn::Module& model, double decay,
                           std::int64_t step) {
  torch::NoGradGuard no_grad;
  const double now = std::min(decay, (1.0 + double(step)) / (10.0 + double(step)));
  auto to = average.parameters();
  const auto from = model.parameters();
  IGGAN_CHECK(to.size() == from.size());
  for (std::size_t i = 0; i < to.size(); ++i) to[i].lerp_(from[i], 1.0 - now);
  auto to_buffers = average.buffers();
  const auto from_buffers = model.buffers();
  for (std::size_t i = 0; i < to_buffers.size(); ++i) to_buffers[i].copy_(from_buffers[i]);
}

}  // namespace iggan
