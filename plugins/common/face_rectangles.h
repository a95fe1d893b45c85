#pragma once
#include <cstdint>
#include <vector>

#include "solid_grid.h"

namespace iggan::plugins {

/// Exposed faces of voxels in one plane that face the same way and form a rectangle.
struct FaceRectangle {
  std::int16_t low[3], high[3];  // the voxels behind the faces: [low, high), one thick on `axis`
  std::int8_t axis, side;        // the outward normal
};

/// The hit of a ray that enters through the rectangle at time t.
[[nodiscard]] Hit hit_on(const FaceRectangle& face, const GridRay& ray, double t);

/// Covers every exposed face of the solid with rectangles, each face once, lower axes first: runs
/// along a row, joined with equal runs of the next rows. There are about a tenth as many rectangles
/// as faces.
class FaceRectangles {
 public:
  /// Replaces the previous rectangles; reuses their memory. Asks the host at intervals whether to
  /// continue.
  /// @throws plugin::Failure when the host wants to stop.
  void assign(const SolidGrid& grid, CancelPoll& poll);
  [[nodiscard]] const std::vector<FaceRectangle>& all() const { return all_; }

 private:
  /// Cells [from, to) of a row whose faces on `axis` are exposed.
  struct Run {
    int axis, side, plane;  // plane: the cells' coordinate on `axis`
    int along, from, to;    // the axis of the row
    int across, row;        // the axis on which rows follow each other
  };
  void collect_across_x(const SolidGrid& grid, int side, CancelPoll& poll);
  void collect_along_x(const SolidGrid& grid, int axis, int side, CancelPoll& poll);
  void add(const Run& run, std::size_t key);

  std::vector<FaceRectangle> all_;
  std::vector<std::uint32_t> open_;  // by key: the rectangle of the last run with this key
  std::vector<std::uint64_t> exposed_, before_;
  std::vector<int> start_;
};

}  // namespace iggan::plugins
