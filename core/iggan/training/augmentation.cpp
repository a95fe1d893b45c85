#include <iggan/training/augmentation.h>

#include <algorithm>
#include <cmath>

#include <iggan/base/error.h>
#include <iggan/base/pi.h>
#include <iggan/models/layers.h>

namespace iggan {
namespace {

// DiffAugment's constants are for pixels in [-1, 1]. They are halved here for pixels in [0, 1].
constexpr double kBrightness = 0.25;
constexpr double kMostSaturation = 2;
constexpr double kLeastContrast = 0.5, kMostContrast = 1.5;
constexpr double kTurnDegrees = 10, kScale = 0.1;

std::int64_t most_shift(std::int64_t edge) {
  return (edge + 4) / 8;
}
std::int64_t cut_edge(std::int64_t edge) {
  return (edge + 1) / 2;
}

/// Where a cut starts along an edge. The cut's centre is anywhere in the picture.
std::int64_t draw_cut(std::int64_t edge, Rng& rng) {
  const std::int64_t cut = cut_edge(edge);
  return static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(edge + 1 - cut % 2))) -
         cut / 2;
}

std::int64_t draw_shift(std::int64_t edge, Rng& rng) {
  const std::int64_t most = most_shift(edge);
  return static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(2 * most + 1))) - most;
}

/// One value of each change as [N, 1, 1, 1], with the pictures' type and device.
template <class Value>
torch::Tensor column(const Augmentation& changes, const torch::Tensor& like, const Value& value) {
  std::vector<double> values;
  for (const PictureChange& change : changes) values.push_back(value(change));
  return torch::tensor(values, torch::kFloat64)
      .view({static_cast<std::int64_t>(values.size()), 1, 1, 1})
      .to(like.options());
}

bool any_of(const Augmentation& changes, bool (*holds)(const PictureChange&)) {
  return std::any_of(changes.begin(), changes.end(), holds);
}
bool is_resampled(const PictureChange& change) {
  return change.turn_degrees != 0 || change.scale != 1;
}
bool is_moved(const PictureChange& change) {
  return change.right != 0 || change.down != 0;
}
bool is_recoloured(const PictureChange& change) {
  return change.brightness != 0 || change.saturation != 1 || change.contrast != 1;
}

/// Rotates and scales; areas that move into the picture are filled with zeros.
torch::Tensor resampled(const torch::Tensor& x, const Augmentation& changes) {
  const auto n = static_cast<std::int64_t>(changes.size());
  const double aspect = double(x.size(3)) / double(x.size(2));
  torch::Tensor theta = torch::empty({n, 2, 3}, torch::kFloat64);
  double* out = theta.data_ptr<double>();
  for (const PictureChange& change : changes) {  // from a position in the result to one in x
    const double c = std::cos(change.turn_degrees * kPi / 180) / change.scale;
    const double s = std::sin(change.turn_degrees * kPi / 180) / change.scale;
    for (const double value : {c, s / aspect, 0.0, -s * aspect, c, 0.0}) *out++ = value;
  }
  namespace F = torch::nn::functional;
  const torch::Tensor grid =
      F::affine_grid(theta.to(x.options()), x.sizes().vec(), /*align_corners=*/false);
  const torch::Tensor turned = F::grid_sample(x, grid,
                                              F::GridSampleFuncOptions()
                                                  .mode(torch::kBilinear)
                                                  .padding_mode(torch::kZeros)
                                                  .align_corners(false));
  return torch::where(column(changes, x, is_resampled) > 0.5, turned, x);
}

/// Moves by whole pixels; areas that move into the picture are filled with zeros.
torch::Tensor moved(const torch::Tensor& x, const Augmentation& changes) {
  const std::int64_t height = x.size(2), width = x.size(3);
  const std::int64_t down = most_shift(height), right = most_shift(width);
  const auto padded = torch::constant_pad_nd(x, {right, right, down, down}).unbind(0);
  std::vector<torch::Tensor> pictures;
  for (std::size_t i = 0; i < changes.size(); ++i)
    pictures.push_back(padded[i]
                           .narrow(1, down - changes[i].down, height)
                           .narrow(2, right - changes[i].right, width));
  return torch::stack(pictures);
}

torch::Tensor recoloured(torch::Tensor x, const Augmentation& changes) {
  const auto spread = [](const torch::Tensor& values, const torch::Tensor& mean,
                         const torch::Tensor& factor) { return (values - mean) * factor + mean; };
  x = x + column(changes, x, [](const PictureChange& change) { return change.brightness; });
  if (x.size(1) == 3)
    x = spread(x, x.mean(1, /*keepdim=*/true),
               column(changes, x, [](const PictureChange& change) { return change.saturation; }));
  return spread(x, x.mean({1, 2, 3}, /*keepdim=*/true),
                column(changes, x, [](const PictureChange& change) { return change.contrast; }));
}

/// The background as it is in the set's pictures, [1, C, 1, 1].
torch::Tensor background_of(const SceneDistribution& scene) {
  const float nothing[4] = {0, 0, 0, 0};
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(scene.channels));
  scene.transfer().apply(nothing, 1, bytes.data());
  const std::vector<double> values(bytes.begin(), bytes.end());
  return torch::tensor(values, torch::kFloat64).div(255).view({1, scene.channels, 1, 1});
}

}  // namespace

Augmenter::Augmenter(const AugmentationOptions& options, const SceneDistribution& scene)
    : options_(options),
      channels_(scene.channels),
      height_(scene.height),
      width_(scene.width),
      background_(background_of(scene)) {}

Augmentation Augmenter::draw(std::int64_t count, double probability, Rng& rng) const {
  Augmentation changes;
  if (!options_.any()) return changes;
  const auto maybe = [&](auto& value, auto drawn, bool happens) {
    if (happens) value = drawn;
  };
  const auto happens = [&] { return rng.uniform() < probability; };
  for (std::int64_t i = 0; i < count; ++i) {
    PictureChange change;
    if (options_.affine) {
      const bool turns = happens();
      maybe(change.turn_degrees, rng.uniform(-kTurnDegrees, kTurnDegrees), turns);
      const bool scales = happens();
      maybe(change.scale, rng.uniform(1 - kScale, 1 + kScale), scales);
    }
    if (options_.translation) {
      const bool moves = happens();
      maybe(change.right, draw_shift(width_, rng), moves);
      maybe(change.down, draw_shift(height_, rng), moves);
    }
    if (options_.colour) {
      const bool brightens = happens();
      maybe(change.brightness, rng.uniform(-kBrightness, kBrightness), brightens);
      if (channels_ == 3) {
        const bool saturates = happens();
        maybe(change.saturation, rng.uniform(0, kMostSaturation), saturates);
      }
      const bool contrasts = happens();
      maybe(change.contrast, rng.uniform(kLeastContrast, kMostContrast), contrasts);
    }
    if (options_.cutout) {
      change.cut = happens();
      change.cut_left = draw_cut(width_, rng);
      change.cut_top = draw_cut(height_, rng);
    }
    changes.push_back(change);
  }
  return changes;
}

torch::Tensor Augmenter::apply(const torch::Tensor& pictures, const Augmentation& changes) const {
  if (changes.empty()) return pictures;
  check_shape(pictures, {static_cast<std::int64_t>(changes.size()), channels_, height_, width_},
              "pictures");
  torch::Tensor x = placed(pictures, changes);
  if (any_of(changes, is_recoloured)) x = recoloured(x, changes);
  return cut(x, changes);
}

torch::Tensor Augmenter::placed(const torch::Tensor& pictures, const Augmentation& changes) const {
  const bool resamples = any_of(changes, is_resampled), moves = any_of(changes, is_moved);
  if (!resamples && !moves) return pictures;
  const torch::Tensor background = background_.to(pictures.options());
  torch::Tensor x = pictures - background;  // so that zero is the background
  if (resamples) x = resampled(x, changes);
  if (moves) x = moved(x, changes);
  return x + background;
}

torch::Tensor Augmenter::cut(const torch::Tensor& pictures, const Augmentation& changes) const {
  if (!any_of(changes, [](const PictureChange& change) { return change.cut; })) return pictures;
  torch::Tensor mask =
      torch::zeros({static_cast<std::int64_t>(changes.size()), 1, height_, width_}, torch::kBool);
  for (std::size_t i = 0; i < changes.size(); ++i) {
    if (!changes[i].cut) continue;
    const auto within = [&](std::int64_t dimension, std::int64_t start, std::int64_t edge) {
      const std::int64_t first = std::max<std::int64_t>(start, 0);
      const std::int64_t end = std::min(start + cut_edge(edge), edge);
      return [=](const torch::Tensor& part) { return part.narrow(dimension, first, end - first); };
    };
    const auto rows = within(1, changes[i].cut_top, height_);
    const auto columns = within(2, changes[i].cut_left, width_);
    columns(rows(mask[static_cast<std::int64_t>(i)])).fill_(true);
  }
  return torch::where(mask.to(pictures.device()), background_.to(pictures.options()), pictures);
}

}  // namespace iggan
