#include <cmath>

#include <iggan/formats/ply_file.h>

#include "fuzz_target.h"

namespace iggan::fuzz {

std::vector<std::string> seeds() {
  const std::string head =
      "element vertex 3\nproperty float x\nproperty float y\nproperty float z\n";
  const std::string face = "element face 1\nproperty list uchar int vertex_indices\nend_header\n";
  std::string binary = "ply\nformat binary_little_endian 1.0\n" + head + face;
  binary += std::string(36, '\0') + "\3" + std::string("\0\0\0\0\1\0\0\0\2\0\0\0", 12);
  std::string big = "ply\nformat binary_big_endian 1.0\n" + head + face;
  big += std::string(36, '\0') + "\3" + std::string("\0\0\0\0\0\0\0\1\0\0\0\2", 12);
  return {"ply\nformat ascii 1.0\ncomment TextureFile sofa.png\n" + head +
              "property uchar red\nproperty uchar green\nproperty uchar blue\nproperty float s\n"
              "property float t\nelement edge 1\nproperty int vertex1\nproperty int vertex2\n" +
              face + "0 0 0 255 0 0 0 0\n1 0 0 0 255 0 1 0\n0 1 0 0 0 255 0 1\n0 1\n3 0 1 2\n",
          binary, big};
}

}  // namespace iggan::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace iggan;
  const std::string where = "sofa.ply";
  fuzz::accepts(where, [&] {
    const PlyMesh ply = read_ply({reinterpret_cast<const char*>(data), size}, where);
    for (const auto& position : ply.mesh.positions)
      for (const float part : position) fuzz::expect(std::isfinite(part), "positions are finite");
    for (const auto& colour : ply.mesh.colour.point_colours)
      for (const float part : colour) fuzz::expect(part >= 0 && part <= 1, "colours lie in [0, 1]");
    for (const auto& triangle : ply.mesh.triangles)
      for (const std::uint32_t point : triangle)
        fuzz::expect(point < ply.mesh.positions.size(), "faces refer to existing points");
  });
  return 0;
}
