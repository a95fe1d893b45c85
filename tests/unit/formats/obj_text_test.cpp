#include <algorithm>
#include <sstream>

#include <support/catch.h>

#include <iggan/base/error.h>
#include <iggan/formats/mesh_file.h>
#include <iggan/formats/obj_text.h>
#include <iggan/geometry/voxelizer.h>

using namespace iggan;

namespace {

/// An L-shaped prism of eight polygons, with its positions moved by an offset.
std::string prism(double x = 0, double z = 0) {
  std::string text;
  for (const double depth : {0.0, 0.6})
    for (const auto& [at, height] :
         {std::pair{0.0, 0.0}, {1.0, 0.0}, {1.0, 0.35}, {0.3, 0.35}, {0.3, 0.9}, {0.0, 0.9}})
      text += fmt::format("v {:.6f} {} {:.6f}\n", x + at, height, z + depth);
  return text +
         "f 1 2 8 7\nf 2 3 9 8\nf 3 4 10 9\nf 4 5 11 10\nf 5 6 12 11\nf 6 1 7 12\n"
         "f 6 5 4 3 2 1\nf 7 8 9 10 11 12\n";
}

std::string replaced(std::string text, const std::string& old, const std::string& by) {
  for (std::size_t at = 0; (at = text.find(old, at)) != std::string::npos; at += by.size())
    text.replace(at, old.size(), by);
  return text;
}

std::size_t voxels_of(const MeshFile& file) {
  const VoxelGrid grid = voxelize(file.mesh, {}).grid;
  return static_cast<std::size_t>(
      std::count(grid.occupancy.begin(), grid.occupancy.end(), std::uint8_t{1}));
}

std::size_t voxels_of(const std::string& text) {
  return voxels_of(read_mesh_from_memory(text, "obj", "memory"));
}

}  // namespace

TEST_CASE("an OBJ file gives the same voxels, whichever tool wrote it", "[formats]") {
  const std::string plain = prism();
  const std::size_t voxels = 8694;
  CHECK(voxels_of(plain) == voxels);
  const std::pair<const char*, std::string> variants[] = {
      {"byte-order mark", "\xef\xbb\xbf" + plain},
      {"byte-order mark, and an unused position",
       "\xef\xbb\xbf" + replaced(plain, "f 1 2 8 7", "v 0.5 0.5 0.5\nf 1 2 8 7")},
      {"two byte-order marks", "\xef\xbb\xbf\xef\xbb\xbf" + plain},
      {"one where files were joined",
       replaced(plain, "v 0.300000 0.9", "\xef\xbb\xbfv 0.300000 0.9")},
      {"one before a face", replaced(plain, "f 3 4",
                                     "\xef\xbb\xbf"
                                     "f 3 4")},
      {"indented positions", replaced(plain, "v ", "  v ")},
      {"indented faces", replaced(plain, "f ", "\tf ")},
      {"one indented face", replaced(plain, "f 2 3 9 8", " f 2 3 9 8")},
      {"comments after positions", replaced(plain, "0.9 0.600000\n", "0.9 0.600000 # 1 2\n")},
      {"comments after faces", replaced(plain, "9 8\n", "9 8 # the right side\n")},
      {"a comment that ends in a backslash", "# C:\\models\\\n" + plain},
      {"such a comment between faces", replaced(plain, "f 3 4", "# D:\\\nf 3 4")},
      {"a name that ends in a backslash",
       replaced(plain, "f 1 2 8 7", "usemtl Folder\\\nf 1 2 8 7")},
      {"a group that ends in one", replaced(plain, "f 3 4", "g a\\\nf 3 4")},
      {"a number sign in a name", replaced(plain, "f 3 4", "usemtl wood#2\nf 3 4")},
      {"a face over two lines", replaced(plain, "f 7 8 9 10 11 12", "f 7 8 9 \\\n 10 11 12")},
      {"a face over three", replaced(plain, "f 7 8 9 10 11 12", "f 7 8\\\n 9 10\\\n 11 12")},
      {"numbers without a leading zero", replaced(plain, " 0.", " .")},
      {"numbers with a sign", replaced(plain, " 0.9 ", " +0.9 ")},
      {"numbers with an exponent", replaced(plain, " 0.35 ", " 3.5e-1 ")},
      {"weights", replaced(plain, "0.600000\n", "0.600000 1.0\n")},
      {"colours of positions", replaced(plain, "0.600000\n", "0.600000 1 .5 0\n")},
      {"carriage returns", replaced(plain, "\n", "\r\n")},
      {"carriage returns alone", replaced(plain, "\n", "\r")},
      {"tabs", replaced(plain, " ", "\t")},
      {"no line end at the end", plain.substr(0, plain.size() - 1)}};
  for (const auto& [name, text] : variants) {
    INFO(name);
    CHECK(voxels_of(text) == voxels);
  }
}

TEST_CASE("a weight divides a position", "[formats]") {
  const auto plain = plain_obj("v 2 4 6 2\n", "memory");
  CHECK(plain.text == "v 1 2 3\n");
}

TEST_CASE("an OBJ model far from the origin keeps its digits", "[formats]") {
  const std::pair<double, double> places[] = {
      {1e5, 0}, {1e6, 0}, {500123.25, 4649776.5}, {-3e8, 9e8}};
  for (const auto& [x, z] : places) {
    INFO(x << ", " << z);
    const MeshFile file = read_mesh_from_memory(prism(x, z), "obj", "memory");
    CHECK(voxels_of(file) == 8694);
    CHECK(file.notes.empty());
    CHECK(file.origin[0] == Approx(x + 0.5));
    CHECK(file.origin[2] == Approx(z + 0.3));
  }
  CHECK(read_mesh_from_memory(prism(100, 7), "obj", "memory").origin == std::array<double, 3>{});
}

TEST_CASE("a model in another format whose positions lost digits gets a note", "[formats]") {
  std::string off = "OFF\n12 8 0\n", faces;
  for (const std::string& line : {prism(1e6)}) {
    std::istringstream lines(line);
    for (std::string one; std::getline(lines, one);) {
      std::istringstream words(one.substr(2));
      if (one[0] == 'v') off += one.substr(2) + "\n";
      if (one[0] != 'f') continue;
      std::string corners;
      int count = 0;
      for (int corner = 0; words >> corner; ++count) corners += fmt::format(" {}", corner - 1);
      faces += fmt::format("{}{}\n", count, corners);
    }
  }
  const MeshFile file = read_mesh_from_memory(off + faces, "off", "memory");
  REQUIRE(file.notes.size() == 1);
  CHECK_THAT(file.notes[0], Contains("far from the origin"));
}

TEST_CASE("invalid numbers are refused with file and line", "[formats]") {
  CHECK_THROWS_WITH(voxels_of("v 0 0 0\nv 1,5 0 0\n" + prism()),
                    Contains("memory:2") && Contains("'1,5'") && Contains("1.5"));
  CHECK_THROWS_WITH(voxels_of(prism() + "f 1/\\\\\n\nl 1"),
                    Contains("memory:22") && Contains("a backslash inside a line 'f'"));
  CHECK_THROWS_WITH(voxels_of(prism() + "v 1 2 3 5e-312\n"),
                    Contains("memory:21") && Contains("not finite once divided by its weight"));
  CHECK_THROWS_WITH(voxels_of(prism() + "v 0 inf 0\n"), Contains("'inf' is not a number"));
  CHECK_THROWS_WITH(voxels_of(prism() + "vn 0 -nan 0\n"), Contains("'-nan' is not a number"));
  CHECK_THROWS_WITH(voxels_of("v 0 0\n"), Contains("memory:1") && Contains("2 numbers"));
  CHECK_THROWS_WITH(voxels_of("v 0 0 0\\\n\\\n x\n"), Contains("memory:3") && Contains("'x'"));
}
