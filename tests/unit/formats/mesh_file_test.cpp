#include <support/catch.h>

#include <cmath>

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

TEST_CASE("polygons are triangulated, points and lines dropped, missing materials ignored",
          "[formats]") {
  const auto mesh = iggan::read_mesh_from_memory(
                        "mtllib nowhere.mtl\nusemtl red\nv 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nf 1 2 "
                        "3 4\nl 1 3\np 1\n",
                        "obj", "memory")
                        .mesh;
  CHECK(mesh.triangles.size() == 2);
}

TEST_CASE(
    "the error for an unreadable mesh says where the mesh came from, or which format it lacks",
    "[formats]") {
  CHECK_THROWS_WITH(iggan::read_mesh("/nonexistent/a.obj"), Contains("/nonexistent/a.obj"));
  CHECK_THROWS_WITH(iggan::read_mesh_from_memory("v 0 0 0\n", "obj", "a.zip/b.obj"),
                    Contains("a.zip/b.obj"));
  CHECK_THROWS_WITH(iggan::read_mesh_from_memory("x", "", "name"), Contains("not supported"));
  CHECK_THROWS_WITH(iggan::read_mesh_from_memory("x", "doc", "name"), Contains("'doc'"));
}

TEST_CASE("a PLY file whose positions are not numbers is refused", "[formats]") {
  const auto file = [](const std::string& type, const std::string& x) {
    return "ply\nformat ascii 1.0\nelement vertex 3\nproperty " + type +
           " x\nproperty float y\nproperty float z\nelement face 1\n"
           "property list uchar int vertex_indices\nend_header\n" +
           x + " 0 0\n1 0 0\n0 1 0\n3 0 1 2\n";
  };
  const auto read = [](const std::string& text) {
    return iggan::read_mesh_from_memory(text, "ply", "sofa.ply").mesh.triangles.size();
  };
  CHECK(read(file("float", "2.5")) == 1);
  for (const char* x : {"nan", "-inf", "1e999"})
    CHECK_THROWS_WITH(read(file("float", x)), Contains("sofa.ply") && Contains("is not a number"));
  CHECK_THROWS_WITH(read(file("double", "1e300")), Contains("vertex 0 is not finite"));
}

TEST_CASE("a face with so many corners that it would take minutes is refused", "[formats]") {
  std::string obj, corners;
  constexpr int kCorners = 100000;
  for (int i = 0; i < kCorners; ++i) {
    const double angle = 2 * 3.14159265358979 * i / kCorners;
    obj += fmt::format("v {:.6f} {:.6f} 0\n", std::cos(angle), std::sin(angle));
    corners += fmt::format(" {}", i + 1);
  }
  CHECK_THROWS_WITH(iggan::read_mesh_from_memory(obj + "f" + corners + "\n", "obj", "memory"),
                    Contains("memory") && Contains("a face has 100000 corners"));
}
