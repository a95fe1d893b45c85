#pragma once
#include <memory>

#include <iggan/training/trainer.h>

namespace iggan {

/// The stages of a run (config.stages), coarse to fine: the trainer of the one at hand, and how it
/// becomes that of the next. A run without stages has one.
class TrainingStages {
 public:
  /// Begins with the coarsest. @param pictures, renderer  must outlive it. @throws as Trainer.
  TrainingStages(const TrainingConfig& config, const PictureSet& pictures, Renderer& renderer,
                 std::shared_ptr<Ranks> ranks);

  [[nodiscard]] Trainer& trainer() { return *trainer_; }
  [[nodiscard]] const TrainingConfig& config() const { return config_; }

  /// Whether the stage at hand ends when so much of the budget is used, [0, 1].
  [[nodiscard]] bool ends_at(double used_share) const;
  /// Goes on with the next stage's trainer, from the state of this one's. References to this one
  /// are then void. @throws NonFinite, and what Trainer throws; the stage is then as before.
  void grow();
  /// Goes on from a saved state, with the trainer of its stage. @throws DataError.
  void restore(const TensorFile& state);
  /// All ranks go on from the first one's state. @throws as Trainer::take_from_first.
  void take_from_first();

 private:
  [[nodiscard]] std::unique_ptr<Trainer> trainer_of(int stage) const;
  void enter(int stage);

  TrainingConfig config_;
  const PictureSet& pictures_;
  Renderer& renderer_;
  std::shared_ptr<Ranks> ranks_;
  std::unique_ptr<Trainer> trainer_;
};

}  // namespace iggan
