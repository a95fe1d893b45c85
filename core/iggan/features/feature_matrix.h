#pragma once
#include <cstddef>
#include <vector>

namespace at {
class Tensor;
}

namespace iggan {

/// Features of pictures, one row per picture.
struct FeatureMatrix {
  std::size_t count = 0, width = 0;
  std::vector<float> values;  // [count, width]
};

/// @return [count, width] float64, a copy.
/// @throws ShapeError when the values are not count * width numbers, or one is not finite.
[[nodiscard]] at::Tensor to_float64(const FeatureMatrix& features);

/// Check for measures between two sets. @throws ShapeError when their widths differ.
void check_same_width(const FeatureMatrix& reference, const FeatureMatrix& generated);

}  // namespace iggan
