#include <iggan/exploration/directions.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include <torch/torch.h>

#include <iggan/base/error.h>
#include <iggan/console/progress.h>

namespace iggan {
namespace {

constexpr int kProbes = 16;         // random shapes that are moved to measure a direction's changes
constexpr double kProbeSteps = 1;   // to either side
constexpr double kNamed = 1.0 / 3;  // standard deviations; smaller changes are not named
constexpr std::size_t kMostNamed = 3;
constexpr std::int64_t kMostCells = 32;  // per edge
constexpr double kNothing = 1e-6;        // fraction of the variance: rounding error

/// Random shapes and their parts.
struct SampledShapes {
  torch::Tensor latents;      // [N, Z]
  torch::Tensor occupancies;  // [N, V] float32 in [0, 1]
  ShapeTraits deviations{};   // of each trait
};

/// [V], with at most 32 cells per edge: details change neither the directions nor their order, and
/// a thousand fine grids do not fit into memory.
torch::Tensor occupancy_of(const SoftShape& shape) {
  const std::int64_t edge = shape.solid.nx;
  const torch::Tensor cells = torch::tensor(shape.solid.occupancy, torch::kUInt8)
                                  .to(torch::kFloat32)
                                  .view({1, 1, edge, edge, edge});
  return (edge > kMostCells ? torch::avg_pool3d(cells, edge / kMostCells) : cells).flatten();
}

SampledShapes sample_shapes(const TrainedGenerator& generator, const DirectionOptions& options) {
  std::vector<torch::Tensor> latents, occupancies;
  std::vector<ShapeTraits> traits;
  ProgressLine progress("shapes", static_cast<std::uint64_t>(options.samples));
  for (int i = 0; i < options.samples; ++i) {
    const Latent latent = generator.latent(options.seed + static_cast<std::uint64_t>(i));
    const SoftShape shape = generator.shape(latent, options.threshold);
    latents.push_back(torch::tensor(latent));
    occupancies.push_back(occupancy_of(shape));
    traits.push_back(traits_of(shape.solid));
    progress.update(static_cast<std::uint64_t>(i + 1));
  }
  SampledShapes sampled{torch::stack(latents), torch::stack(occupancies), {}};
  for (std::size_t t = 0; t < kShapeTraits; ++t) {
    double sum = 0, squares = 0;
    for (const ShapeTraits& one : traits) {
      sum += one[t];
      squares += one[t] * one[t];
    }
    const double mean = sum / double(traits.size());
    sampled.deviations[t] = std::sqrt(std::max(0.0, squares / double(traits.size()) - mean * mean));
  }
  return sampled;
}

/// The mean change of each trait per step, in its standard deviations.
ShapeTraits changes_by(const TrainedGenerator& generator, const LatentDirection& direction,
                       const SampledShapes& sampled, const DirectionOptions& options) {
  ShapeTraits changes{};
  for (int i = 0; i < kProbes; ++i) {
    const Latent latent = generator.latent(options.seed + static_cast<std::uint64_t>(i));
    const auto at = [&](double steps) {
      return traits_of(generator.shape(moved(latent, direction, steps), options.threshold).solid);
    };
    const ShapeTraits more = at(kProbeSteps), less = at(-kProbeSteps);
    for (std::size_t t = 0; t < kShapeTraits; ++t)
      if (sampled.deviations[t] > 0)
        changes[t] += (more[t] - less[t]) / (2 * kProbeSteps * kProbes * sampled.deviations[t]);
  }
  return changes;
}

/// The traits, sorted by their change, largest first.
std::vector<std::size_t> by_change(const ShapeTraits& changes) {
  std::vector<std::size_t> order(kShapeTraits);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::abs(changes[a]) > std::abs(changes[b]);
  });
  return order;
}

}  // namespace

ShapeTrait LatentDirection::main_trait() const {
  return static_cast<ShapeTrait>(by_change(changes).front());
}

std::string LatentDirection::name() const {
  std::string name;
  std::size_t named = 0;
  for (const std::size_t t : by_change(changes)) {
    if (std::abs(changes[t]) < kNamed || named++ == kMostNamed) break;
    name += fmt::format("{}{} {}", name.empty() ? "" : ", ", to_string(static_cast<ShapeTrait>(t)),
                        changes[t] > 0 ? "+" : "-");
  }
  return name.empty() ? "form" : name;
}

std::vector<double> steps_along(double reach, int count) {
  IGGAN_CHECK(count >= 2);
  std::vector<double> steps;
  for (int i = 0; i < count; ++i) steps.push_back(reach * (2.0 * i / (count - 1) - 1));
  return steps;
}

Latent moved(const Latent& latent, const LatentDirection& direction, double steps) {
  IGGAN_CHECK(latent.size() == direction.step.size());
  Latent moved = latent;
  for (std::size_t i = 0; i < moved.size(); ++i)
    moved[i] += static_cast<float>(steps) * direction.step[i];
  return moved;
}

std::vector<LatentDirection> principal_directions(const TrainedGenerator& generator,
                                                  const DirectionOptions& options) {
  const auto size = static_cast<std::int64_t>(generator.latent(0).size());
  if (options.samples <= size)
    fail<DataError>("{} samples: latents have {} numbers, so more samples than that are needed",
                    options.samples, size);
  torch::NoGradGuard no_grad;
  const SampledShapes sampled = sample_shapes(generator, options);
  const torch::Tensor centred = sampled.occupancies - sampled.occupancies.mean(0);
  // N is far below the number of voxels: the eigenvectors of the N x N matrix of products are the
  // coordinates of the shapes along the principal components.
  const auto [values, vectors] =
      torch::linalg_eigh(centred.matmul(centred.t()).to(torch::kFloat64));
  const double all = values.sum().item<double>();
  if (!(all > 0)) fail<DataError>("all shapes are alike at a threshold of {}", options.threshold);
  const torch::Tensor z = sampled.latents.to(torch::kFloat64);
  const torch::Tensor inverse = torch::linalg_pinv(z - z.mean(0));  // [Z, N]
  std::vector<LatentDirection> directions;
  for (std::int64_t i = 0; i < std::min<std::int64_t>(options.count, size); ++i) {
    const std::int64_t column = values.size(0) - 1 - i;
    if (values[column].item<double>() <= kNothing * all) break;
    const torch::Tensor gradient = inverse.matmul(vectors.select(1, column));  // [Z]
    const torch::Tensor step = (gradient / gradient.norm()).to(torch::kFloat32).contiguous();
    LatentDirection direction;
    direction.step = {step.data_ptr<float>(), step.data_ptr<float>() + step.numel()};
    direction.share = values[column].item<double>() / all;
    direction.changes = changes_by(generator, direction, sampled, options);
    // Choose the sign for which the main trait increases.
    const auto main = static_cast<std::size_t>(direction.main_trait());
    if (direction.changes[main] < 0) {
      for (float& number : direction.step) number = -number;
      for (double& change : direction.changes) change = -change;
    }
    directions.push_back(std::move(direction));
  }
  return directions;
}

}  // namespace iggan
