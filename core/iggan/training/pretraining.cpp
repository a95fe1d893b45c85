#include <iggan/training/pretraining.h>

#include <algorithm>
#include <cstring>

#include <iggan/data/shape_set.h>

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

void pretrain_proxy(Trainer& trainer, const std::function<bool(int, double)>& report) {
  const PretrainingOptions& options = trainer.config().pretraining;
  const int resolution = trainer.config().generator.resolution;
  const std::int64_t count = trainer.config().training.batch_size;
  if (options.domain == PretrainingDomain::none) return;
  ShapeSet set;
  if (options.domain == PretrainingDomain::shapes) {
    set = load_shape_set(options.shapes);
    if (set.resolution != resolution)
      fail<DataError>("pretraining.shapes: {} has {}^3 voxels, but generator.resolution is {}",
                      options.shapes, set.resolution, resolution);
    if (set.shapes.empty()) fail<DataError>("pretraining.shapes: {} is empty", options.shapes);
  }
  for (int i = trainer.pretrained(); i < options.iterations; ++i) {
    const Rng before = trainer.rng();
    const torch::Tensor batch = options.domain == PretrainingDomain::boxes
                                    ? random_boxes(count, resolution, trainer.rng())
                                    : random_shapes(count, set, trainer.rng());
    double loss = 0;
    try {
      loss = trainer.pretrain_step(batch);
    } catch (...) {
      trainer.rng() = before;  // nothing was learned: a resumed run draws the same
      throw;
    }
    if (!report(i + 1, loss)) return;
  }
}

}  // namespace iggan
