#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include <iggan/geometry/soft_shape.h>
#include <iggan/pictures/pictures.h>
#include <iggan/scene/scene_distribution.h>
#include <iggan/training/latent.h>

namespace iggan {

/// A generator opened from a run folder (its moving average, if the run kept one). One seed gives
/// one shape, regardless of the other seeds in the call.
class TrainedGenerator {
 public:
  /// @param run  a run folder; uses the newest checkpoint unless `checkpoint` names a file: a path,
  ///             or a name in the run folder.
  /// @throws DataError naming what is missing.
  explicit TrainedGenerator(const std::filesystem::path& run,
                            const std::filesystem::path& checkpoint = {});
  ~TrainedGenerator();
  /// Afterwards, the other object may only be destroyed.
  TrainedGenerator(TrainedGenerator&&) noexcept;

  /// Voxels whose occupancy is above the threshold, one grid per seed. If the generator makes
  /// albedo, or emission in RGB, the grids have exactly the albedo that the black box received in
  /// training.
  [[nodiscard]] std::vector<VoxelGrid> sample(const std::vector<std::uint64_t>& seeds,
                                              double threshold = 0.5) const;
  /// The same, with the generator's logits as well as the voxels, for meshes (shape_mesh).
  [[nodiscard]] std::vector<SoftShape> sample_soft(const std::vector<std::uint64_t>& seeds,
                                                   double threshold = 0.5) const;
  /// The latent of a seed. sample_soft() combines this with shape().
  [[nodiscard]] Latent latent(std::uint64_t seed) const;
  /// @throws DataError for a latent whose size differs from the run's.
  [[nodiscard]] SoftShape shape(const Latent& latent, double threshold = 0.5) const;
  /// Shapes for latents between those of two seeds, ends included (latents_between).
  /// @param count  at least 2.
  [[nodiscard]] std::vector<VoxelGrid> sample_between(std::uint64_t from, std::uint64_t to,
                                                      int count, double threshold = 0.5) const;
  /// Pictures of the continuous shapes from a baseline's own image formation, rounded like saved
  /// pictures. The shots are those of draw_shots(); picture i shows the shape of seed number i
  /// modulo the number of seeds.
  /// @param scene  with the run's picture size and channels.
  /// @return       empty for the method iggan, whose image formation is the black box.
  [[nodiscard]] std::optional<Pictures> form_pictures(const std::vector<std::uint64_t>& seeds,
                                                      const SceneDistribution& scene, int count,
                                                      std::uint64_t view_seed) const;
  /// The stage in which the checkpoint was saved.
  [[nodiscard]] const Stage& stage() const;
  /// Voxels along an edge in that stage.
  [[nodiscard]] int resolution() const;
  /// The iteration at which the checkpoint was saved.
  [[nodiscard]] std::int64_t iteration() const;
  /// How the pictures of the run were made.
  [[nodiscard]] const SceneDistribution& scene() const;

 private:
  [[nodiscard]] int latent_size() const;
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace iggan
