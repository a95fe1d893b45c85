#pragma once
#include <cstdint>
#include <vector>

#include "../common/face_rectangles.h"
#include "../common/job_surface.h"

namespace iggan::plugins {

/// A corner of a voxel's exposed face, as the vertex shader reads it.
struct FaceVertex {
  std::uint16_t cell[3];
  std::uint16_t face_and_corner;  // face * 4 + corner; faces -x +x -y +y -z +z
  std::uint8_t albedo[4];         // sRGB bytes; unused if all voxels have the same
};
static_assert(sizeof(FaceVertex) == 12);

/// The exposed faces of a grid, four corners each. Faces are not merged into rectangles: edges
/// between shared corners have no cracks, however a driver rounds.
class FaceMesh {
 public:
  /// Reuses its memory.
  void assign(const SolidGrid& grid, const VoxelAlbedo& albedo, CancelPoll& poll);
  [[nodiscard]] std::size_t faces() const { return vertices_.size() / 4; }
  [[nodiscard]] const std::vector<FaceVertex>& vertices() const { return vertices_; }

 private:
  FaceRectangles rectangles_;
  std::vector<FaceVertex> vertices_;
};

}  // namespace iggan::plugins
