#include "face_mesh.h"

namespace iggan::plugins {

void FaceMesh::assign(const SolidGrid& grid, const VoxelAlbedo& albedo, CancelPoll& poll) {
  rectangles_.assign(grid, poll);
  vertices_.clear();
  const auto add = [&](const int cell[3], int face) {
    FaceVertex vertex{};
    for (int a = 0; a < 3; ++a) vertex.cell[a] = static_cast<std::uint16_t>(cell[a]);
    if (albedo.varies()) {
      const std::uint32_t bytes = albedo.bytes_at(cell);
      for (int c = 0; c < 3; ++c) vertex.albedo[c] = static_cast<std::uint8_t>(bytes >> (8 * c));
    }
    for (int corner = 0; corner < 4; ++corner) {
      vertex.face_and_corner = static_cast<std::uint16_t>(face * 4 + corner);
      vertices_.push_back(vertex);
    }
    poll.count(1);
  };
  for (const FaceRectangle& face : rectangles_.all()) {
    int cell[3];
    for (cell[2] = face.low[2]; cell[2] < face.high[2]; ++cell[2])
      for (cell[1] = face.low[1]; cell[1] < face.high[1]; ++cell[1])
        for (cell[0] = face.low[0]; cell[0] < face.high[0]; ++cell[0])
          add(cell, face.axis * 2 + (face.side > 0 ? 1 : 0));
  }
}

}  // namespace iggan::plugins
