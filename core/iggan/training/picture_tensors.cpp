#include <iggan/training/picture_tensors.h>

#include <algorithm>

#include <iggan/pictures/pictures.h>

namespace iggan {

torch::Tensor pictures_to_tensor(const torch::Tensor& bytes, torch::Device device) {
  // A copy to a GPU goes through page-locked memory, so that it overlaps with the GPU's other work.
  const torch::Tensor there =
      device.is_cuda() ? bytes.pin_memory().to(device, /*non_blocking=*/true) : bytes.to(device);
  return there.permute({0, 3, 1, 2}).to(torch::kFloat32).div(255).contiguous();
}

ImageU8 tensor_to_picture(const torch::Tensor& picture) {
  const torch::Tensor bytes =
      (picture.permute({1, 2, 0}) * 255 + 0.5).clamp(0, 255).to(torch::kUInt8).cpu().contiguous();
  ImageU8 image(static_cast<int>(bytes.size(1)), static_cast<int>(bytes.size(0)),
                static_cast<int>(bytes.size(2)));
  std::copy_n(bytes.data_ptr<std::uint8_t>(), image.samples.size(), image.samples.begin());
  return image;
}

torch::Tensor bytes_at(const Stage& stage, const torch::Tensor& bytes) {
  if (stage.is_last()) return bytes;
  const torch::Tensor whole = bytes.contiguous();
  const auto* first = whole.data_ptr<std::uint8_t>();
  Pictures small = reduced({static_cast<int>(whole.size(0)),
                            static_cast<int>(whole.size(2)),
                            static_cast<int>(whole.size(1)),
                            static_cast<int>(whole.size(3)),
                            {first, first + whole.numel()}},
                           1 << stage.doublings_left());
  return torch::from_blob(small.bytes.data(),
                          {small.count, small.height, small.width, small.channels}, torch::kUInt8)
      .clone();
}

}  // namespace iggan
