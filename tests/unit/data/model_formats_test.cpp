#include <support/catch.h>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/data/shape_builder.h>
#include <iggan/data/shape_manifest.h>
#include <iggan/data/shape_set.h>
#include <iggan/geometry/yaw.h>

#include "support/meshes.h"
#include "support/model_files.h"
#include "support/temp_dir.h"

using iggan::FrontAxis;
using iggan::TriangleMesh;
using iggan::UpAxis;
using iggan::VoxelGrid;

namespace {

/// A shape that looks different from every side: a step with a knob on its right.
TriangleMesh lopsided_mesh() {
  TriangleMesh mesh;
  add_box(mesh, {0, 0, 0}, {1, 0.35f, 0.6f});
  add_box(mesh, {0, 0.35f, 0}, {0.3f, 0.9f, 0.6f});
  add_box(mesh, {0.8f, 0.35f, 0.4f}, {1, 0.5f, 0.6f});
  return mesh;
}

struct FormatsFixture {
  TempDir dir;
  iggan::ShapeBuildOptions options;
  iggan::ShapeBuildReport report;

  FormatsFixture() {
    std::filesystem::create_directory(dir / "in");
    options.models.inputs = {dir / "in"};
    options.size = 16;
    options.colour = true;
  }
  void write(const std::string& name, const std::string& bytes) const {
    iggan::write_text_atomically(dir / "in" / name, bytes);
  }
  std::vector<iggan::Shape> build(const std::string& out) {
    options.output = dir / out;
    report = iggan::build_shape_set(options);
    return iggan::load_shape_set(options.output).shapes;
  }
};

VoxelGrid uncoloured(VoxelGrid grid) {
  grid.albedo.clear();
  return grid;
}

/// The colour of each solid voxel; fails when there is more than one.
iggan::SrgbBytes only_colour(const VoxelGrid& grid) {
  REQUIRE(grid.albedo.size() == 3 * grid.size());
  iggan::SrgbBytes colour{};
  bool first = true;
  for (std::size_t i = 0; i < grid.size(); ++i) {
    if (grid.occupancy[i] == 0) continue;
    const iggan::SrgbBytes here{grid.albedo[3 * i], grid.albedo[3 * i + 1], grid.albedo[3 * i + 2]};
    REQUIRE((first || here == colour));
    colour = here;
    first = false;
  }
  return colour;
}

bool any_holds(const std::vector<std::string>& texts, const std::string& part) {
  for (const std::string& text : texts)
    if (text.find(part) != std::string::npos) return true;
  return false;
}

}  // namespace

TEST_CASE_METHOD(FormatsFixture, "every mesh format gives the same upright voxels, and its colours",
                 "[data][mesh]") {
  const TriangleMesh mesh = lopsided_mesh();
  write("a-obj.obj", obj_text(mesh));
  write("b-off.off", off_text(mesh));
  write("c-ply.ply", ply_text(mesh, [](const auto&) { return iggan::SrgbBytes{12, 200, 99}; }));
  write("d-stl.stl", stl_text(with_z_up(mesh)));
  // The node's transform turns the mesh back, and scales and moves it.
  TriangleMesh turned = mesh;
  for (auto& p : turned.positions) p = {-p[2], p[1], p[0]};
  const std::string node =
      R"("translation":[5,6,7],"scale":[2,2,2],"rotation":[0,0.70710678,0,0.70710678])";
  // 0.21586 is 128 in sRGB.
  const std::string material =
      R"("materials":[{"pbrMetallicRoughness":{"baseColorFactor":[0.21586,1,0,1]}}])";
  write("e-gltf.gltf", gltf_text(turned, "a%20buffer.bin", node, material));
  write("a buffer.bin", gltf_buffer(turned));
  write("f-glb.glb", glb_bytes(gltf_text(turned, "", node, material), gltf_buffer(turned)));
  write_3mf(dir / "in/g-3mf.3mf", with_z_up(mesh), "#FF8001");
  const auto shapes = build("set");
  INFO(fmt::format("{}", fmt::join(report.failures, "\n")));
  REQUIRE(shapes.size() == 7);
  for (const auto& shape : shapes) {
    INFO(shape.id);
    CHECK(uncoloured(shape.grid) == uncoloured(shapes[0].grid));
  }
  CHECK(shapes[0].grid.albedo.empty());
  CHECK(shapes[1].grid.albedo.empty());
  CHECK(only_colour(shapes[2].grid) == iggan::SrgbBytes{12, 200, 99});
  CHECK(shapes[3].grid.albedo.empty());
  CHECK(only_colour(shapes[4].grid) == iggan::SrgbBytes{128, 255, 0});
  CHECK(only_colour(shapes[5].grid) == iggan::SrgbBytes{128, 255, 0});
  CHECK(only_colour(shapes[6].grid) == iggan::SrgbBytes{255, 128, 1});
  CHECK(any_holds(report.warnings, "a-obj: the model has no colours"));
  // Each format that leaves the axes open is reported once, with the choice; glTF and 3MF define
  // them.
  CHECK(any_holds(report.warnings, ".stl files, a format that does not say which way is up"));
  CHECK(any_holds(report.warnings, "up z and front -y are assumed"));
  CHECK(any_holds(report.warnings, ".ply files"));
  CHECK_FALSE(any_holds(report.warnings, ".glb files"));
  CHECK_FALSE(any_holds(report.warnings, ".3mf files"));
  const auto manifest = iggan::read_shape_manifest(dir / "set");
  CHECK(manifest.items[3].transform->up == UpAxis::z);
  CHECK(manifest.items[4].transform->front == FrontAxis::plus_z);
}

TEST_CASE_METHOD(FormatsFixture,
                 "up and front are those that the user gives, and the manifest records them",
                 "[data][mesh]") {
  write("z-up.obj", obj_text(with_z_up(lopsided_mesh())));
  const auto lying = build("lying");
  CHECK(any_holds(report.warnings, "--up"));
  options.models.up = UpAxis::z;
  const auto standing = build("standing");
  CHECK_FALSE(any_holds(report.warnings, "--up"));
  CHECK(iggan::read_shape_manifest(dir / "standing").parameters->up == UpAxis::z);
  options.models.front = FrontAxis::plus_x;
  const auto sideways = build("sideways");
  // A file whose format defines its axes is turned too, with a note.
  CHECK_FALSE(any_holds(report.warnings, "a format that defines its axes"));
  write_3mf(dir / "in/own-axes.3mf", with_z_up(lopsided_mesh()), "#FF8001");
  (void)build("mixed");
  CHECK(any_holds(report.warnings, "1 .3mf files, a format that defines its axes"));
  std::filesystem::remove(dir / "in/own-axes.3mf");

  options.models = {};
  options.models.inputs = {dir / "in"};
  std::filesystem::remove(dir / "in/z-up.obj");
  write("y-up.obj", obj_text(lopsided_mesh()));
  const auto upright = build("upright");
  CHECK(standing[0].grid == upright[0].grid);
  CHECK_FALSE(lying[0].grid == upright[0].grid);
  // +x, which was the right, is now the front: a quarter turn from +x to +z, which is a negative
  // yaw.
  CHECK(sideways[0].grid == iggan::turn_by_yaw(upright[0].grid, -90));

  options.models.up = UpAxis::y;
  options.models.front = FrontAxis::minus_y;
  options.output = dir / "none";
  CHECK_THROWS_WITH(iggan::build_shape_set(options), Contains("front is -y and up is y"));
}

TEST_CASE_METHOD(FormatsFixture, "if a name has several formats, one is used, with a note",
                 "[data][mesh]") {
  const TriangleMesh mesh = lopsided_mesh();
  write("seed.stl", stl_text(with_z_up(mesh)));
  write("seed.glb", glb_bytes(gltf_text(mesh, ""), gltf_buffer(mesh)));
  CHECK(build("set").size() == 1);
  CHECK(iggan::read_shape_manifest(dir / "set").items[0].source->entry == "in/seed.glb");
  CHECK(any_holds(report.warnings, "1 files left out"));
}

TEST_CASE_METHOD(FormatsFixture, "a damaged mesh file is refused by name, in one line",
                 "[data][mesh]") {
  const TriangleMesh mesh = lopsided_mesh();
  write("good.obj", obj_text(mesh));
  const std::string glb = glb_bytes(gltf_text(mesh, ""), gltf_buffer(mesh));
  write("half.glb", glb.substr(0, glb.size() / 2));
  write("no-buffer.gltf", gltf_text(mesh, "nowhere.bin"));
  write("no-json.gltf", "{\"asset\":");
  write("empty.off", "OFF\n3 0 0\n0 0 0\n1 0 0\n0 1 0\n");
  write("cut.ply", ply_text(mesh, [](const auto&) { return iggan::SrgbBytes{}; }).substr(0, 300));
  write("text.stl", "this is not a mesh");
  write("no-zip.3mf", "PK this is not a zip");
  CHECK(build("set").size() == 1);
  CHECK(report.failures.size() == 7);
  for (const std::string& failure : report.failures) {
    INFO(failure);
    CHECK(failure.find((dir / "in").string()) != std::string::npos);
    CHECK(failure.find('\n') == std::string::npos);
    CHECK(failure.size() < 400);
  }
}

TEST_CASE_METHOD(FormatsFixture, "a linked model keeps its place, and a linked folder is reported",
                 "[data][mesh]") {
  const TriangleMesh mesh = lopsided_mesh();
  std::filesystem::create_directories(dir / "elsewhere");
  iggan::write_text_atomically(dir / "elsewhere/far.obj", obj_text(mesh));
  std::filesystem::create_directories(dir / "in/sofas");
  std::filesystem::create_symlink(dir / "elsewhere/far.obj", dir / "in/sofas/near.obj");
  std::filesystem::create_directory_symlink(dir / "elsewhere", dir / "in/chairs");
  CHECK(build("set").size() == 1);
  const auto manifest = iggan::read_shape_manifest(dir / "set");
  CHECK(manifest.items[0].category == "sofas");
  CHECK(manifest.items[0].source->entry == "in/sofas/near.obj");
  CHECK(any_holds(report.warnings, "in/chairs: it is a link to a folder"));
  write("stool.obj", obj_text(mesh));
  options.models.inputs = {dir / "in/sofas/../stool.obj"};
  CHECK(build("other").size() == 1);
  CHECK(iggan::read_shape_manifest(dir / "other").items[0].category == "in");
}
