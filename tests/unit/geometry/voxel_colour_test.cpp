#include <support/catch.h>

#include <iggan/geometry/surface.h>
#include <iggan/geometry/voxelizer.h>

#include "support/meshes.h"

using iggan::LinearRgb;
using iggan::SrgbBytes;
using iggan::TriangleMesh;
using iggan::VoxelGrid;

namespace {

const LinearRgb kRed = iggan::linear_of(SrgbBytes{255, 0, 0}.data());
const LinearRgb kBlue = iggan::linear_of(SrgbBytes{0, 10, 200}.data());

/// Gives this material to all triangles that have none yet.
void paint(TriangleMesh& mesh, const LinearRgb& colour) {
  mesh.colour.triangle_materials.resize(mesh.triangles.size(),
                                        static_cast<std::uint32_t>(mesh.colour.materials.size()));
  mesh.colour.materials.push_back({colour, nullptr});
}

SrgbBytes colour_of_voxel(const VoxelGrid& grid, int x, int y, int z) {
  REQUIRE(grid.at(x, y, z));
  const std::uint8_t* bytes = &grid.albedo[3 * grid.index(x, y, z)];
  return {bytes[0], bytes[1], bytes[2]};
}

VoxelGrid voxels_of(const TriangleMesh& mesh, int margin = 1) {
  iggan::VoxelizerOptions options;
  options.size = 16;
  options.margin = margin;
  return iggan::voxelize(mesh, options).grid;
}

}  // namespace

TEST_CASE("sRGB bytes survive a round trip through linear light", "[geometry][colour]") {
  for (int i = 0; i < 256; ++i) {
    const auto byte = static_cast<std::uint8_t>(i);
    const SrgbBytes bytes{byte, byte, byte};
    CHECK(iggan::srgb_bytes(iggan::linear_of(bytes.data())) == bytes);
  }
}

TEST_CASE("voxels have the colour of the surface nearest to them, inside too",
          "[geometry][colour]") {
  const int margin = GENERATE(0, 1, 4);
  TriangleMesh mesh;
  add_box(mesh, {0, 0, 0}, {0.5f, 1, 1}, {Face::right});
  paint(mesh, kRed);
  add_box(mesh, {0.5f, 0, 0}, {1, 1, 1}, {Face::left});
  paint(mesh, kBlue);
  const VoxelGrid grid = voxels_of(mesh, margin);
  for (int z = 0; z < 16; ++z)
    for (int y = 0; y < 16; ++y)
      for (int x = 0; x < 16; ++x)
        if (grid.at(x, y, z)) {
          INFO(x << ' ' << y << ' ' << z);
          const bool seen = x == margin || x == 15 - margin || y == margin || y == 15 - margin ||
                            z == margin || z == 15 - margin;
          const SrgbBytes colour = colour_of_voxel(grid, x, y, z);
          if (seen)
            CHECK(colour == (x < 8 ? SrgbBytes{255, 0, 0} : SrgbBytes{0, 10, 200}));
          else
            CHECK((colour == SrgbBytes{255, 0, 0} || colour == SrgbBytes{0, 10, 200}));
        }
  mesh.colour = {};
  const VoxelGrid plain = voxels_of(mesh, margin);
  CHECK(plain.albedo.empty());
  CHECK(plain.occupancy == grid.occupancy);
}

TEST_CASE("of two surfaces close to each other, the outer one gives the colour",
          "[geometry][colour]") {
  const bool outer_first = GENERATE(true, false);
  const auto add = [](TriangleMesh& mesh, float inset, const LinearRgb& colour) {
    const float a = inset, b = 1 - inset;
    add_box(mesh, {a, a, a}, {b, b, b});
    paint(mesh, colour);
  };
  TriangleMesh mesh;
  add(mesh, outer_first ? 0.0f : 0.014f, outer_first ? kRed : kBlue);  // a fifth of a voxel
  add(mesh, outer_first ? 0.014f : 0.0f, outer_first ? kBlue : kRed);
  const VoxelGrid grid = voxels_of(mesh);
  for (int i = 1; i < 15; ++i)
    for (int j = 1; j < 15; ++j) {
      CHECK(colour_of_voxel(grid, i, j, 1) == SrgbBytes{255, 0, 0});
      CHECK(colour_of_voxel(grid, i, 14, j) == SrgbBytes{255, 0, 0});
      CHECK(colour_of_voxel(grid, 1, i, j) == SrgbBytes{255, 0, 0});
    }
}

TEST_CASE("of coplanar triangles, the one that faces the air gives the colour",
          "[geometry][colour]") {
  TriangleMesh mesh;
  add_box(mesh, {0, 0, 0}, {1, 1, 1});
  for (auto& triangle : mesh.triangles) std::swap(triangle[0], triangle[1]);
  paint(mesh, kBlue);  // the same faces, turned inwards
  add_box(mesh, {0, 0, 0}, {1, 1, 1});
  paint(mesh, kRed);
  const VoxelGrid grid = voxels_of(mesh);
  for (int i = 1; i < 15; ++i) {
    CHECK(colour_of_voxel(grid, i, 7, 14) == SrgbBytes{255, 0, 0});
    CHECK(colour_of_voxel(grid, i, 14, 7) == SrgbBytes{255, 0, 0});
  }
}

TEST_CASE("a texture's upper half is where v is large, and what is finer than a voxel is averaged",
          "[geometry][colour]") {
  // 64 x 64 texels: the upper half alternates red and green, the lower half is blue.
  std::vector<std::uint8_t> rgba;
  for (int y = 0; y < 64; ++y)
    for (int x = 0; x < 64; ++x) {
      const bool upper = y < 32, even = (x + y) % 2 == 0;
      rgba.insert(rgba.end(),
                  {std::uint8_t(upper && even ? 255 : 0), std::uint8_t(upper && !even ? 255 : 0),
                   std::uint8_t(upper ? 0 : 255), 255});
    }
  TriangleMesh mesh;
  add_box(mesh, {0, 0, 0}, {1, 1, 1});
  paint(mesh, {1, 1, 1});
  mesh.colour.materials[0].texture = std::make_shared<const iggan::Texture>(64, 64, rgba);
  for (const auto& p : mesh.positions) mesh.colour.texture_points.push_back({p[0] + p[2], p[1]});
  const VoxelGrid grid = voxels_of(mesh);
  CHECK(colour_of_voxel(grid, 4, 3, 14) == SrgbBytes{0, 0, 255});
  // Half the light of red and of green is byte 188.
  CHECK(colour_of_voxel(grid, 4, 11, 14) == SrgbBytes{188, 188, 0});
  CHECK(colour_of_voxel(grid, 1, 11, 6) == SrgbBytes{188, 188, 0});
}

TEST_CASE("transparent texels do not count, and a picture repeats beyond its sides",
          "[geometry][colour]") {
  const iggan::Texture texture(2, 1, {0, 255, 0, 255, 255, 255, 255, 0});
  CHECK(iggan::srgb_bytes(texture.at(0.5, 0.5, 2)) == SrgbBytes{0, 255, 0});
  CHECK(iggan::srgb_bytes(texture.at(0.75, 0.5, 1)) == SrgbBytes{255, 255, 255});
  CHECK(iggan::srgb_bytes(texture.at(-0.25, 7.5, 1)) == SrgbBytes{255, 255, 255});
  CHECK(iggan::srgb_bytes(texture.at(3.25, -2.5, 1)) == SrgbBytes{0, 255, 0});
}

TEST_CASE("blocks keep the colour of each voxel, smooth surfaces mix where colours meet",
          "[geometry][colour]") {
  VoxelGrid grid(4, 3, 3);
  grid.albedo.assign(3 * grid.size(), 0);
  grid.set(1, 1, 1, true);
  grid.set(2, 1, 1, true);
  grid.albedo[3 * grid.index(1, 1, 1)] = 255;
  grid.albedo[3 * grid.index(2, 1, 1) + 2] = 77;
  const TriangleMesh blocks = iggan::extract_surface(grid, iggan::SurfaceStyle::blocks);
  REQUIRE(blocks.triangles.size() == 20);
  REQUIRE(blocks.colour.triangle_materials.size() == 20);
  for (std::size_t t = 0; t < 20; ++t) {
    float x = 0;
    for (const auto point : blocks.triangles[t]) x += blocks.positions[point][0] / 3;
    CHECK(iggan::srgb_bytes(blocks.material_of(t).colour) ==
          (x < 0 ? SrgbBytes{255, 0, 0} : SrgbBytes{0, 0, 77}));
  }
  const TriangleMesh smooth = iggan::extract_surface(grid, iggan::SurfaceStyle::smooth);
  REQUIRE(smooth.colour.point_colours.size() == smooth.positions.size());
  for (std::size_t i = 0; i < smooth.positions.size(); ++i) {
    const float x = smooth.positions[i][0];
    const SrgbBytes colour = iggan::srgb_bytes(smooth.colour.point_colours[i]);
    if (x < -0.1f) CHECK(colour == SrgbBytes{255, 0, 0});
    if (x > 0.1f) CHECK(colour == SrgbBytes{0, 0, 77});
    if (std::abs(x) < 0.1f) CHECK(colour[0] == 188);  // half of its light
  }
  grid.albedo.clear();
  CHECK(iggan::extract_surface(grid).positions == smooth.positions);
  CHECK(iggan::extract_surface(grid).colour.empty());
}
