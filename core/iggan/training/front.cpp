#include <iggan/training/front.h>

#include <algorithm>
#include <cmath>

#include <torch/torch.h>

#include <iggan/base/begins_with.h>
#include <iggan/base/error.h>

namespace iggan {
namespace {

constexpr double kStandardErrors = 4;  // of a difference that is not due to chance

/// Turns a tensor about +y, from +z towards +x; z and x are its axes.
torch::Tensor turned(const torch::Tensor& tensor, int quarters, std::int64_t z, std::int64_t x) {
  return torch::rot90(tensor, quarters, {z, x});
}

/// Turns a parameter of G, or one of Adam's moments of it. @param name  without the network,
/// "conv0.weight...".
torch::Tensor turned_parameter(const std::string& name, const torch::Tensor& values, int quarters) {
  const bool weight = name.find(".weight") != std::string::npos;
  const auto back = [&](const torch::Tensor& changed) {
    return changed.contiguous().view(values.sizes());
  };
  if (begins_with(name, "fc."))  // its outputs are the 4^3 cells of each channel
    return back(turned(values.view({-1, 4, 4, 4, weight ? values.size(1) : 1}), quarters, 1, 3));
  if (begins_with(name, "conv")) return weight ? back(turned(values, quarters, 2, 4)) : values;
  if (begins_with(name, "head")) {  // eight phases: the halves of a cell in z, y and x
    if (!weight) return back(turned(values.view({-1, 2, 2, 2}), quarters, 1, 3));
    const auto phases = values.view({-1, 2, 2, 2, values.size(1), 3, 3, 3});
    return back(turned(turned(phases, quarters, 1, 3), quarters, 5, 7));
  }
  return values;  // it has only channels, no directions
}

}  // namespace

bool goes_all_round(const CameraDistribution& camera) {
  const Interval& azimuth = camera.azimuth_degrees;
  return std::abs(azimuth[1] - azimuth[0] - 360) < 1;
}

bool shows_front(const SceneDistribution& scene) {
  const auto fixed = [](const auto& light) {
    return light.frame == LightFrame::world && light.kind != LightKind::ambient;
  };
  return std::any_of(scene.lights.begin(), scene.lights.end(), fixed) ||
         std::any_of(scene.drawn_lights.begin(), scene.drawn_lights.end(), fixed) ||
         !goes_all_round(scene.camera);
}

int preferred_turn(const torch::Tensor& logits) {
  IGGAN_CHECK(logits.dim() == 2 && logits.size(1) == 4 && logits.size(0) > 1);
  const torch::Tensor all = logits.to(torch::kCPU, torch::kFloat64);
  const torch::Tensor gain = all.slice(1, 1, 4) - all.slice(1, 0, 1);  // of the same shapes
  const torch::Tensor mean = gain.mean(0);
  const torch::Tensor error = gain.std(0, /*unbiased=*/true) / std::sqrt(double(gain.size(0)));
  const auto best = mean.argmax().item<std::int64_t>();
  const bool sure = mean[best].item<double>() > kStandardErrors * error[best].item<double>();
  return sure ? static_cast<int>(best) + 1 : 0;
}

torch::Tensor turned_voxels(const torch::Tensor& voxels, int quarters) {
  return turned(voxels, quarters, 2, 4).contiguous();
}

TensorFile turned_state(const TensorFile& state, int quarters) {
  TensorFile result;
  for (const auto& [key, text] : state.texts()) result.set_text(key, text);
  for (const auto& [name, tensor] : state.tensors()) {
    const std::size_t dot = name.find('.');
    const std::string network = name.substr(0, dot);
    const bool moves = network == "generator" || network == "average" ||
                       (network == "generator_adam" && tensor.dim() > 0);
    result.add(name, moves ? turned_parameter(name.substr(dot + 1), tensor, quarters) : tensor);
  }
  return result;
}

}  // namespace iggan
