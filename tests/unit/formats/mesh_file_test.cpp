#include <support/catch.h>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/formats/mesh_file.h>
#include <iggan/geometry/mesh_geometry.h>

#include "support/meshes.h"
#include "support/temp_dir.h"

using iggan::DataError;

TEST_CASE("an OBJ file reads the same from disk and from memory", "[formats]") {
  const TempDir dir;
  iggan::TriangleMesh box;
  add_box(box, {0, 0, 0}, {1, 2, 3});
  iggan::write_text_atomically(dir / "box.OBJ", obj_text(box));
  const auto from_disk = iggan::read_mesh(dir / "box.OBJ").mesh;
  const auto from_memory = iggan::read_mesh_from_memory(obj_text(box), "obj", "memory").mesh;
  CHECK(from_disk.triangles.size() == 12);
  CHECK(from_memory.triangles == from_disk.triangles);
  CHECK(from_memory.positions == from_disk.positions);
  const auto bounds = iggan::bounds_of(from_disk);
  CHECK(bounds.high == std::array<double, 3>{1, 2, 3});
}

TEST_CASE("polygons are triangulated, points and lines dropped, lost materials ignored",
          "[formats]") {
  const auto mesh = iggan::read_mesh_from_memory(
      "mtllib nowhere.mtl\nusemtl red\nv 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nf 1 2 3 4\nl 1 3\np 1\n",
      "obj", "memory").mesh;
  CHECK(mesh.triangles.size() == 2);
}

TEST_CASE("unreadable meshes are refused with their place", "[formats]") {
  CHECK_THROWS_WITH(iggan::read_mesh("/nonexistent/a.obj"), Contains("/nonexistent/a.obj"));
  CHECK_THROWS_WITH(iggan::read_mesh_from_memory("v 0 0 0\n", "obj", "a.zip/b.obj"),
                    Contains("a.zip/b.obj"));
  CHECK_THROWS_WITH(iggan::read_mesh_from_memory("x", "", "name"), Contains("not supported"));
  CHECK_THROWS_WITH(iggan::read_mesh_from_memory("x", "doc", "name"), Contains("'doc'"));
}
