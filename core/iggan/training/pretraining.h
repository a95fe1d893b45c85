#pragma once
#include <torch/torch.h>

#include <iggan/base/rng.h>
#include <iggan/config/training_config.h>
#include <iggan/data/shape_set.h>

namespace iggan {

/// Unions of one to five random boxes: shapes of no class at all, for the proxy to practise on.
/// @return [count, 1, R, R, R] uint8.
[[nodiscard]] torch::Tensor random_boxes(std::int64_t count, int resolution, Rng& rng);

/// The discrete shapes that the proxy practises on: boxes, or a shape set of another class.
class PretrainingShapes {
 public:
  /// @throws DataError when options.shapes cannot be read, is empty or has another resolution.
  PretrainingShapes(const PretrainingOptions& options, int resolution);
  /// @return [count, 1, R, R, R] uint8.
  [[nodiscard]] torch::Tensor draw(std::int64_t count, Rng& rng) const;

 private:
  int resolution_;
  ShapeSet set_;  // empty: boxes
};

}  // namespace iggan
