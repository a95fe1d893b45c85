#include <support/catch.h>

#include <cmath>
#include <filesystem>

#include <assimp/material.h>
#include <assimp/scene.h>
#include <assimp/Importer.hpp>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/base/rng.h>
#include <iggan/formats/mesh_writer.h>
#include <iggan/geometry/surface.h>

#include "support/mesh_checks.h"
#include "support/temp_dir.h"

using iggan::MeshShading;
using iggan::SurfaceStyle;
using iggan::TriangleMesh;
using iggan::VoxelGrid;

namespace {

VoxelGrid noise(std::uint64_t seed) {
  iggan::Rng rng(seed);
  VoxelGrid grid = VoxelGrid::cube(8);
  for (auto& cell : grid.occupancy) cell = rng.uniform() < 0.4;
  return grid;
}

/// The file's own points and triangles, without any step that welds or reorders them.
TriangleMesh read_back(const std::filesystem::path& path, Assimp::Importer& importer) {
  const aiScene* scene = importer.ReadFile(path.string(), 0);
  INFO(importer.GetErrorString());
  REQUIRE(scene != nullptr);
  REQUIRE(scene->mNumMeshes == 1);
  const aiMesh& part = *scene->mMeshes[0];
  TriangleMesh mesh;
  for (unsigned i = 0; i < part.mNumVertices; ++i)
    mesh.positions.push_back({part.mVertices[i].x, part.mVertices[i].y, part.mVertices[i].z});
  for (unsigned i = 0; i < part.mNumFaces; ++i) {
    REQUIRE(part.mFaces[i].mNumIndices == 3);
    const unsigned* index = part.mFaces[i].mIndices;
    mesh.triangles.push_back({index[0], index[1], index[2]});
  }
  return mesh;
}

}  // namespace

TEST_CASE("a mesh read back from its file has the same points, triangles and closedness",
          "[formats][mesh]") {
  const std::string extension = GENERATE(".glb", ".ply");
  const auto style = GENERATE(SurfaceStyle::smooth, SurfaceStyle::blocks);
  const auto shading = style == SurfaceStyle::smooth ? MeshShading::smooth : MeshShading::flat;
  const TempDir folder;
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const TriangleMesh mesh = extract_surface(noise(seed), style);
    const auto path = folder / ("noise" + extension);
    write_mesh(path, mesh, shading);
    Assimp::Importer importer;
    const TriangleMesh back = read_back(path, importer);
    INFO(extension << " seed " << seed);
    REQUIRE(back.positions.size() == mesh.positions.size());
    REQUIRE(back.triangles.size() == mesh.triangles.size());
    for (std::size_t i = 0; i < mesh.triangles.size(); ++i)
      for (std::size_t corner = 0; corner < 3; ++corner)
        for (std::size_t k = 0; k < 3; ++k)
          REQUIRE(
              back.positions[back.triangles[i][corner]][k] ==
              Approx(mesh.positions[mesh.triangles[i][corner]][k]).margin(1e-6));  // decimal text
    const MeshChecks checks(back);
    REQUIRE(checks.closed_manifold());
    REQUIRE(checks.smallest_area > 0);
    REQUIRE(checks.volume == Approx(MeshChecks(mesh).volume).epsilon(1e-4));
    REQUIRE(importer.GetScene()->mMeshes[0]->HasNormals() == (shading == MeshShading::smooth));
  }
  CHECK(std::distance(std::filesystem::directory_iterator(folder.path), {}) == 1);  // no leftovers
}

TEST_CASE("a GLB file carries a grey, matt material and outward normals", "[formats][mesh]") {
  VoxelGrid grid = VoxelGrid::cube(4);
  for (int z = 1; z < 3; ++z)
    for (int y = 1; y < 3; ++y)
      for (int x = 1; x < 3; ++x) grid.set(x, y, z, true);
  const TempDir folder;
  write_mesh(folder / "cube.glb", iggan::extract_surface(grid));
  Assimp::Importer importer;
  const TriangleMesh back = read_back(folder / "cube.glb", importer);
  const aiScene& scene = *importer.GetScene();
  aiColor4D colour;
  REQUIRE(scene.mMaterials[0]->Get(AI_MATKEY_BASE_COLOR, colour) == aiReturn_SUCCESS);
  CHECK(colour.r == Approx(0.6));
  CHECK(colour.g == Approx(0.6));
  CHECK(colour.b == Approx(0.6));
  float metallic = 1;
  REQUIRE(scene.mMaterials[0]->Get(AI_MATKEY_METALLIC_FACTOR, metallic) == aiReturn_SUCCESS);
  CHECK(metallic == 0);
  const aiMesh& part = *scene.mMeshes[0];
  for (unsigned i = 0; i < part.mNumVertices; ++i) {
    CHECK(part.mNormals[i].Length() == Approx(1).epsilon(1e-4));
    CHECK(part.mNormals[i] * part.mVertices[i] > 0);  // the cube is centred on the origin
  }
}

TEST_CASE("an empty mesh or an unknown extension is refused, and leaves no file",
          "[formats][mesh]") {
  const TempDir folder;
  const auto mesh = iggan::extract_surface(noise(1));
  CHECK_THROWS_AS(write_mesh(folder / "a.glb", TriangleMesh{}), iggan::DataError);
  CHECK_THROWS_WITH(write_mesh(folder / "a.stl", mesh), Contains(".glb or .ply"));
  CHECK(std::filesystem::is_empty(folder.path));
}

TEST_CASE("point normals weigh triangles by their area", "[formats][mesh]") {
  // At the origin a triangle of area 2 in the xy plane and one of area 0.5 in the xz plane.
  TriangleMesh mesh;
  mesh.positions = {{0, 0, 0}, {2, 0, 0}, {0, 2, 0}, {1, 0, 0}, {0, 0, 1}, {9, 9, 9}};
  mesh.triangles = {{0, 1, 2}, {0, 4, 3}};  // normals +z and +y
  const auto normals = iggan::point_normals(mesh);
  CHECK(normals[0][0] == Approx(0).margin(1e-7));
  CHECK(normals[0][1] == Approx(1 / std::sqrt(17.0)));
  CHECK(normals[0][2] == Approx(4 / std::sqrt(17.0)));
  CHECK(normals[1][2] == 1);
  CHECK(normals[5][1] == 1);  // no triangle
}

TEST_CASE("a mesh encoded as GLB equals the file that would be written", "[formats][mesh]") {
  const TempDir dir;
  const TriangleMesh mesh = iggan::extract_surface(noise(3));
  iggan::write_mesh(dir / "mesh.glb", mesh);
  CHECK(iggan::encode_glb(mesh) == iggan::read_text(dir / "mesh.glb"));
  CHECK_THROWS_AS(iggan::encode_glb({}), iggan::DataError);
}
