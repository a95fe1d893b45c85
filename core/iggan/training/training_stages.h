#pragma once
#include <memory>

#include <iggan/training/trainer.h>

namespace iggan {

/// The stages of a run (config.stages), coarse to fine: the current stage's trainer, and the change
/// to the next stage's trainer. A run without stages has one.
class TrainingStages {
 public:
  /// Starts with the coarsest. @param pictures, renderer  must outlive this object. @throws as
  /// Trainer.
  TrainingStages(const TrainingConfig& config, const PictureSet& pictures, Renderer& renderer,
                 std::shared_ptr<Ranks> ranks);

  [[nodiscard]] Trainer& trainer() { return *trainer_; }
  [[nodiscard]] const TrainingConfig& config() const { return config_; }

  /// Whether the current stage ends when this fraction of the budget is used, [0, 1].
  [[nodiscard]] bool ends_at(double used_share) const;
  /// Moves to the next stage's trainer, with the state of the current trainer. References to the
  /// current trainer become invalid. @throws NonFinite, and what Trainer throws; the stage is then
  /// unchanged.
  void grow();
  /// Continues from a saved state, with the trainer of its stage. @throws DataError.
  void restore(const TensorFile& state);
  /// All ranks continue from the first rank's state. Does nothing with one rank.
  /// @throws ConfigError on all ranks if one has different options or pictures from the first.
  void take_from_first();

 private:
  void require_same_setup();
  [[nodiscard]] std::unique_ptr<Trainer> trainer_of(int stage) const;
  void enter(int stage);

  TrainingConfig config_;
  const PictureSet& pictures_;
  Renderer& renderer_;
  std::shared_ptr<Ranks> ranks_;
  std::unique_ptr<Trainer> trainer_;
};

}  // namespace iggan
