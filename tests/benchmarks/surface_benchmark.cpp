// Measures how far meshes of voxelised models are from the models' own surfaces: exposed voxel
// faces, and smooth surfaces with and without a field, doubled, and simplified to a triangle
// budget.
//
//   surface_benchmark [PATTERN] [SIZE]
//
// Models: Sweet Home 3D's furniture whose name matches PATTERN (sofa|couch), as in `dataset
// shapes`, voxelised to SIZE^3 (32). The field: the logits of the fraction of solid cells in each
// voxel, clamped to 0.02 ... 0.98, from the model voxelised four times as fine; the voxeliser at
// SIZE decides which voxels are solid. Distances are exact, in voxels, from 20,000 points sampled
// by area to the nearest triangle: to the model from the mesh, and to the mesh from the model's
// outer surface, that is, from points that have air of the fine grid within a fine cell.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <string>

#include <iggan/base/error.h>
#include <iggan/base/rng.h>
#include <iggan/data/model_source.h>
#include <iggan/geometry/mesh_geometry.h>
#include <iggan/geometry/surface.h>
#include <iggan/geometry/triangle_distance.h>
#include <iggan/pictures/shape_mesh.h>

using namespace iggan;

namespace {

constexpr int kFiner = 4;  // cells of the fine grid along a voxel
constexpr int kPoints = 20'000;
constexpr double kLeastShare = 0.02;

using Triangle = std::array<Vec3, 3>;

std::vector<Triangle> triangles_of(const TriangleMesh& mesh) {
  std::vector<Triangle> out;
  for (const auto& corners : mesh.triangles) {
    Triangle triangle{};
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t k = 0; k < 3; ++k)
        triangle[i][k] = static_cast<double>(mesh.positions[corners[i]][k]);
    out.push_back(triangle);
  }
  return out;
}

std::vector<Vec3> points_on(const std::vector<Triangle>& triangles, Rng& rng) {
  std::vector<double> sums;
  double area = 0;
  for (const auto& [a, b, c] : triangles) {
    const Vec3 normal = cross(b - a, c - a);
    sums.push_back(area += std::sqrt(dot(normal, normal)));
  }
  std::vector<Vec3> points;
  for (int i = 0; i < kPoints; ++i) {
    const auto at = std::lower_bound(sums.begin(), sums.end(), rng.uniform() * area);
    const auto& [a, b, c] = triangles[static_cast<std::size_t>(at - sums.begin())];
    double u = rng.uniform(), v = rng.uniform();
    if (u + v > 1) u = 1 - u, v = 1 - v;
    points.push_back(a + (b - a) * u + (c - a) * v);
  }
  return points;
}

/// Triangles, sorted into the cells of the unit cube that their bounding boxes touch.
class NearestTriangle {
 public:
  explicit NearestTriangle(std::vector<Triangle> triangles) : triangles_(std::move(triangles)) {
    cells_.resize(kEdge * kEdge * kEdge);
    for (std::uint32_t t = 0; t < triangles_.size(); ++t) {
      std::array<int, 3> low{}, high{};
      for (std::size_t k = 0; k < 3; ++k) {
        const auto& [a, b, c] = triangles_[t];
        low[k] = cell_of(std::min({a[k], b[k], c[k]}));
        high[k] = cell_of(std::max({a[k], b[k], c[k]}));
      }
      for (int z = low[2]; z <= high[2]; ++z)
        for (int y = low[1]; y <= high[1]; ++y)
          for (int x = low[0]; x <= high[0]; ++x) cells_[index(x, y, z)].push_back(t);
    }
  }

  [[nodiscard]] double distance(const Vec3& p) const {
    const std::array<int, 3> home{cell_of(p[0]), cell_of(p[1]), cell_of(p[2])};
    double least = std::numeric_limits<double>::infinity();
    for (int ring = 0; ring < kEdge; ++ring) {
      visit_ring(home, ring, [&](const std::vector<std::uint32_t>& cell) {
        for (const std::uint32_t t : cell) least = std::min(least, squared(p, triangles_[t]));
      });
      if (std::sqrt(least) <= ring * kSide) break;  // cells farther out are farther away
    }
    return std::sqrt(least);
  }

 private:
  static constexpr int kEdge = 32;
  static constexpr double kSide = 1.0 / kEdge;

  static int cell_of(double x) {
    return std::clamp(static_cast<int>(std::floor((x + 0.5) * kEdge)), 0, kEdge - 1);
  }
  static std::size_t index(int x, int y, int z) {
    return static_cast<std::size_t>((z * kEdge + y) * kEdge + x);
  }
  static double squared(const Vec3& p, const Triangle& triangle) {
    const Vec3 w = nearest_weights(triangle, p);
    const Vec3 way = triangle[0] * w[0] + triangle[1] * w[1] + triangle[2] * w[2] - p;
    return dot(way, way);
  }
  template <class Visit>
  void visit_ring(const std::array<int, 3>& home, int ring, const Visit& visit) const {
    for (int z = home[2] - ring; z <= home[2] + ring; ++z)
      for (int y = home[1] - ring; y <= home[1] + ring; ++y)
        for (int x = home[0] - ring; x <= home[0] + ring; ++x) {
          if (x < 0 || y < 0 || z < 0 || x >= kEdge || y >= kEdge || z >= kEdge) continue;
          const int out =
              std::max({std::abs(x - home[0]), std::abs(y - home[1]), std::abs(z - home[2])});
          if (out == ring) visit(cells_[index(x, y, z)]);
        }
  }

  std::vector<Triangle> triangles_;
  std::vector<std::vector<std::uint32_t>> cells_;
};

double mean_distance(const std::vector<Vec3>& points, const NearestTriangle& to) {
  double sum = 0;
  for (const Vec3& point : points) sum += to.distance(point);
  return points.empty() ? 0 : sum / static_cast<double>(points.size());
}

/// A model placed as the voxeliser places it, in world units.
TriangleMesh in_world(TriangleMesh mesh, const VoxelizerOptions& options) {
  const Bounds bounds = bounds_of(mesh);
  const double hair = 1e-2 / options.supersampling;  // the voxeliser's gap, in voxels
  const double scale =
      (options.size - 2 * options.margin - hair) / options.size / bounds.longest_side();
  for (auto& p : mesh.positions)
    for (std::size_t k = 0; k < 3; ++k)
      p[k] = static_cast<float>((static_cast<double>(p[k]) - bounds.centre(k)) * scale);
  return mesh;
}

VoxelizerOptions options_for(const ModelSource& model, int size) {
  VoxelizerOptions options;
  options.size = size;
  options.margin = default_margin(size);
  options.floor = model.floor;
  return options;
}

std::vector<float> logits_of(const VoxelGrid& fine, int size) {
  std::vector<float> logits;
  for (int z = 0; z < size; ++z)
    for (int y = 0; y < size; ++y)
      for (int x = 0; x < size; ++x) {
        int count = 0;
        for (int i = 0; i < kFiner * kFiner * kFiner; ++i)
          count += fine.at(kFiner * x + i % kFiner, kFiner * y + i / kFiner % kFiner,
                           kFiner * z + i / kFiner / kFiner);
        const double share =
            std::clamp(double(count) / (kFiner * kFiner * kFiner), kLeastShare, 1 - kLeastShare);
        logits.push_back(static_cast<float>(std::log(share / (1 - share))));
      }
  return logits;
}

/// Points with air within one cell of the grid.
std::vector<Vec3> outer(const std::vector<Vec3>& points, const VoxelGrid& fine) {
  std::vector<Vec3> seen;
  for (const Vec3& point : points) {
    std::array<int, 3> cell{};
    for (std::size_t k = 0; k < 3; ++k)
      cell[k] = static_cast<int>(std::floor((point[k] + 0.5) * fine.nx));
    bool air = false;
    for (int i = 0; i < 27; ++i)
      air = air || !fine.solid(cell[0] + i % 3 - 1, cell[1] + i / 3 % 3 - 1, cell[2] + i / 9 - 1);
    if (air) seen.push_back(point);
  }
  return seen;
}

struct Row {
  const char* name;
  double to_model = 0, to_mesh = 0, triangles = 0;
};

}  // namespace

int main(int count, char** words) {
  try {
    ModelSelection selection;
    selection.inputs = installed_catalogues();
    selection.categories = {{"all", count > 1 ? words[1] : "sofa|couch"}};
    const int size = count > 2 ? std::stoi(words[2]) : 32;
    const ModelList list = list_models(selection);
    std::vector<Row> rows;
    int models = 0;
    for (const ModelSource& model : list.models) {
      SourceModel source = model.open(MeshColours::ignored);
      auto* mesh = std::get_if<TriangleMesh>(&source.geometry);
      if (mesh == nullptr) continue;
      const VoxelizerOptions coarse = options_for(model, size);
      VoxelizerOptions finer = options_for(model, kFiner * size);
      finer.margin = kFiner * coarse.margin;
      const VoxelGrid solid = voxelize(*mesh, coarse).grid;
      const VoxelGrid fine = voxelize(*mesh, finer).grid;
      const SoftShape shape(solid, logits_of(fine, size));
      const auto own = triangles_of(in_world(*mesh, coarse));
      Rng rng(0);
      const auto own_points = outer(points_on(own, rng), fine);
      const NearestTriangle own_surface(own);
      std::size_t row = 0;
      const auto measure = [&](const char* name, const TriangleMesh& made) {
        const auto triangles = triangles_of(made);
        if (rows.size() <= row) rows.push_back({name});
        Row& sums = rows[row++];
        sums.to_model += size * mean_distance(points_on(triangles, rng), own_surface);
        sums.to_mesh += size * mean_distance(own_points, NearestTriangle(triangles));
        sums.triangles += double(triangles.size());
      };
      measure("blocks", shape_mesh(shape, {SurfaceStyle::blocks}));
      measure("smooth, solid alone", shape_mesh(solid, {}));
      measure("smooth", shape_mesh(shape, {}));
      measure("smooth, doubled", shape_mesh(shape, {SurfaceStyle::smooth, true}));
      measure("smooth, 5000 triangles", shape_mesh(shape, {SurfaceStyle::smooth, false, 5000}));
      measure("smooth, 1000 triangles", shape_mesh(shape, {SurfaceStyle::smooth, false, 1000}));
      measure("doubled, 5000 triangles", shape_mesh(shape, {SurfaceStyle::smooth, true, 5000}));
      ++models;
    }
    std::printf("%d models, %d^3 voxels; distances in voxels\n", models, size);
    std::printf("%-24s %10s %9s %8s %8s %10s\n", "mesh", "to model", "to mesh", "sum", "ratio",
                "triangles");
    const double blocks = rows.front().to_model + rows.front().to_mesh;
    for (const Row& row : rows)
      std::printf("%-24s %10.3f %9.3f %8.3f %8.3f %10.0f\n", row.name, row.to_model / models,
                  row.to_mesh / models, (row.to_model + row.to_mesh) / models,
                  (row.to_model + row.to_mesh) / blocks, row.triangles / models);
  } catch (const Error& error) {
    std::fprintf(stderr, "surface_benchmark: %s\n", error.what());
    return 1;
  }
}
