#pragma once
#include <torch/torch.h>

#include <iggan/base/rng.h>
#include <iggan/config/training_config.h>
#include <iggan/data/shape_set.h>

namespace iggan {

/// Unions of one to five random boxes: shapes of no class, for pretraining the proxy.
/// @param colour  each box has its own albedo, drawn uniformly.
/// @return [count, 1, R, R, R] uint8, or in colour [count, 4, R, R, R] (models/voxels.h).
[[nodiscard]] torch::Tensor random_boxes(std::int64_t count, int resolution, Rng& rng,
                                         bool colour = false);

/// The discrete shapes for pretraining the proxy: boxes, or a shape set of another class.
class PretrainingShapes {
 public:
  /// @param resolution  that of the last stage; a shape set must have it.
  /// @param colour  shapes have their albedo. Shapes without albedo are painted at random: those of
  ///                the set that have none, and all shapes in a stage that downsizes them.
  /// @throws DataError when options.shapes cannot be read, is empty or has a different resolution.
  PretrainingShapes(const PretrainingOptions& options, int resolution, bool colour = false,
                    const Stage& stage = {});
  /// @return [count, 1 or 4, R, R, R] uint8.
  [[nodiscard]] torch::Tensor draw(std::int64_t count, Rng& rng) const;

 private:
  int resolution_;
  bool colour_;
  ShapeSet set_;  // empty: boxes
};

}  // namespace iggan
