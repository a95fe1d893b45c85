#include <iggan/training/augmentation_strength.h>

#include <algorithm>
#include <vector>

#include <iggan/training/checkpoint.h>

namespace iggan {
namespace {

constexpr const char* kStrengthKey = "augmentation";

}  // namespace

AugmentationStrength::AugmentationStrength(const AugmentationOptions& options) : options_(options) {
  if (options.any() && !options.adaptive) probability_ = options.probability;
}

void AugmentationStrength::observe(const torch::Tensor& real_logits) {
  if (!options_.adaptive) return;
  signs_ += real_logits.detach().sign().sum().item<double>();  // detach: the rule has no gradient
  pictures_ += real_logits.numel();
  if (++iterations_ < kEvery) return;
  const double above = signs_ / double(pictures_) - options_.adaptive_target;
  const double step = double(pictures_) / options_.adaptive_pictures;
  if (above > 0) probability_ += step;
  if (above < 0) probability_ -= step;
  probability_ = std::clamp(probability_, 0.0, kMost);
  signs_ = 0;
  pictures_ = iterations_ = 0;
}

void AugmentationStrength::save(TensorFile& file) const {
  if (options_.adaptive)
    write_doubles(file, kStrengthKey,
                  {probability_, signs_, double(pictures_), double(iterations_)});
}

void AugmentationStrength::load(const TensorFile& file) {
  *this = AugmentationStrength(options_);
  std::vector<double> state(4);
  if (!options_.adaptive || !read_doubles(file, kStrengthKey, state)) return;
  probability_ = state[0];
  signs_ = state[1];
  pictures_ = static_cast<std::int64_t>(state[2]);
  iterations_ = static_cast<std::int64_t>(state[3]);
}

}  // namespace iggan
