#include <iggan/metrics/frechet_distance.h>

#include <algorithm>

#include <torch/torch.h>

#include <iggan/base/error.h>

namespace iggan {
namespace {

std::vector<double> to_vector(const torch::Tensor& tensor) {
  const torch::Tensor dense = tensor.contiguous();
  return {dense.data_ptr<double>(), dense.data_ptr<double>() + dense.numel()};
}

torch::Tensor square(const std::vector<double>& values, std::size_t width) {
  const auto n = static_cast<std::int64_t>(width);
  return torch::tensor(values, torch::kFloat64).view({n, n});
}

/// The symmetric root of a matrix that has no negative eigenvalues except from rounding.
torch::Tensor symmetric_root(const torch::Tensor& matrix) {
  const auto [values, vectors] = torch::linalg_eigh(matrix);
  return torch::matmul(vectors * values.clamp_min(0).sqrt(), vectors.t());
}

}  // namespace

std::string too_few_pictures(std::size_t count, const char* pictures, std::size_t features) {
  return fmt::format("{} {} are too few for a Fréchet distance over {} features: give at least {}",
                     count, pictures, features, features);
}

FeatureMoments moments_of(const FeatureMatrix& features, SmallSets small) {
  if (features.count < 2)
    fail<DataError>("{} pictures have no covariance: give at least 2", features.count);
  if (small == SmallSets::refuse && features.count < features.width)
    fail<DataError>("{}, or an extractor with fewer features, or look at the kernel distance",
                    too_few_pictures(features.count, "pictures", features.width));
  const torch::Tensor rows = to_float64(features);
  const torch::Tensor mean = rows.mean(0);
  const torch::Tensor centred = rows - mean;
  const torch::Tensor covariance =
      torch::matmul(centred.t(), centred) / static_cast<double>(features.count - 1);
  return {features.width, to_vector(mean), to_vector(covariance)};
}

double frechet_distance(const FeatureMoments& a, const FeatureMoments& b) {
  if (a.width != b.width)
    fail<ShapeError>("features of {} and {} numbers cannot be compared: use one extractor for both",
                     a.width, b.width);
  double distance = 0;
  for (std::size_t i = 0; i < a.width; ++i) {
    const double difference = a.mean[i] - b.mean[i];
    distance +=
        difference * difference + a.covariance[i * a.width + i] + b.covariance[i * a.width + i];
  }
  const torch::Tensor root = symmetric_root(square(a.covariance, a.width));
  const torch::Tensor product =
      torch::matmul(torch::matmul(root, square(b.covariance, b.width)), root);
  const torch::Tensor values = torch::linalg_eigvalsh((product + product.t()) / 2);
  distance -= 2 * values.clamp_min(0).sqrt().sum().item<double>();
  return std::max(0.0, distance);
}

}  // namespace iggan
