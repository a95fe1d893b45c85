#include <iggan/training/pretraining.h>

#include <algorithm>
#include <cstring>
namespace iggan {
namespace {

/// Batches of discrete shapes of a shape set, drawn at random.
torch::Tensor random_shapes(std::int64_t count, const ShapeSet& set, Rng& rng) {
  const std::int64_t r = set.resolution;
  torch::Tensor batch = torch::empty({count, 1, r, r, r}, torch::kUInt8);
  for (std::int64_t i = 0; i < count; ++i) {
    const Shape& shape = set.shapes[static_cast<std::size_t>(rng.below(set.shapes.size()))];
    std::memcpy(batch[i].data_ptr<std::uint8_t>(), shape.grid.occupancy.data(),
                shape.grid.occupancy.size());
  }
  return batch;
}

}  // namespace

torch::Tensor random_boxes(std::int64_t count, int resolution, Rng& rng) {
  torch::Tensor batch = torch::zeros({count, 1, resolution, resolution, resolution}, torch::kUInt8);
  for (std::int64_t i = 0; i < count; ++i) {
    const std::uint64_t boxes = 1 + rng.below(5);
    for (std::uint64_t b = 0; b < boxes; ++b) {
      torch::Tensor part = batch[i][0];
      for (int axis = 0; axis < 3; ++axis) {
        const auto length = static_cast<std::int64_t>(rng.uniform(0.06, 0.8) * resolution) + 1;
        const auto start = static_cast<std::int64_t>(
            rng.below(static_cast<std::uint64_t>(resolution - length) + 1));
        part = part.narrow(axis, start, length);
      }
      part.fill_(1);
    }
  }
  return batch;
}

PretrainingShapes::PretrainingShapes(const PretrainingOptions& options, int resolution)
    : resolution_(resolution) {
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
}

torch::Tensor PretrainingShapes::draw(std::int64_t count, Rng& rng) const {
  return set_.shapes.empty() ? random_boxes(count, resolution_, rng)
                             : random_shapes(count, set_, rng);
}

}  // namespace iggan
