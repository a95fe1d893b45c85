#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include <iggan/config/enum_names.h>
#include <iggan/geometry/packed_grid.h>
#include <iggan/geometry/pose.h>
#include <iggan/geometry/voxel_grid.h>

namespace iggan {

/// Borrowed grids, all of one size.
using GridList = std::vector<const VoxelGrid*>;
/// Pointers to grids that live elsewhere.
[[nodiscard]] GridList borrow(const std::vector<VoxelGrid>& grids);

/// Shapes to compare with, and their air, packed once.
struct PackedReferences {
  std::vector<PackedGrid> solids;
  std::vector<PackedGrid> airs;
};
/// @throws DataError when the grids differ in size.
[[nodiscard]] PackedReferences pack_references(const GridList& references);

/// The best match of one sample in one pose.
struct Match {
  std::size_t reference = 0;     // with the greatest IoU; if several tie, the first
  double iou = 0;                // with that reference; 0 means that nothing overlaps
  double air_iou = 0;            // the greatest over all references, not always with `reference`
  double neighbour_air_iou = 0;  // with `reference`
};

/// Matches of each sample (row) in each pose (column).
struct MatchTable {
  std::size_t samples = 0, poses = 0;
  std::vector<Match> matches;
  [[nodiscard]] const Match& at(std::size_t sample, std::size_t pose) const {
    return matches[sample * poses + pose];
  }
};

/// Compares every sample in every pose with every reference of each set: one table per set. A
/// rotated sample that leaves the grid still counts in full: cells outside add to the union and
/// match nothing.
/// @param threads  0: as many as the machine has.
/// @throws DataError when sizes differ or a set is empty.
[[nodiscard]] std::vector<MatchTable> match_samples(
    const GridList& samples, const std::vector<const PackedReferences*>& sets,
    const std::vector<Pose>& poses, int threads);
/// The same for one set.
[[nodiscard]] MatchTable match_samples(const GridList& samples, const PackedReferences& references,
                                       const std::vector<Pose>& poses, int threads);

/// The pose in which all samples have the greatest mean IoU: the pose of the generator's shapes.
[[nodiscard]] std::size_t best_shared_pose(const MatchTable& table);
/// The pose with the greatest IoU for each sample.
[[nodiscard]] std::vector<std::size_t> best_own_poses(const MatchTable& table);

}  // namespace iggan
