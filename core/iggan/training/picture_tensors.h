#pragma once
#include <torch/torch.h>

#include <iggan/scene/image.h>

namespace iggan {

/// Converts bytes [N, H, W, C], as in a data set, to [N, C, H, W] float32 in [0, 1] on a device.
[[nodiscard]] torch::Tensor pictures_to_tensor(const torch::Tensor& bytes, torch::Device device);
/// The reverse for one picture: [C, H, W], clamped to [0, 1], to bytes.
[[nodiscard]] ImageU8 tensor_to_picture(const torch::Tensor& picture);

}  // namespace iggan
