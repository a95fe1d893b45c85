#include <support/catch.h>

#include <cmath>

#include <iggan/geometry/voxel_grid.h>
#include <iggan/scene/framing.h>
#include <iggan/scene/scene_distribution.h>

using namespace iggan;

namespace {

/// A bar of 4 x 4 voxels, as long as the cube, at one corner of it.
VoxelGrid bar() {
  VoxelGrid grid = VoxelGrid::cube(16);
  for (int z = 0; z < 16; ++z)
    for (int y = 0; y < 4; ++y)
      for (int x = 12; x < 16; ++x) grid.set(x, y, z, true);
  return grid;
}

/// Bounds of all solid voxels' corners in the picture, from its centre, in units of half its
/// height.
struct Bounds {
  double left = 1e9, right = -1e9, bottom = 1e9, top = -1e9;
};
Bounds seen(const Camera& camera, const VoxelGrid& grid) {
  const Mat4& m = camera.to_world;
  const auto along = [&](int axis, const Vec3& v) {
    return v[0] * double(m[std::size_t(4 * axis)]) + v[1] * double(m[std::size_t(4 * axis + 1)]) +
           v[2] * double(m[std::size_t(4 * axis + 2)]);
  };
  const Vec3 eye = transform_point(m, {0, 0, 0});
  Bounds bounds;
  for (int z = 0; z <= 16; ++z)
    for (int y = 0; y <= 16; ++y)
      for (int x = 0; x <= 16; ++x) {
        bool corner = false;
        for (int k = 0; k < 8; ++k)
          corner = corner || grid.solid(x - (k & 1), y - (k >> 1 & 1), z - (k >> 2 & 1));
        if (!corner) continue;
        const Vec3 p = Vec3{x / 16.0 - 0.5, y / 16.0 - 0.5, z / 16.0 - 0.5} - eye;
        const double half = camera.kind == CameraKind::perspective
                                ? -along(2, p) * std::tan(0.5 * double(camera.yfov))
                                : double(camera.ymag);
        bounds.left = std::min(bounds.left, along(0, p) / half);
        bounds.right = std::max(bounds.right, along(0, p) / half);
        bounds.bottom = std::min(bounds.bottom, along(1, p) / half);
        bounds.top = std::max(bounds.top, along(1, p) / half);
      }
  return bounds;
}

}  // namespace

TEST_CASE("a framed silhouette is centred and fills one side except for the margin", "[scene]") {
  const VoxelGrid grid = bar();
  for (const CameraKind kind : {CameraKind::perspective, CameraKind::orthographic})
    for (const double aspect : {1.0, 2.0})
      for (const double azimuth : {0.0, 35.0, 90.0, 260.0}) {
        OrbitView view;
        view.azimuth_degrees = azimuth;
        view.elevation_degrees = 20;
        view.roll_degrees = 8;
        INFO(to_string(kind) << " " << aspect << " " << azimuth);
        const Camera drawn = orbit_camera(kind, view);
        const Camera camera = framed_camera(drawn, grid, aspect, 0.1);
        const Bounds bounds = seen(camera, grid);
        CHECK(std::abs(bounds.left + bounds.right) < 0.01);
        CHECK(std::abs(bounds.bottom + bounds.top) < 0.01);
        const double filled = std::max(0.5 * (bounds.top - bounds.bottom),
                                       0.5 * (bounds.right - bounds.left) / aspect);
        CHECK(filled == Approx(0.8).margin(0.002));
        for (std::size_t i = 0; i < 12; ++i) CHECK(camera.to_world[i] == drawn.to_world[i]);
      }
}

TEST_CASE("a framed shape of half the cube's length fills half as much", "[scene]") {
  VoxelGrid grid = VoxelGrid::cube(16);
  for (int z = 0; z < 8; ++z) grid.set(3, 5, z, true);
  OrbitView side;
  side.azimuth_degrees = 90;
  for (const OrbitView& view : {OrbitView{}, side}) {
    const Bounds bounds =
        seen(framed_camera(orbit_camera(CameraKind::orthographic, view), grid, 1, 0.1), grid);
    CHECK(std::max(bounds.right - bounds.left, bounds.top - bounds.bottom) ==
          Approx(0.8).margin(0.002));
  }
}

TEST_CASE("framing does not change empty shapes, or scenes that do not ask for it", "[scene]") {
  const Camera camera = orbit_camera(CameraKind::perspective, {});
  const VoxelGrid empty = VoxelGrid::cube(8);
  CHECK(framed_camera(camera, empty, 1, 0.1).to_world == camera.to_world);
  CHECK(framed_camera(camera, empty, 1, 0.1).yfov == camera.yfov);
  SceneDistribution scene;
  const VoxelGrid grid = bar();
  Shot shot{camera, {}};
  scene.frame(shot, grid);
  CHECK(shot.camera.to_world == camera.to_world);
  scene.camera.frame_margin = 0.1;
  scene.frame(shot, grid);
  CHECK(shot.camera.to_world != camera.to_world);
}

TEST_CASE("the view of a framed camera takes the same picture", "[scene]") {
  const VoxelGrid grid = bar();
  for (const CameraKind kind : {CameraKind::perspective, CameraKind::orthographic}) {
    OrbitView view;
    view.azimuth_degrees = 35;
    view.elevation_degrees = 20;
    view.roll_degrees = 8;
    view.target = {0.05, 0, -0.02};
    const Camera framed = framed_camera(orbit_camera(kind, view), grid, 1, 0.1);
    const OrbitView moved = framed_view(view, framed);
    const Camera again = orbit_camera(kind, moved);
    for (std::size_t i = 0; i < 16; ++i)
      CHECK(again.to_world[i] == Approx(framed.to_world[i]).margin(1e-6));  // float
    if (kind == CameraKind::perspective)
      CHECK(again.yfov == Approx(framed.yfov));
    else
      CHECK(again.ymag == Approx(framed.ymag));
    CHECK(moved.azimuth_degrees == view.azimuth_degrees);
    CHECK(moved.distance == view.distance);
    CHECK(moved.target != view.target);
  }
}
