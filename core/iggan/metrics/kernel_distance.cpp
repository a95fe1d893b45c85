#include <iggan/metrics/kernel_distance.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include <torch/torch.h>

#include <iggan/base/error.h>
#include <iggan/base/rng.h>
#include <iggan/base/shuffle.h>

namespace iggan {
namespace {

torch::Tensor kernel(const torch::Tensor& x, const torch::Tensor& y) {
  return (torch::matmul(x, y.t()) / static_cast<double>(x.size(1)) + 1).pow(3);
}

/// The mean of k over pairs of different rows.
double mean_of_pairs(const torch::Tensor& x) {
  const torch::Tensor k = kernel(x, x);
  const auto n = static_cast<double>(x.size(0));
  return (k.sum() - k.trace()).item<double>() / (n * (n - 1));
}

double discrepancy(const torch::Tensor& x, const torch::Tensor& y) {
  return mean_of_pairs(x) + mean_of_pairs(y) - 2 * kernel(x, y).mean().item<double>();
}

/// The first `count` rows in a random order.
torch::Tensor some_rows(const torch::Tensor& rows, std::size_t count, Rng rng) {
  std::vector<std::int64_t> order(static_cast<std::size_t>(rows.size(0)));
  std::iota(order.begin(), order.end(), std::int64_t{0});
  return rows.index_select(0, torch::tensor(random_subset(std::move(order), count, rng)));
}

void check_counts(const FeatureMatrix& reference, const FeatureMatrix& generated) {
  check_same_width(reference, generated);
  if (std::min(reference.count, generated.count) < 2)
    fail<DataError>("a kernel distance of {} and {} pictures: give at least 2 of each",
                    reference.count, generated.count);
}

}  // namespace

double squared_discrepancy(const FeatureMatrix& reference, const FeatureMatrix& generated) {
  check_counts(reference, generated);
  return discrepancy(to_float64(reference), to_float64(generated));
}

KernelDistance kernel_distance(const FeatureMatrix& reference, const FeatureMatrix& generated,
                               const KernelDistanceOptions& options) {
  check_counts(reference, generated);
  if (options.subsets < 1 || options.largest_subset < 2)
    fail<ConfigError>(
        "a kernel distance over {} subsets of at most {}: give at least 1 subset of at least 2",
        options.subsets, options.largest_subset);
  KernelDistance result;
  result.subsets = options.subsets;
  result.subset_size = std::min({reference.count, generated.count, options.largest_subset});
  const torch::Tensor r = to_float64(reference), g = to_float64(generated);
  double sum = 0, squares = 0;
  for (int i = 0; i < options.subsets; ++i) {
    const auto subset = static_cast<std::uint64_t>(i);
    const double value = discrepancy(
        some_rows(r, result.subset_size, Rng(seed_for(options.seed, "reference subset", subset))),
        some_rows(g, result.subset_size, Rng(seed_for(options.seed, "generated subset", subset))));
    sum += value;
    squares += value * value;
  }
  result.mean = sum / options.subsets;
  const double variance = squares / options.subsets - result.mean * result.mean;
  const bool is_whole = result.subset_size == std::max(reference.count, generated.count);
  result.deviation = is_whole ? 0 : std::sqrt(std::max(0.0, variance));
  return result;
}

}  // namespace iggan
