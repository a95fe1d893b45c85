#include <iggan/training/training_stages.h>

#include <string>
#include <utility>

#include <iggan/config/json_file.h>
#include <iggan/training/checkpoint.h>

namespace iggan {

TrainingStages::TrainingStages(const TrainingConfig& config, const PictureSet& pictures,
                               Renderer& renderer, std::shared_ptr<Ranks> ranks)
    : config_((validate(config), config)),
      pictures_(pictures),
      renderer_(renderer),
      ranks_(std::move(ranks)) {
  trainer_ = trainer_of(0);
}

std::unique_ptr<Trainer> TrainingStages::trainer_of(int stage) const {
  return std::make_unique<Trainer>(config_, pictures_, renderer_, ranks_, config_.stage(stage));
}

void TrainingStages::enter(int stage) {
  if (trainer_->stage().index != stage) trainer_ = trainer_of(stage);
}

bool TrainingStages::ends_at(double used_share) const {
  const Stage& stage = trainer_->stage();
  return !stage.is_last() && used_share >= config_.stages.end_of(stage.index);
}

void TrainingStages::grow() {
  auto next = trainer_of(trainer_->stage().index + 1);
  next->grow_from(trainer_->state());
  trainer_ = std::move(next);
}

void TrainingStages::restore(const TensorFile& state) {
  check_checkpoint(state);
  enter(stage_of(state, config_).index);
  trainer_->restore(state);
}

/// Called before anything that depends on the setup: with a different number of stages, this stage
/// would be a different one.
void TrainingStages::require_same_setup() {
  const std::string own = config::line_of(config::to_json(config_)) +
                          config::line_of(config::to_json(pictures_.scene)) + pictures_.sha256;
  const bool same = ranks_->from_first(own) == own;
  if (!ranks_->any(!same)) return;
  if (same)
    fail<ConfigError>(
        "rank {}: another process has different options, pictures or a different renderer; its own "
        "message says so",
        ranks_->rank());
  fail<ConfigError>("rank {}: its options, pictures or renderer are not those of the first process",
                    ranks_->rank());
}

void TrainingStages::take_from_first() {
  if (ranks_->world() == 1) return;
  require_same_setup();
  enter(std::stoi(ranks_->from_first(std::to_string(trainer_->stage().index))));
  trainer_->take_from_first();
}

}  // namespace iggan
