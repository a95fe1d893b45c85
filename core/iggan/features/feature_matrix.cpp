#include <iggan/features/feature_matrix.h>

#include <algorithm>
#include <cmath>

#include <torch/torch.h>

#include <iggan/base/error.h>

namespace iggan {

torch::Tensor to_float64(const FeatureMatrix& features) {
  if (features.values.size() != features.count * features.width)
    fail<ShapeError>("a feature matrix of {} x {} holds {} numbers", features.count, features.width,
                     features.values.size());
  for (std::size_t i = 0; i < features.values.size(); ++i)
    if (!std::isfinite(features.values[i]))
      fail<ShapeError>("feature {} of picture {} is not a finite number; try another extractor",
                       i % features.width, i / features.width);
  const torch::Tensor matrix = torch::empty(
      {static_cast<std::int64_t>(features.count), static_cast<std::int64_t>(features.width)},
      torch::kFloat32);
  std::copy(features.values.begin(), features.values.end(), matrix.data_ptr<float>());
  return matrix.to(torch::kFloat64);
}

void check_same_width(const FeatureMatrix& reference, const FeatureMatrix& generated) {
  if (reference.width != generated.width)
    fail<ShapeError>("features of {} and {} numbers cannot be compared: use one extractor for both",
                     reference.width, generated.width);
}

}  // namespace iggan
