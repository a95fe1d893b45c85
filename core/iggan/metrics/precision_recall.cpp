#include <iggan/metrics/precision_recall.h>

#include <algorithm>

#include <torch/torch.h>

#include <iggan/base/error.h>

namespace iggan {
namespace {

constexpr std::int64_t kRowsAtATime = 512;  // limits the distances in memory at once

/// [rows of a, rows of b]; computed without matrix products, whose rounding makes equal rows
/// differ.
torch::Tensor distances(const torch::Tensor& a, const torch::Tensor& b) {
  constexpr std::int64_t no_matrix_product = 2;
  return torch::cdist(a, b, 2, no_matrix_product);
}

torch::Tensor radii(const torch::Tensor& rows, std::int64_t k) {
  std::vector<torch::Tensor> parts;
  for (const torch::Tensor& part : rows.split(kRowsAtATime))
    parts.push_back(std::get<0>(distances(part, rows).kthvalue(k + 1)));  // the row itself is first
  return torch::cat(parts);
}

double share_inside(const torch::Tensor& points, const torch::Tensor& centres, std::int64_t k) {
  const torch::Tensor reach = radii(centres, k);
  std::int64_t inside = 0;
  for (const torch::Tensor& part : points.split(kRowsAtATime))
    inside += (distances(part, centres) <= reach).any(1).sum().item<std::int64_t>();
  return static_cast<double>(inside) / static_cast<double>(points.size(0));
}

}  // namespace

PrecisionRecall precision_recall(const FeatureMatrix& reference, const FeatureMatrix& generated,
                                 int k) {
  check_same_width(reference, generated);
  if (k < 1) fail<ConfigError>("precision and recall with {} neighbours: give 1 or more", k);
  if (std::min(reference.count, generated.count) <= static_cast<std::size_t>(k))
    fail<DataError>(
        "precision and recall with {} neighbours need more than {} pictures of each; "
        "there are {} and {}",
        k, k, reference.count, generated.count);
  const torch::Tensor r = to_float64(reference), g = to_float64(generated);
  return {share_inside(g, r, k), share_inside(r, g, k)};
}

}  // namespace iggan
