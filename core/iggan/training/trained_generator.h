#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include <iggan/scene/scene_distribution.h>
#include <iggan/scene/voxel_grid.h>

namespace iggan {

/// A generator opened from a run folder (its moving average, where the run kept one). One seed
/// gives one shape, whatever the other seeds of the call are.
class TrainedGenerator {
 public:
  /// @param run  a run folder; the newest checkpoint is taken unless `checkpoint` names a file.
  /// @throws DataError naming what is missing.
  explicit TrainedGenerator(const std::filesystem::path& run,
                            const std::filesystem::path& checkpoint = {});
  ~TrainedGenerator();
  TrainedGenerator(TrainedGenerator&&) noexcept;

  /// Voxels whose occupancy is above the threshold, one grid a seed.
  [[nodiscard]] std::vector<VoxelGrid> sample(const std::vector<std::uint64_t>& seeds,
                                              double threshold = 0.5) const;
  [[nodiscard]] int resolution() const;
  [[nodiscard]] std::int64_t iteration() const;
  /// How the pictures of the run were made.
  [[nodiscard]] const SceneDistribution& scene() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace iggan
