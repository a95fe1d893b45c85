#include <iggan/experiments/picture_comparison.h>

#include <cmath>
#include <cstdlib>
#include <cstring>

#include <torch/torch.h>

#include <iggan/base/error.h>
#include <iggan/metrics/picture_similarity.h>
#include <iggan/pictures/contact_sheet.h>
#include <iggan/training/black_box.h>
#include <iggan/training/picture_tensors.h>

namespace iggan {
namespace {

constexpr std::int64_t kSlice = 256;  // pictures at a time

/// [N, C, H, W] in [0, 1], as training sees the pictures.
torch::Tensor as_trained_on(const ProbePictures& pictures, std::size_t first, std::size_t last,
                            const ImageTransfer& transfer) {
  torch::Tensor bytes =
      torch::empty({std::int64_t(last - first), pictures.height, pictures.width, transfer.channels},
                   torch::kUInt8);
  transfer.apply(pictures.rgba.data() + first * pictures.picture_samples(),
                 (last - first) * pictures.picture_samples() / 4, bytes.data_ptr<std::uint8_t>());
  return pictures_to_tensor(bytes, torch::kCPU);
}

/// [N, H, W]: pixels more than half covered.
torch::Tensor silhouettes(const ProbePictures& pictures) {
  const torch::Tensor rgba = torch::from_blob(
      const_cast<float*>(pictures.rgba.data()),
      {std::int64_t(pictures.count()), pictures.height, pictures.width, 4}, torch::kFloat32);
  return rgba.select(3, 3) > 0.5;
}

double mean_iou(const torch::Tensor& a, const torch::Tensor& b) {
  const torch::Tensor both = (a & b).sum({1, 2}).to(torch::kFloat64);
  const torch::Tensor either = (a | b).sum({1, 2}).to(torch::kFloat64);
  return torch::where(either > 0, both / either.clamp_min(1), torch::ones_like(both))
      .mean()
      .item<double>();
}

/// Fills in the pixel of greatest difference.
void find_worst_pixel(WorstPicture& worst, const ProbePictures& first, const ProbePictures& second,
                      const ImageTransfer& transfer) {
  const ImageU8 a = first.picture(worst.picture, transfer);
  const ImageU8 b = second.picture(worst.picture, transfer);
  std::size_t at = 0;
  int most = 0;
  for (std::size_t i = 0; i < a.samples.size(); ++i) {
    const int difference = std::abs(int(a.samples[i]) - int(b.samples[i]));
    if (difference <= most) continue;
    most = difference;
    at = i / static_cast<std::size_t>(a.channels);
  }
  worst.pixel = {static_cast<int>(at) % a.width, static_cast<int>(at) / a.width};
  worst.difference = most / 255.0;
}

std::string diagnosis_of(const PictureComparison& c) {
  constexpr double kPlainly = 0.05;  // in IoU: how much better flipped pictures must match
  if (c.mirrored_iou > c.silhouette_iou + kPlainly && c.mirrored_iou >= c.upside_down_iou)
    return "mirrored left to right";
  if (c.upside_down_iou > c.silhouette_iou + kPlainly) return "upside down";
  if (c.silhouette_iou < 0.5) return "different silhouettes: camera or voxel order differs";
  return "";
}

}  // namespace

PictureComparison compare_pictures(const ProbePictures& first, const ProbePictures& second,
                                   const ImageTransfer& transfer) {
  IGGAN_CHECK(first.width == second.width && first.height == second.height &&
              first.rgba.size() == second.rgba.size() && first.count() > 0);
  PictureComparison result;
  result.pictures = first.count();
  result.exact =
      std::memcmp(first.rgba.data(), second.rgba.data(), first.rgba.size() * sizeof(float)) == 0;
  const bool structured = std::min(first.width, first.height) >= kSsimWindow;
  double psnr_sum = 0, ssim_sum = 0;
  for (std::size_t start = 0; start < result.pictures; start += kSlice) {
    const std::size_t end = std::min<std::size_t>(start + kSlice, result.pictures);
    const torch::Tensor a = as_trained_on(first, start, end, transfer);
    const torch::Tensor b = as_trained_on(second, start, end, transfer);
    const torch::Tensor decibels = psnr(a, b);
    for (std::size_t i = start; i < end; ++i) {
      const double value = decibels[std::int64_t(i - start)].item<double>();
      if (std::isinf(value)) {
        ++result.equal;
        continue;
      }
      psnr_sum += value;
      if (result.worst && value >= result.worst->psnr) continue;
      result.worst.emplace();
      result.worst->picture = i;
      result.worst->psnr = value;
    }
    if (structured) ssim_sum += ssim(a, b).sum().item<double>();
  }
  const std::size_t unequal = result.pictures - result.equal;
  if (unequal > 0) result.psnr = psnr_sum / double(unequal);
  if (structured) result.ssim = ssim_sum / double(result.pictures);
  const torch::Tensor a = silhouettes(first), b = silhouettes(second);
  result.silhouette_iou = mean_iou(a, b);
  result.mirrored_iou = mean_iou(a, b.flip(2));
  result.upside_down_iou = mean_iou(a, b.flip(1));
  result.diagnosis = diagnosis_of(result);
  if (result.worst) find_worst_pixel(*result.worst, first, second, transfer);
  return result;
}

std::string PictureComparison::equality() const {
  if (exact) return "exact";
  return equal == pictures ? "equal" : "";
}

ImageU8 difference_image(const ImageU8& first, const ImageU8& second) {
  ImageU8 difference = first;
  for (std::size_t i = 0; i < difference.samples.size(); ++i)
    difference.samples[i] =
        static_cast<std::uint8_t>(std::abs(int(first.samples[i]) - int(second.samples[i])));
  return tile_images({first, second, difference}, 3);
}

}  // namespace iggan
