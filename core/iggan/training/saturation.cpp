#include <iggan/training/saturation.h>

#include <algorithm>
#include <limits>

namespace iggan {
namespace {

constexpr std::int64_t kBegun = 200;      // iterations until D and the shapes have settled
constexpr double kAlike = 0.05;           // spread over the shapes, as a fraction of mean occupancy
constexpr double kProxyGrowth = 4;        // relative to its minimum
constexpr double kProxyErrorSeen = 0.01;  // a tenth of the range in each pixel

}  // namespace

SaturationSigns::SaturationSigns(const TrainingConfig& config)
    : several_shapes_(config.training.batch_size > config.training.views_per_shape),
      least_proxy_error_(std::numeric_limits<double>::infinity()) {}

std::vector<std::string> SaturationSigns::observe(const StatisticsLine& line) {
  std::map<std::string, std::string> signs;
  const bool empty = line.solid<1e-4, begun = line.iteration> kBegun;
  if (empty)
    signs["the generated shapes are empty"] =
        "raise loss.minimum_occupancy or lower the learning rates";
  if (line.solid > 0.9)
    signs["the generated shapes fill the cube"] = "lower optimizer.generator_rate";
  if (begun && line.discriminator_accuracy > 0.995)
    signs["the discriminator is always right"] =
        "raise loss.r1_gamma or lower optimizer.discriminator_rate";
  // Statistics of earlier versions have no spread.
  if (begun && several_shapes_ && !empty && line.spread > 0 &&
      line.spread < kAlike * line.occupancy)
    signs["all latents give the same shape"] =
        "use more pictures, a smaller training.views_per_shape, or generator.style=adain";
  if (line.proxy_l2 > 0) {
    if (begun && line.proxy_l2 > kProxyErrorSeen &&
        line.proxy_l2 > kProxyGrowth * least_proxy_error_)
      signs["the proxy's error grows"] =
          "raise loss.l2_weight or optimizer.proxy_rate, or lower optimizer.generator_rate";
    least_proxy_error_ = std::min(least_proxy_error_, line.proxy_l2);
  }
  std::vector<std::string> fresh;
  for (const auto& [what, advice] : signs)
    if (shown_.count(what) == 0)
      fresh.push_back(fmt::format("iteration {}: {}; {}", line.iteration, what, advice));
  shown_ = std::move(signs);
  return fresh;
}

std::vector<std::string> SaturationSigns::now() const {
  std::vector<std::string> texts;
  for (const auto& [what, advice] : shown_) texts.push_back(what + "; " + advice);
  return texts;
}

}  // namespace iggan
