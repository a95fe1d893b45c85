#pragma once
#include <vector>

#include <iggan/config/enum_names.h>
#include <iggan/geometry/voxel_grid.h>

namespace iggan {

/// Whether samples are also compared mirrored, to be fair to methods without shading.
enum class Mirroring { off, on };
template <>
inline constexpr auto enum_names<Mirroring> =
    names<Mirroring>("a value of mirroring", {{Mirroring::off, "off"}, {Mirroring::on, "on"}});

/// How a sample is compared with a reference: mirrored first, then rotated.
struct Pose {
  double yaw_degrees = 0;
  Mirroring mirrored = Mirroring::off;
};
/// Every multiple of the yaw step; with mirroring, also each of them mirrored. The first pose
/// changes nothing.
[[nodiscard]] std::vector<Pose> candidate_poses(double yaw_step_degrees, Mirroring mirroring);
/// The grid in a pose: mirrored, then rotated about +Y.
[[nodiscard]] VoxelGrid posed(const VoxelGrid& grid, const Pose& pose);

}  // namespace iggan
