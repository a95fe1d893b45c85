#include <iggan/features/picture_resize.h>

#include <torch/torch.h>

namespace iggan {

torch::Tensor resize_bicubic(const torch::Tensor& pictures, std::int64_t size) {
  if (pictures.size(2) == size && pictures.size(3) == size) return pictures;
  return at::_upsample_bicubic2d_aa(pictures, {size, size}, /*align_corners=*/false).clamp(0, 255);
}

}  // namespace iggan
