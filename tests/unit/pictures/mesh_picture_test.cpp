#include <support/catch.h>

#include <support/fake_plugins.h>

#include <iggan/base/error.h>
#include <iggan/geometry/surface.h>
#include <iggan/pictures/contact_sheet.h>
#include <iggan/pictures/mesh_picture.h>
#include <iggan/render/triangle_rays.h>

using iggan::ImageF32;
using iggan::Light;
using iggan::LightFrame;
using iggan::LightKind;
using iggan::Shot;
using iggan::TriangleMesh;
using iggan::VoxelGrid;

namespace {

/// A floor with a post in its middle.
VoxelGrid post() {
  VoxelGrid grid = VoxelGrid::cube(8);
  for (int z = 0; z < 8; ++z)
    for (int x = 0; x < 8; ++x) grid.set(x, 0, z, true);
  for (int y = 1; y < 6; ++y) grid.set(4, y, 4, true);
  return grid;
}

Shot shot_of(const Light& light, double elevation = 30) {
  iggan::OrbitView view;
  view.azimuth_degrees = 25;
  view.elevation_degrees = elevation;
  return {iggan::orbit_camera(iggan::CameraKind::perspective, view), {light}};
}

const Light kAmbient{LightKind::ambient, LightFrame::world, {0.5, 1, 2}, {}};
const Light kNoon{
    LightKind::directional, LightFrame::world, {3.14159265, 3.14159265, 3.14159265}, {0, -1, 0}};

}  // namespace

TEST_CASE("a mesh of blocks covers the pixels that the voxels cover", "[render]") {
  const auto embree = iggan::open_renderer({"embree"});
  const VoxelGrid grid = post();
  const Shot shot = shot_of(kAmbient);
  iggan::RenderJob job;
  job.grid = grid;
  job.camera = shot.camera;
  job.lights = shot.lights;
  job.default_albedo = {0.8, 0.4, 0.2};
  const ImageF32 voxels = embree->render_one(job, 96, 64);
  const ImageF32 mesh = mesh_picture(*embree, extract_surface(grid, iggan::SurfaceStyle::blocks),
                                     shot, job.default_albedo, 96, 64);
  std::size_t covered = 0, differ = 0;
  for (std::size_t i = 3; i < voxels.samples.size(); i += 4) {
    covered += voxels.samples[i] > 0;
    differ += voxels.samples[i] != mesh.samples[i];
  }
  CHECK(covered > 500);
  CHECK(differ <= 4);  // rays along an edge of the outline
  const float* inside = &mesh.samples[mesh.index(48, 40, 0)];
  REQUIRE(inside[3] == 1);
  CHECK(inside[0] == Approx(0.4));
  CHECK(inside[1] == Approx(0.4));
  CHECK(inside[2] == Approx(0.4));
}

TEST_CASE("a mesh is lit by Lambert's law, casts a shadow, and shows its own colours", "[render]") {
  const auto embree = iggan::open_renderer({"embree"});
  // A square and a smaller one above its middle, both seen from above in noon light.
  TriangleMesh mesh;
  for (const float size : {0.5f, 0.125f})
    for (const auto& [x, z] : {std::pair(-1, -1), {-1, 1}, {1, 1}, {1, -1}})
      mesh.positions.push_back({size * float(x), size == 0.5f ? 0.0f : 0.25f, size * float(z)});
  mesh.triangles = {{0, 1, 2}, {0, 2, 3}, {4, 5, 6}, {4, 6, 7}};
  for (int i = 0; i < 8; ++i)
    mesh.colour.point_colours.push_back(i < 4 ? iggan::LinearRgb{0.5f, 0, 0}
                                              : iggan::LinearRgb{0, 0.25f, 0});
  Light slanted =
      kNoon;  // from 45 degrees: a cosine of 0.7071, and the shadow is a quarter to the side
  slanted.vec = {1, -1, 0};
  iggan::OrbitView above;
  above.elevation_degrees = 89.99;
  const iggan::Camera camera = iggan::orbit_camera(iggan::CameraKind::perspective, above);
  const ImageF32 image = mesh_picture(*embree, mesh, {camera, {slanted}}, {1, 1, 1}, 101, 101);
  // The pixel of a point at height y: the camera is 2 above the origin, with its top towards -Z.
  const auto at = [&](double x, double y, double z) {
    const double half = std::tan(0.5 * static_cast<double>(camera.yfov)) * (2 - y);
    const int column = static_cast<int>(101 * (0.5 + 0.5 * x / half));
    const int line = static_cast<int>(101 * (0.5 + 0.5 * z / half));
    return &image.samples[image.index(column, line, 0)];
  };
  CHECK(at(-0.4, 0, 0.3)[0] == Approx(0.5 * 0.70711));
  CHECK(at(-0.4, 0, 0.3)[1] == 0);
  CHECK(at(0, 0.25, 0)[1] == Approx(0.25 * 0.70711));
  CHECK(at(0.3, 0, 0)[0] == 0);  // in the shadow
  CHECK(at(0.3, 0, 0)[3] == 1);
  CHECK(at(0.45, 0, 0)[0] > 0);  // and next to it
  CHECK(image.samples[3] == 0);  // nothing in the corner of the picture
}

TEST_CASE("a sheet has a row of meshes under each row of shapes", "[render]") {
  const auto embree = iggan::open_renderer({"embree"});
  const VoxelGrid grid = post();
  iggan::ContactSheetOptions options;
  options.tile_size = 32;
  options.columns = 4;
  iggan::SheetMeshes below;
  below.tracer = embree.get();
  for (int i = 0; i < 3; ++i) below.meshes.push_back(extract_surface(grid));
  below.meshes[1] = {};  // of an empty shape
  const auto sheet = contact_sheet(*embree, {grid, VoxelGrid::cube(8), grid}, options, &below);
  CHECK(sheet.width == 4 * 34 + 2);
  CHECK(sheet.height == 4 * 34 + 2);  // two rows of shapes, two of meshes
  const auto tile_differs_from_paper = [&](int column, int line) {
    const std::uint8_t* paper = &sheet.samples[sheet.index(2, 2, 0)];
    for (int y = 0; y < 32; ++y)
      for (int x = 0; x < 32; ++x)
        if (sheet.samples[sheet.index(2 + 34 * column + x, 2 + 34 * line + y, 0)] + 20 < paper[0])
          return true;
    return false;
  };
  for (const int line : {0, 1}) {
    CHECK(tile_differs_from_paper(0, line));
    CHECK(tile_differs_from_paper(1, line));
    CHECK_FALSE(tile_differs_from_paper(2, line));
  }
  CHECK(tile_differs_from_paper(0, 3));
  CHECK(sheet.samples[sheet.index(2 + 34 * 3, 2 + 34 * 3, 0)] == 128);  // no shape, no mesh
}

TEST_CASE("rays against triangles are refused by name if a renderer cannot trace them",
          "[render]") {
  const TriangleMesh mesh = extract_surface(post());
  const std::vector<iggan_ray> rays{{{0, 0, 2}, {0, 0, -1}}};
  CHECK_THROWS_WITH(first_hits(*iggan::open_renderer({"raster"}), mesh, rays),
                    Contains("org.iggan.raster") && Contains("use embree"));
  CHECK_FALSE(offers_triangle_rays(*iggan::open_renderer({"raster"})));
  const auto faulty = [&](const std::string& mode) {
    const auto renderer = open_fake("concurrent_renderer", {{"mode", mode}});
    return first_hits(*renderer, mesh, rays);
  };
  CHECK_THROWS_WITH(faulty("short_rays"), Contains("says it has 8 bytes"));
  CHECK_THROWS_WITH(faulty("no_rays"), Contains("first_hits is missing"));
  CHECK_THROWS_WITH(faulty("failing_rays"), Contains("fails with status 8"));
  CHECK_THROWS_WITH(faulty("wild_rays"), Contains("names triangle 1000000 of"));
}

TEST_CASE("Embree's triangle rays refuse indices of points that do not exist", "[render]") {
  const auto embree = iggan::open_renderer({"embree"});
  REQUIRE(offers_triangle_rays(*embree));
  TriangleMesh mesh;
  mesh.positions = {{0, 0, 0}, {1, 0, 0}, {0, 1, 0}};
  mesh.triangles = {{0, 1, 2}};
  const std::vector<iggan_ray> rays{{{0.25f, 0.5f, 1}, {0, 0, -2}}, {{2, 2, 1}, {0, 0, -1}}};
  const auto hits = first_hits(*embree, mesh, rays);
  CHECK(hits[0].triangle == 0);
  CHECK(hits[0].u == Approx(0.25));
  CHECK(hits[0].v == Approx(0.5));
  CHECK(hits[0].t == Approx(0.5));
  CHECK(hits[1].triangle == IGGAN_NO_TRIANGLE);
  CHECK(first_hits(*embree, {}, rays)[0].triangle == IGGAN_NO_TRIANGLE);
  mesh.triangles.push_back({0, 1, 3});
  CHECK_THROWS_WITH(first_hits(*embree, mesh, rays), Contains("fails with status 1"));
}
