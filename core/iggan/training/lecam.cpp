#include <iggan/training/lecam.h>

#include <vector>

#include <iggan/training/checkpoint.h>
#include <iggan/training/losses.h>

namespace iggan {
namespace {

constexpr double kLecamDecay = 0.99;  // of the averages, per iteration
constexpr const char* kLecamKey = "lecam";

}  // namespace

torch::Tensor Lecam::loss(const torch::Tensor& real_logits, const torch::Tensor& fake_logits,
                          Ranks& ranks) {
  const auto follow = [&](double& average, const torch::Tensor& logits) {
    const double mean =
        ranks.average(logits.detach().mean().item<double>());  // detach: averages are constants
    average = begun_ ? kLecamDecay * average + (1 - kLecamDecay) * mean : mean;
  };
  follow(real_mean_, real_logits);
  follow(fake_mean_, fake_logits);
  begun_ = true;
  return weight_ * lecam_loss(real_logits, fake_logits, real_mean_, fake_mean_);
}

void Lecam::save(TensorFile& file) const {
  if (on()) write_doubles(file, kLecamKey, {real_mean_, fake_mean_, double(begun_)});
}

void Lecam::load(const TensorFile& file) {
  *this = Lecam(weight_);
  std::vector<double> state(3);
  if (!on() || !read_doubles(file, kLecamKey, state)) return;
  real_mean_ = state[0];
  fake_mean_ = state[1];
  begun_ = state[2] > 0;
}

}  // namespace iggan
