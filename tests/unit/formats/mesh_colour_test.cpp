#include <algorithm>
#include <cstring>
#include <sstream>

#include <support/catch.h>

#include <sys/stat.h>

#include <iggan/base/files.h>
#include <iggan/config/fields.h>
#include <iggan/formats/albedo_file.h>
#include <iggan/formats/image_file.h>
#include <iggan/formats/mesh_file.h>
#include <iggan/formats/mesh_writer.h>
#include <iggan/formats/sweet_home_3d.h>
#include <iggan/geometry/surface.h>

#include "support/meshes.h"
#include "support/model_files.h"
#include "support/temp_dir.h"

using iggan::MeshColours;
using iggan::SrgbBytes;
using iggan::SurfaceStyle;
using iggan::TriangleMesh;
using iggan::VoxelGrid;

namespace {

/// A bar of voxels, each of a different colour.
VoxelGrid colourful_bar() {
  VoxelGrid grid(12, 3, 3);
  grid.albedo.assign(3 * grid.size(), 0);
  for (int x = 1; x < 11; ++x) {
    grid.set(x, 1, 1, true);
    std::uint8_t* colour = &grid.albedo[3 * grid.index(x, 1, 1)];
    colour[0] = static_cast<std::uint8_t>(x * 23);
    colour[1] = static_cast<std::uint8_t>(255 - x * 20);
    colour[2] = static_cast<std::uint8_t>(x);
  }
  return grid;
}

/// The colour of the voxel at position x in the world, where the grid's cube has edge 1.
SrgbBytes colour_under(const VoxelGrid& grid, float x) {
  const int cell = std::clamp(static_cast<int>((x + 0.5f) * 12.0f), 1, 10);  // within the bar
  const std::uint8_t* colour = &grid.albedo[3 * grid.index(cell, 1, 1)];
  return {colour[0], colour[1], colour[2]};
}

/// What this test's own reader finds in a file: corners of triangles with their linear colours.
struct ColouredCorners {
  std::vector<std::array<float, 3>> positions, colours;
};

template <class Number>
Number number_at(const std::string& bytes, std::size_t at) {
  Number number;
  REQUIRE(at + sizeof number <= bytes.size());
  std::memcpy(&number, bytes.data() + at, sizeof number);
  return number;
}

/// Follows the glTF 2.0 specification, without a glTF library.
ColouredCorners corners_of_glb(const std::string& glb, iggan::config::Json& document) {
  REQUIRE(glb.substr(0, 4) == "glTF");
  const auto length = number_at<std::uint32_t>(glb, 12);
  document = iggan::config::parse_json(glb.substr(20, length), "glb");
  const std::size_t binary = 20 + length + 8;
  const auto& primitive = document["meshes"][0]["primitives"][0];
  const auto floats = [&](const char* attribute, const char* type) {
    const auto& accessor = document["accessors"][primitive["attributes"][attribute].get<int>()];
    REQUIRE(accessor["type"] == type);
    REQUIRE(accessor["componentType"] == 5126);
    const auto& view = document["bufferViews"][accessor["bufferView"].get<int>()];
    const std::size_t begin =
        binary + view.value("byteOffset", 0u) + accessor.value("byteOffset", 0u);
    const std::size_t stride = std::string(type) == "VEC4" ? 16 : 12;
    std::vector<std::array<float, 3>> values(accessor["count"].get<std::size_t>());
    for (std::size_t i = 0; i < values.size(); ++i)
      for (std::size_t k = 0; k < 3; ++k)
        values[i][k] = number_at<float>(glb, begin + i * stride + 4 * k);
    return values;
  };
  const auto positions = floats("POSITION", "VEC3"), colours = floats("COLOR_0", "VEC4");
  const auto& indices = document["accessors"][primitive["indices"].get<int>()];
  const auto& view = document["bufferViews"][indices["bufferView"].get<int>()];
  const std::size_t size = indices["componentType"] == 5125 ? 4 : 2;
  ColouredCorners corners;
  for (std::size_t i = 0; i < indices["count"].get<std::size_t>(); ++i) {
    const std::size_t at = binary + view.value("byteOffset", 0u) + i * size;
    const std::size_t point =
        size == 4 ? number_at<std::uint32_t>(glb, at) : number_at<std::uint16_t>(glb, at);
    corners.positions.push_back(positions[point]);
    corners.colours.push_back(colours[point]);
  }
  return corners;
}

}  // namespace

TEST_CASE("the colours of a GLB file are those of the voxels, in linear light",
          "[formats][colour]") {
  const VoxelGrid grid = colourful_bar();
  const TempDir dir;
  iggan::write_mesh(dir / "bar.glb", iggan::extract_surface(grid, SurfaceStyle::blocks),
                    iggan::MeshShading::flat);
  iggan::config::Json document;
  const auto corners = corners_of_glb(iggan::read_text(dir / "bar.glb"), document);
  REQUIRE(corners.positions.size() == 3 * 2 * 42);
  for (std::size_t i = 0; i < corners.positions.size(); i += 3) {
    float middle = 0;
    for (std::size_t k = 0; k < 3; ++k) middle += corners.positions[i + k][0] / 3;
    const SrgbBytes wanted = colour_under(grid, middle);
    for (std::size_t k = 0; k < 3; ++k)
      for (std::size_t c = 0; c < 3; ++c)
        REQUIRE(iggan::srgb_encode(corners.colours[i + k][c]) * 255 ==
                Approx(wanted[c]).margin(0.5));
  }
  // COLOR_0 multiplies the material's colour, which must therefore be white, and matt.
  const auto& material = document["materials"][0]["pbrMetallicRoughness"];
  for (const auto& factor : material.value("baseColorFactor", iggan::config::Json{1, 1, 1, 1}))
    CHECK(factor == 1);
  CHECK(material["metallicFactor"] == 0);
}

TEST_CASE("a PLY file has the voxels' bytes, and both files read back as they were written",
          "[formats][colour]") {
  const VoxelGrid grid = colourful_bar();
  const TempDir dir;
  const TriangleMesh mesh = iggan::extract_surface(grid, SurfaceStyle::blocks);
  iggan::write_mesh(dir / "bar.ply", mesh);
  iggan::write_mesh(dir / "bar.glb", mesh);
  std::istringstream lines(iggan::read_text(dir / "bar.ply"));
  std::string line;
  std::vector<std::string> properties;
  while (std::getline(lines, line) && line.rfind("end_header", 0) != 0)
    if (line.rfind("property uchar", 0) == 0) properties.push_back(line.substr(15));
  REQUIRE(properties.size() >= 3);
  for (std::size_t c = 0; c < 3; ++c)
    CHECK(properties[c].rfind(std::array{"red", "green", "blue"}[c], 0) == 0);
  std::getline(lines, line);
  std::istringstream numbers(line);
  float place[6];
  int bytes[3];
  for (float& value : place) numbers >> value;
  for (int& value : bytes) numbers >> value;
  const SrgbBytes first = colour_under(grid, -0.5f + 1.5f / 12);
  for (std::size_t c = 0; c < 3; ++c) CHECK(bytes[c] == first[c]);

  for (const char* file : {"bar.ply", "bar.glb"}) {
    INFO(file);
    const TriangleMesh back = iggan::read_mesh(dir / file, MeshColours::read).mesh;
    REQUIRE(back.triangles.size() == mesh.triangles.size());
    REQUIRE(back.colour.point_colours.size() == back.positions.size());
    for (const auto& triangle : back.triangles) {
      float middle = 0;
      for (const auto point : triangle) middle += back.positions[point][0] / 3;
      for (const auto point : triangle)
        REQUIRE(iggan::srgb_bytes(back.colour.point_colours[point]) == colour_under(grid, middle));
    }
  }
}

TEST_CASE(
    "the texture of a material takes precedence over its Kd, and is next to or below the model",
    "[formats][colour]") {
  const TempDir dir;
  std::filesystem::create_directories(dir / "m/maps");
  iggan::ImageU8 green(2, 2, 3);
  for (std::size_t i = 1; i < 12; i += 3) green.samples[i] = 200;
  // The JPEG reader reads only from files.
  const std::string name = GENERATE("green.png", "green.jpg");
  iggan::write_image(dir / "m/maps" / name, green);
  iggan::write_image(dir / "outside.png", green);
  iggan::write_text_atomically(dir / "m/a.mtl",
                               "newmtl t\nKd 1 0 0\nmap_Kd maps/" + name +
                                   "\nnewmtl k\nKd 0.5 0 1\n"
                                   "newmtl out\nKd 0 0 1\nmap_Kd ../outside.png\n");
  const std::string obj =
      "mtllib a.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nvt 0 0\nvt 1 0\nvt 0 1\n"
      "usemtl t\nf 1/1 2/2 3/3\nusemtl k\nf 1 2 3\nusemtl out\nf 1/1 2/2 3/3\n";
  iggan::write_text_atomically(dir / "m/a.obj", obj);
  const auto file = iggan::read_mesh(dir / "m/a.obj", MeshColours::read);
  REQUIRE(file.mesh.triangles.size() == 3);
  std::size_t textured = 0, plain = 0, outside = 0;
  for (std::size_t t = 0; t < 3; ++t) {
    const auto material = file.mesh.material_of(t);
    if (material.texture) {
      ++textured;
      CHECK(iggan::srgb_bytes(material.colour) == SrgbBytes{255, 255, 255});
      const SrgbBytes colour = iggan::srgb_bytes(material.texture->at(0.5, 0.5, 1));
      CHECK(std::abs(colour[1] - 200) <= 3);  // JPEG
    } else {
      plain += iggan::srgb_bytes(material.colour) == SrgbBytes{128, 0, 255};
      outside += iggan::srgb_bytes(material.colour) == SrgbBytes{0, 0, 255};
    }
  }
  CHECK(textured == 1);
  CHECK(plain == 1);
  CHECK(outside == 1);
  REQUIRE(file.notes.size() == 1);
  CHECK_THAT(file.notes[0], Contains("../outside.png is not a regular file"));
  CHECK(iggan::read_mesh(dir / "m/a.obj").mesh.colour.empty());

  // The same, from an archive.
  write_zip(dir / "c.sh3f",
            {{"PluginFurnitureCatalog.properties",
              "id=T\nid#1=a\nname#1=A\nmodel#1=/m/a.obj\nwidth#1=1\nheight#1=1\ndepth#1=1\n"},
             {"m/a.obj", obj},
             {"m/a.mtl", iggan::read_text(dir / "m/a.mtl")},
             {"m/maps/" + name, iggan::read_text(dir / "m/maps" / name)},
             {"outside.png", iggan::read_text(dir / "outside.png")}});
  const iggan::SweetHome3dCatalogue catalogue(dir / "c.sh3f");
  const auto packed = catalogue.read_model(catalogue.models()[0], MeshColours::read);
  CHECK(packed.notes == file.notes);
  CHECK(packed.mesh.triangles == file.mesh.triangles);
}

TEST_CASE("a link out of the model's folder is not followed, and a missing library is reported",
          "[formats][colour]") {
  const TempDir dir;
  std::filesystem::create_directories(dir / "m");
  iggan::write_text_atomically(dir / "secret.mtl", "newmtl k\nKd 1 0 0\n");
  std::filesystem::create_symlink(dir / "secret.mtl", dir / "m/a.mtl");
  iggan::write_text_atomically(dir / "m/a.obj",
                               "mtllib a.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nusemtl k\nf 1 2 3\n");
  const auto file = iggan::read_mesh(dir / "m/a.obj", MeshColours::read);
  CHECK(file.mesh.colour.empty());
  REQUIRE(file.notes.size() == 1);
  CHECK_THAT(file.notes[0], Contains("no colours"));
}

TEST_CASE("the colours of a grid survive being saved as a picture", "[formats][colour]") {
  const TempDir dir;
  VoxelGrid grid = colourful_bar();
  iggan::write_albedo(dir / "a.png", grid);
  const auto picture = iggan::read_image(dir / "a.png");
  CHECK(picture.width == 12);
  CHECK(picture.height == 9);
  CHECK(picture.samples == grid.albedo);
  VoxelGrid back(12, 3, 3);
  iggan::read_albedo(dir / "a.png", back);
  CHECK(back.albedo == grid.albedo);
  VoxelGrid other(12, 3, 4);
  CHECK_THROWS_WITH(iggan::read_albedo(dir / "a.png", other), Contains("expected 12 x 12"));
}

TEST_CASE("a PLY file is read in any byte order, and refused if it is truncated",
          "[formats][mesh]") {
  TriangleMesh box;
  add_box(box, {0, 0, 0}, {1, 2, 3});
  const auto text = ply_text(box, [](const auto&) { return SrgbBytes{1, 2, 3}; });
  const auto ascii = iggan::read_mesh_from_memory(text, "ply", "a.ply", MeshColours::read);
  CHECK(ascii.mesh.positions == box.positions);
  CHECK(ascii.mesh.triangles == box.triangles);
  const bool big = GENERATE(false, true);
  std::string binary = text.substr(0, text.find("end_header\n") + 11);
  binary.replace(binary.find("ascii"), 5, big ? "binary_big_endian" : "binary_little_endian");
  const auto add = [&](auto number) {
    std::string bytes;
    append_bytes(bytes, number);
    binary += big ? std::string(bytes.rbegin(), bytes.rend()) : bytes;
  };
  for (const auto& p : box.positions) {
    for (const float value : p) add(value);
    binary += "\1\2\3";
  }
  for (const auto& t : box.triangles) {
    binary += '\3';
    for (const std::uint32_t index : t) add(static_cast<std::int32_t>(index));
  }
  const auto back = iggan::read_mesh_from_memory(binary, "ply", "b.ply", MeshColours::read);
  CHECK(back.mesh.positions == box.positions);
  CHECK(back.mesh.triangles == box.triangles);
  CHECK(back.mesh.colour.point_colours == ascii.mesh.colour.point_colours);
  for (std::size_t length = 0; length + 1 < binary.size(); length += 7)
    CHECK_THROWS_WITH(iggan::read_mesh_from_memory(binary.substr(0, length), "ply", "b.ply"),
                      Contains("b.ply"));
  for (std::size_t length = 0; length + 2 < text.size(); length += 11)
    CHECK_THROWS_WITH(iggan::read_mesh_from_memory(text.substr(0, length), "ply", "a.ply"),
                      Contains("a.ply"));
}

TEST_CASE("a model reads only files in its folder, and never waits for a pipe",
          "[formats][colour]") {
  const TempDir dir;
  std::filesystem::create_directories(dir / "m");
  // Three corners and their indices.
  const float corners[] = {0, 0, 0, 1, 0, 0, 0, 1, 0};
  const std::uint16_t numbers[] = {0, 1, 2};
  const std::string bytes = std::string(reinterpret_cast<const char*>(corners), sizeof corners) +
                            std::string(reinterpret_cast<const char*>(numbers), sizeof numbers);
  iggan::write_text_atomically(dir / "m/good.bin", bytes);
  iggan::write_text_atomically(dir / "secret.bin", bytes);
  std::filesystem::create_symlink(dir / "secret.bin", dir / "m/link.bin");
  REQUIRE(::mkfifo((dir / "m/pipe.bin").c_str(), 0600) == 0);
  const auto gltf_of = [&](const std::string& uri) {
    return R"({"asset":{"version":"2.0"},"scene":0,"scenes":[{"nodes":[0]}],"nodes":[{"mesh":0}],
      "meshes":[{"primitives":[{"attributes":{"POSITION":0},"indices":1}]}],
      "buffers":[{"uri":")" +
           uri + R"(","byteLength":42}],
      "bufferViews":[{"buffer":0,"byteLength":36},{"buffer":0,"byteOffset":36,"byteLength":6}],
      "accessors":[{"bufferView":0,"componentType":5126,"count":3,"type":"VEC3",
        "min":[0,0,0],"max":[1,1,0]},{"bufferView":1,"componentType":5123,"count":3,
        "type":"SCALAR"}]})";
  };
  const auto read = [&](const std::string& uri) {
    iggan::write_text_atomically(dir / "m/a.gltf", gltf_of(uri));
    return iggan::read_mesh(dir / "m/a.gltf", MeshColours::read).mesh.triangles.size();
  };
  CHECK(read("good.bin") == 1);
  for (const std::string& uri :
       {std::string("../secret.bin"), (dir / "secret.bin").string(),
        "file://" + (dir / "secret.bin").string(), std::string("link.bin"), std::string("pipe.bin"),
        std::string("/dev/zero"), std::string("%2e%2e/secret.bin")}) {
    INFO(uri);
    CHECK_THROWS_AS(read(uri), iggan::DataError);
  }
  REQUIRE(::mkfifo((dir / "m/pipe.mtl").c_str(), 0600) == 0);
  iggan::write_text_atomically(dir / "m/a.obj",
                               "mtllib pipe.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n");
  const auto file = iggan::read_mesh(dir / "m/a.obj", MeshColours::read);
  CHECK(file.mesh.colour.empty());
}
