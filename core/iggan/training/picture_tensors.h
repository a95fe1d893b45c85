#pragma once
#include <torch/torch.h>

#include <iggan/config/stage.h>
#include <iggan/scene/image.h>

namespace iggan {

/// Converts bytes [N, H, W, C], as in a data set, to [N, C, H, W] float32 in [0, 1] on a device.
[[nodiscard]] torch::Tensor pictures_to_tensor(const torch::Tensor& bytes, torch::Device device);
/// The reverse for one picture: [C, H, W], clamped to [0, 1], to bytes.
[[nodiscard]] ImageU8 tensor_to_picture(const torch::Tensor& picture);

/// Makes a stage's pictures from those of the final (full-size) stage, averaging in linear light.
/// All pictures of a stage, real and generated, are made this way; otherwise the discriminator
/// would see a difference in how edges are sampled.
/// @param bytes  [N, H, W, C] uint8 on the CPU.
/// @return       [N, h, w, C]; in the final stage, the same tensor.
[[nodiscard]] torch::Tensor bytes_at(const Stage& stage, const torch::Tensor& bytes);

}  // namespace iggan
