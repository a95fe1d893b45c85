#pragma once
#include <torch/types.h>

#include <iggan/config/training_config.h>
#include <iggan/geometry/soft_shape.h>
#include <iggan/geometry/voxel_grid.h>
#include <iggan/scene/scene_distribution.h>

/// What the channels of voxels mean. Generated voxels are [N, K, R, R, R] float32 in [0, 1].
/// Discrete voxels are [N, 1 or 4, R, R, R] uint8: occupancy 0 or 1 and, with colour, albedo R, G,
/// B of 0 ... 255, sRGB-encoded as in VoxelGrid.
namespace iggan {

/// K: occupancy first. Then, for emission-absorption, one channel of linear emission for each
/// channel of the pictures; otherwise, with colour, albedo R, G, B, sRGB-encoded.
[[nodiscard]] int voxel_channels(Method method, int picture_channels, bool colour = false);

/// K of a run's voxels.
/// @throws DataError when the run is in colour and its pictures are gray.
[[nodiscard]] int voxel_channels(const TrainingConfig& config, const SceneDistribution& scene);

/// Solid where occupancy is above the threshold; albedo rounded to 8 bits. RGB emission becomes
/// albedo: it is the only colour that such a shape has.
/// @param voxels [N, K, R, R, R] of this method, any float type.
/// @return       [N, 1 or 4, R, R, R] uint8.
[[nodiscard]] torch::Tensor discrete_voxels(const torch::Tensor& voxels, Method method,
                                            double threshold = 0.5);

/// Discrete voxels as the input of a proxy: float32, occupancy 0 or 1, albedo in [0, 1].
[[nodiscard]] torch::Tensor proxy_voxels(const torch::Tensor& discrete);

/// The solid and the field of one shape, from G's logits for one latent.
/// @param logits  [K, R, R, R] of this method, float32.
[[nodiscard]] SoftShape soft_shape_of(const torch::Tensor& logits, Method method,
                                      double threshold = 0.5);

/// One discrete shape [1 or 4, R, R, R] as a grid, with albedo if it has any.
[[nodiscard]] VoxelGrid grid_of(const torch::Tensor& discrete);

/// A cube grid as one discrete shape, [1, R, R, R], or in colour [4, R, R, R].
/// @param default_albedo  linear; used for a grid without albedo.
[[nodiscard]] torch::Tensor discrete_voxels_of(const VoxelGrid& grid, bool colour,
                                               const Vec3& default_albedo);

/// Albedo of discrete voxels [..., 4, R, R, R] in the layout of VoxelGrid: [..., R, R, R, 3],
/// contiguous.
[[nodiscard]] torch::Tensor interleaved_albedo(const torch::Tensor& discrete);

}  // namespace iggan
