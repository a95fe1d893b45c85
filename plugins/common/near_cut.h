#pragma once
#include <functional>

#include "cancel_poll.h"
#include "primary_rays.h"
#include "solid_grid.h"

namespace iggan::plugins {

/// The part of a near plane within one solid voxel: a convex polygon in index space.
struct CutPolygon {
  static constexpr int kMost = 10;  // a square, plus one corner for each side of the voxel
  int cell[3];
  Vec corners[kMost];
  int count = 0;
};

/// Closes what the near plane cuts open, for renderers that have surfaces but no solids: calls
/// `use` for each solid voxel that the plane crosses.
void cut_by_near_plane(const SolidGrid& grid, const PrimaryRays& rays, CancelPoll& poll,
                       const std::function<void(const CutPolygon&)>& use);

}  // namespace iggan::plugins
