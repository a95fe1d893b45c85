#include <iggan/training/pretraining.h>

#include <algorithm>

#include <iggan/geometry/downsampler.h>
#include <iggan/models/voxels.h>

namespace iggan {
namespace {

constexpr std::uint64_t kMostBoxes = 5;

/// A part of a shape [1 or 4, R, R, R], the size of a random box.
torch::Tensor random_part(const torch::Tensor& shape, Rng& rng) {
  const std::int64_t resolution = shape.size(1);
  torch::Tensor part = shape;
  for (int axis = 1; axis <= 3; ++axis) {
    const auto length = static_cast<std::int64_t>(rng.uniform(0.06, 0.8) * double(resolution)) + 1;
    const auto start =
        static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(resolution - length) + 1));
    part = part.narrow(axis, start, length);
  }
  return part;
}

/// One albedo for a part [4, ...].
void paint(torch::Tensor part, Rng& rng) {
  for (int c = 1; c <= 3; ++c) part[c].fill_(static_cast<int>(rng.below(256)));
}

/// A batch of discrete shapes of a shape set, drawn at random.
torch::Tensor random_shapes(std::int64_t count, const ShapeSet& set, bool colour, Rng& rng) {
  std::vector<torch::Tensor> batch;
  for (std::int64_t i = 0; i < count; ++i) {
    const Shape& shape = set.shapes[static_cast<std::size_t>(rng.below(set.shapes.size()))];
    batch.push_back(discrete_voxels_of(shape.grid, colour, {}));
    if (!colour || !shape.grid.albedo.empty()) continue;
    paint(batch.back(), rng);
    for (std::uint64_t parts = rng.below(kMostBoxes); parts > 0; --parts)
      paint(random_part(batch.back(), rng), rng);
  }
  return torch::stack(batch);
}

}  // namespace

torch::Tensor random_boxes(std::int64_t count, int resolution, Rng& rng, bool colour) {
  torch::Tensor batch =
      torch::zeros({count, colour ? 4 : 1, resolution, resolution, resolution}, torch::kUInt8);
  for (std::int64_t i = 0; i < count; ++i) {
    const std::uint64_t boxes = 1 + rng.below(kMostBoxes);
    for (std::uint64_t b = 0; b < boxes; ++b) {
      const torch::Tensor part = random_part(batch[i], rng);
      part[0].fill_(1);
      if (colour) paint(part, rng);
    }
  }
  return batch;
}

PretrainingShapes::PretrainingShapes(const PretrainingOptions& options, int resolution, bool colour,
                                     const Stage& stage)
    : resolution_(stage.size(resolution)), colour_(colour) {
  if (options.domain != PretrainingDomain::shapes) return;
  set_ = load_shape_set(options.shapes);
  auto& shapes = set_.shapes;  // held-out shapes are for measuring
  shapes.erase(std::remove_if(shapes.begin(), shapes.end(),
                              [](const Shape& shape) { return shape.split != Split::train; }),
               shapes.end());
  if (set_.resolution != resolution)
    fail<DataError>("pretraining.shapes: {} has {}^3 voxels, but generator.resolution is {}",
                    options.shapes, set_.resolution, resolution);
  if (set_.shapes.empty())
    fail<DataError>("pretraining.shapes: {} has no training shapes", options.shapes);
  if (resolution_ != resolution)
    for (Shape& shape : shapes) shape.grid = downsample_grid(shape.grid, resolution_);
}

torch::Tensor PretrainingShapes::draw(std::int64_t count, Rng& rng) const {
  return set_.shapes.empty() ? random_boxes(count, resolution_, rng, colour_)
                             : random_shapes(count, set_, colour_, rng);
}

}  // namespace iggan
