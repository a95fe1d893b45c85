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

torch::Tensor smoothed(const torch::Tensor& x) {
  torch::Tensor in = x;
  for (const std::int64_t axis : {2, 3, 4}) {
    const std::int64_t last = in.size(axis) - 1;
    torch::Tensor out = 0.5 * in;
    out.narrow(axis, 0, last).add_(in.narrow(axis, 1, last), 0.25);
    out.narrow(axis, 1, last).add_(in.narrow(axis, 0, last), 0.25);
    for (const std::int64_t border : {std::int64_t{0}, last})
      out.select(axis, border).add_(in.select(axis, border), 0.25);
    in = out;
  }
  return in;
}

/// As a matrix the filter is symmetric, so its gradient is the filter itself.
class SmoothedVolume : public torch::autograd::Function<SmoothedVolume> {
 public:
  static torch::Tensor forward(AutogradContext*, const torch::Tensor& x) { return smoothed(x); }
  static variable_list backward(AutogradContext*, const variable_list& gradients) {
    return {smoothed(gradients[0])};
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

torch::Tensor smoothed_volume(const torch::Tensor& x) {
  check_shape(x, {-1, -1, -1, -1, -1}, "x");
  return SmoothedVolume::apply(x);
}

}  // namespace iggan
