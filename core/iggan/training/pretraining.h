#pragma once
#include <torch/torch.h>

#include <iggan/base/rng.h>
#include <iggan/config/training_config.h>
#include <iggan/data/shape_set.h>

namespace iggan {

/// Unions of one to five random boxes: shapes of no class at all, for the proxy to practise on.
/// @param colour  each box has an albedo of its own, drawn evenly.
/// @return [count, 1, R, R, R] uint8, or in colour [count, 4, R, R, R] (models/voxels.h).
[[nodiscard]] torch::Tensor random_boxes(std::int64_t count, int resolution, Rng& rng,
                                         bool colour = false);

/// The discrete shapes that the proxy practises on: boxes, or a shape set of another class.
class PretrainingShapes {
 public:
  /// @param resolution  that of the last stage, which a shape set has.
  /// @param colour  shapes have their albedo; those without any are painted at random: a set's that
  ///                has none, and all of a stage that makes them smaller.
  /// @throws DataError when options.shapes cannot be read, is empty or has another resolution.
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
