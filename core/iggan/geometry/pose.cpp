#include <iggan/geometry/pose.h>

#include <iggan/geometry/yaw.h>

namespace iggan {

std::vector<Pose> candidate_poses(double yaw_step_degrees, Mirroring mirroring) {
  std::vector<Pose> poses;
  for (const double yaw : yaw_angles(yaw_step_degrees)) poses.push_back({yaw, Mirroring::off});
  const std::size_t plain = poses.size();
  if (mirroring == Mirroring::on)
    for (std::size_t i = 0; i < plain; ++i) poses.push_back({poses[i].yaw_degrees, Mirroring::on});
  return poses;
}

VoxelGrid posed(const VoxelGrid& grid, const Pose& pose) {
  return turn_by_yaw(pose.mirrored == Mirroring::on ? mirror_x(grid) : grid, pose.yaw_degrees);
}

}  // namespace iggan
