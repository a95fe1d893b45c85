#include <iggan/evaluation/shape_distances.h>

#include <algorithm>
#include <functional>
#include <limits>

#include <iggan/base/parallel.h>
#include <iggan/base/rng.h>
#include <iggan/base/shuffle.h>
#include <iggan/console/progress.h>
#include <iggan/geometry/voxel_iou.h>
#include <iggan/geometry/yaw.h>
#include <iggan/metrics/chamfer_distance.h>
#include <iggan/metrics/set_distances.h>

namespace iggan {
namespace {

/// A shape in the forms that both measures need.
struct MeasuredShape {
  PointCloud points;
  PackedGrid solid;
};

double iou_distance(const MeasuredShape& a, const MeasuredShape& b) {
  if ((a.solid.count == 0) != (b.solid.count == 0)) return std::numeric_limits<double>::infinity();
  return 1 - voxel_iou(a.solid, b.solid);
}

double chamfer(const MeasuredShape& a, const MeasuredShape& b) {
  return chamfer_distance(a.points, b.points);
}

std::vector<MeasuredShape> measured(const GridList& grids, const Pose& pose, const char* purpose,
                                    const ShapeDistanceOptions& options) {
  std::vector<MeasuredShape> shapes(grids.size());
  parallel_for(grids.size(), options.threads, [&](std::size_t i) {
    const VoxelGrid& grid = *grids[i];
    const VoxelGrid turned = posed(widen_for_yaw(grid), pose);
    shapes[i] = {surface_points(turned, options.points, seed_for(options.seed, purpose, i)),
                 pack_middle(turned, grid.nx, grid.ny, grid.nz)};
  });
  return shapes;
}

using Distance = std::function<double(const MeasuredShape&, const MeasuredShape&)>;

DistanceMatrix between(const std::vector<MeasuredShape>& rows,
                       const std::vector<MeasuredShape>& columns, const Distance& distance,
                       int threads) {
  DistanceMatrix matrix{rows.size(), columns.size(),
                        std::vector<double>(rows.size() * columns.size())};
  const auto one_row = [&](std::size_t r) {
    for (std::size_t c = 0; c < columns.size(); ++c)
      matrix.values[r * columns.size() + c] = distance(rows[r], columns[c]);
  };
  ProgressLine progress("distances between sets", rows.size());
  parallel_for(rows.size(), threads, one_row, [&](std::size_t done) { progress.update(done); });
  return matrix;
}

/// Each pair once; the diagonal is 0.
DistanceMatrix within(const std::vector<MeasuredShape>& shapes, const Distance& distance,
                      int threads) {
  const std::size_t n = shapes.size();
  DistanceMatrix matrix{n, n, std::vector<double>(n * n)};
  const auto one_row = [&](std::size_t r) {
    for (std::size_t c = r + 1; c < n; ++c)
      matrix.values[r * n + c] = distance(shapes[r], shapes[c]);
  };
  ProgressLine progress("distances within a set", n);
  parallel_for(n, threads, one_row, [&](std::size_t done) { progress.update(done); });
  for (std::size_t r = 0; r < n; ++r)
    for (std::size_t c = 0; c < r; ++c) matrix.values[r * n + c] = matrix.at(c, r);
  return matrix;
}

SetScores score(const std::vector<MeasuredShape>& samples,
                const std::vector<MeasuredShape>& references, const Distance& distance,
                int threads) {
  SetDistances distances;
  distances.reference_reference = within(references, distance, threads);
  distances.sample_sample = within(samples, distance, threads);
  distances.sample_reference = between(samples, references, distance, threads);
  return {covered_share(distances.sample_reference),
          minimum_matching_distance(distances.sample_reference),
          nearest_neighbour_accuracy(distances)};
}

}  // namespace

std::optional<ShapeDistances> shape_distances(const GridList& samples, const Pose& pose,
                                              const GridList& references,
                                              const ShapeDistanceOptions& options) {
  const std::size_t n = std::min(
      {samples.size(), references.size(), static_cast<std::size_t>(std::max(0, options.count))});
  if (n < 2) return std::nullopt;
  const GridList first(samples.begin(), samples.begin() + static_cast<std::ptrdiff_t>(n));
  const auto generated = measured(first, pose, "sample points", options);
  const Rng rng(seed_for(options.seed, "references of distances"));
  const auto real =
      measured(random_subset(references, n, rng), Pose{}, "reference points", options);
  ShapeDistances result;
  result.count = n;
  result.points = options.points;
  result.chamfer = score(generated, real, chamfer, options.threads);
  result.iou = score(generated, real, iou_distance, options.threads);
  return result;
}

}  // namespace iggan
