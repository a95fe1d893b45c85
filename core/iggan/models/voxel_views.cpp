#include <iggan/models/voxel_views.h>

#include <torch/torch.h>

#include <iggan/models/layers.h>

namespace iggan {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

class RepeatedViews : public torch::autograd::Function<RepeatedViews> {
 public:
  static torch::Tensor forward(AutogradContext* context, const torch::Tensor& shapes,
                               std::int64_t views) {
    context->saved_data["views"] = views;
    std::vector<std::int64_t> sizes = shapes.sizes().vec();
    sizes.insert(sizes.begin() + 1, views);
    return shapes.unsqueeze(1).expand(sizes).flatten(0, 1);
  }
  static variable_list backward(AutogradContext* context, const variable_list& gradients) {
    return {gradients[0].unflatten(0, {-1, context->saved_data["views"].toInt()}).sum(1), {}};
  }
};

class ShiftedOccupancy : public torch::autograd::Function<ShiftedOccupancy> {
 public:
  static torch::Tensor forward(AutogradContext* context, const torch::Tensor& voxels,
                               const torch::Tensor& shift) {
    const torch::Tensor shifted = voxels.narrow(1, 0, 1) + shift.view({-1, 1, 1, 1, 1});
    context->save_for_backward({(shifted >= 0).logical_and_(shifted <= 1)});
    torch::Tensor out = voxels.clone();
    out.narrow(1, 0, 1).copy_(shifted).clamp_(0, 1);
    return out;
  }
  static variable_list backward(AutogradContext* context, const variable_list& gradients) {
    torch::Tensor gradient = gradients[0].clone();
    gradient.narrow(1, 0, 1).mul_(context->get_saved_variables()[0]);
    return {gradient, {}};
  }
};

/// Smooths along one axis; borders are mirrored.
torch::Tensor smoothed_along(const torch::Tensor& in, std::int64_t axis, int taps) {
  const std::int64_t n = in.size(axis);
  const auto add_shifted = [&](torch::Tensor& out, std::int64_t by, double weight) {
    out.narrow(axis, 0, n - by).add_(in.narrow(axis, by, n - by), weight);
    out.narrow(axis, by, n - by).add_(in.narrow(axis, 0, n - by), weight);
    for (std::int64_t i = 0; i < by; ++i) {
      out.select(axis, i).add_(in.select(axis, by - 1 - i), weight);
      out.select(axis, n - 1 - i).add_(in.select(axis, n - by + i), weight);
    }
  };
  if (taps == 3) {
    torch::Tensor out = 0.5 * in;
    add_shifted(out, 1, 0.25);
    return out;
  }
  torch::Tensor out = 0.625 * in;
  add_shifted(out, 1, 0.25);
  add_shifted(out, 2, -0.0625);
  return out;
}

torch::Tensor smoothed(torch::Tensor x, int taps) {
  for (const std::int64_t axis : {2, 3, 4}) x = smoothed_along(x, axis, taps);
  return x;
}

/// The filter's matrix is symmetric, so the backward pass applies the filter itself.
class SmoothedVolume : public torch::autograd::Function<SmoothedVolume> {
 public:
  static torch::Tensor forward(AutogradContext* context, const torch::Tensor& x,
                               std::int64_t taps) {
    context->saved_data["taps"] = taps;
    return smoothed(x, static_cast<int>(taps));
  }
  static variable_list backward(AutogradContext* context, const variable_list& gradients) {
    const auto taps = static_cast<int>(context->saved_data["taps"].toInt());
    return {smoothed(gradients[0], taps), {}};
  }
};

}  // namespace

torch::Tensor repeated_views(const torch::Tensor& shapes, std::int64_t views) {
  check_shape(shapes, {-1, -1, -1, -1, -1}, "shapes");
  return views == 1 ? shapes : RepeatedViews::apply(shapes, views);
}

torch::Tensor shifted_occupancy(const torch::Tensor& voxels, const torch::Tensor& shift) {
  check_shape(voxels, {shift.size(0), -1, -1, -1, -1}, "voxels");
  return ShiftedOccupancy::apply(voxels, shift);
}

torch::Tensor smoothed_volume(const torch::Tensor& x, int taps) {
  check_shape(x, {-1, -1, -1, -1, -1}, "x");
  IGGAN_CHECK(taps == 3 || taps == 5);
  return SmoothedVolume::apply(x, taps);
}

}  // namespace iggan
