#include <iggan/models/voxels.h>

#include <algorithm>
#include <cmath>

#include <torch/torch.h>

#include <iggan/models/image_formation.h>
#include <iggan/models/layers.h>
#include <iggan/scene/image_transfer.h>

namespace iggan {

int voxel_channels(Method method, int picture_channels, bool colour) {
  if (method == Method::emission_absorption) return 1 + picture_channels;
  return colour ? 4 : 1;
}

int voxel_channels(const TrainingConfig& config, const SceneDistribution& scene) {
  if (config.generator.colour && scene.channels != 3)
    fail<DataError>(
        "generator.colour: shapes cannot learn colour from gray pictures; make the pictures in RGB "
        "with --channels 3, or train with generator.colour=false");
  return voxel_channels(config.method, scene.channels, config.generator.colour);
}

torch::Tensor discrete_voxels(const torch::Tensor& voxels, Method method, double threshold) {
  const torch::Tensor solid = (voxels.detach().narrow(1, 0, 1) > threshold).to(torch::kUInt8);
  if (voxels.size(1) != 4) return solid;
  const torch::Tensor colour = voxels.detach().narrow(1, 1, 3);
  const torch::Tensor albedo =
      method == Method::emission_absorption ? srgb_encode(colour.to(torch::kFloat32)) : colour;
  return torch::cat({solid, (albedo.clamp(0, 1) * 255 + 0.5).to(torch::kUInt8)}, 1);
}

torch::Tensor proxy_voxels(const torch::Tensor& discrete) {
  const torch::Tensor voxels = discrete.to(torch::kFloat32);
  if (discrete.size(1) == 1) return voxels;
  return torch::cat({voxels.narrow(1, 0, 1), voxels.narrow(1, 1, 3) / 255}, 1);
}

SoftShape soft_shape_of(const torch::Tensor& logits, Method method, double threshold) {
  constexpr double kLeast = 1e-6;  // the logits of 0 and 1 are infinite
  const double cut = std::clamp(threshold, kLeast, 1 - kLeast);
  const torch::Tensor field =
      (logits.detach()[0] - std::log(cut / (1 - cut))).to(torch::kCPU).contiguous();
  return {grid_of(discrete_voxels(torch::sigmoid(logits).unsqueeze(0), method, threshold)[0]),
          {field.data_ptr<float>(), field.data_ptr<float>() + field.numel()}};
}

VoxelGrid grid_of(const torch::Tensor& discrete) {
  const std::int64_t edge = discrete.size(1);
  const bool colour = discrete.size(0) == 4;
  check_shape(discrete, {colour ? 4 : 1, edge, edge, edge}, "discrete voxels");
  const torch::Tensor bytes = discrete.to(torch::kCPU).contiguous();
  VoxelGrid grid = VoxelGrid::cube(static_cast<int>(edge));
  std::copy_n(bytes.data_ptr<std::uint8_t>(), grid.occupancy.size(), grid.occupancy.begin());
  if (colour) {
    const torch::Tensor albedo = interleaved_albedo(bytes);
    grid.albedo.assign(albedo.data_ptr<std::uint8_t>(),
                       albedo.data_ptr<std::uint8_t>() + albedo.numel());
  }
  return grid;
}

torch::Tensor discrete_voxels_of(const VoxelGrid& grid, bool colour, const Vec3& default_albedo) {
  const std::int64_t edge = grid.nx;
  IGGAN_CHECK(grid.ny == grid.nx && grid.nz == grid.nx);
  torch::Tensor discrete = torch::empty({colour ? 4 : 1, edge, edge, edge}, torch::kUInt8);
  std::copy(grid.occupancy.begin(), grid.occupancy.end(), discrete.data_ptr<std::uint8_t>());
  if (!colour) return discrete;
  if (!grid.albedo.empty()) {
    const torch::Tensor albedo = torch::tensor(grid.albedo, torch::kUInt8);
    discrete.narrow(0, 1, 3).copy_(albedo.view({edge, edge, edge, 3}).permute({3, 0, 1, 2}));
    return discrete;
  }
  for (std::size_t c = 0; c < 3; ++c)
    discrete[static_cast<std::int64_t>(c) + 1].fill_(
        static_cast<int>(srgb_byte(static_cast<float>(default_albedo[c]))));
  return discrete;
}

torch::Tensor interleaved_albedo(const torch::Tensor& discrete) {
  return discrete.narrow(-4, 1, 3).movedim(-4, -1).contiguous();
}

}  // namespace iggan
