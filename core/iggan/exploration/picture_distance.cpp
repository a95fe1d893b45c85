#include <iggan/exploration/picture_distance.h>

#include <algorithm>
#include <cmath>

#include <iggan/base/error.h>

namespace iggan {
namespace {

constexpr int kPixelScales = 3;            // 1, 1/2, 1/4
constexpr std::size_t kFeatureLayers = 2;  // the last ones of D
constexpr double kLeastSpread = 1e-8;

}  // namespace

PictureDistance::PictureDistance(Discriminator discriminator, const torch::Tensor& pictures)
    : discriminator_(std::move(discriminator)), weights_(discriminator_->normalized_weights()) {
  IGGAN_CHECK(pictures.size(0) >= 2);
  torch::NoGradGuard no_grad;
  const std::vector<torch::Tensor> parts = parts_of(pictures);
  for (const torch::Tensor& part : parts) {
    // The mean square difference of two draws is twice the variance, summed over the part.
    const double apart = 2 * part.var(0).sum().item<double>();
    scales_.push_back(1 / std::sqrt(std::max(apart, kLeastSpread) * double(parts.size())));
  }
}

std::vector<torch::Tensor> PictureDistance::parts_of(const torch::Tensor& pictures) {
  std::vector<torch::Tensor> parts;
  torch::Tensor smaller = pictures;
  for (int i = 0; i < kPixelScales; ++i) {
    parts.push_back(smaller.flatten(1));
    if (std::min(smaller.size(2), smaller.size(3)) < 4) break;
    smaller = torch::avg_pool2d(smaller, 2);
  }
  const std::vector<torch::Tensor> features = discriminator_->features(pictures, weights_);
  for (std::size_t i = features.size() - std::min(features.size(), kFeatureLayers);
       i < features.size(); ++i)
    parts.push_back(features[i].flatten(1));
  return parts;
}

torch::Tensor PictureDistance::embed(const torch::Tensor& pictures) {
  std::vector<torch::Tensor> parts = parts_of(pictures);
  for (std::size_t i = 0; i < parts.size(); ++i) parts[i] = parts[i] * scales_[i];
  return torch::cat(parts, 1);
}

}  // namespace iggan
