// What a trainer saves, restores, and shares with other ranks.
#include <iggan/training/trainer.h>

#include <torch/version.h>

#include <iggan/config/json_file.h>
#include <iggan/training/checkpoint.h>
#include <iggan/training/finite.h>

namespace iggan {
namespace {

std::int64_t stage_began_of(const TensorFile& file, std::int64_t iteration) {
  const auto began = file.integer<std::int64_t>("stage_began");
  if (began < 0 || began > iteration)
    fail<DataError>(
        "{}: its stage_began is {}, which is not between 0 and its iteration, {}; use another "
        "checkpoint of the run",
        file.name(), began, iteration);
  return began;
}

}  // namespace

TensorFile Trainer::state() const {
  TensorFile file;
  file.set_text("kind", kCheckpointKind);
  file.set_integer("version", kCheckpointVersion);
  file.set_text("iggan_version", IGGAN_VERSION);
  file.set_text("torch_version", TORCH_VERSION);
  file.set_text("config", config::line_of(config::to_json(config_)));
  file.set_text("pictures_sha256", pictures_sha256_);
  write_module(file, "generator", *generator_);
  write_module(file, "average", *average_);
  write_module(file, "discriminator", *discriminator_);
  write_adam(file, "generator_adam", *generator_, generator_adam_);
  write_adam(file, "discriminator_adam", *discriminator_, discriminator_adam_);
  method_->save(file);
  augmentation_strength_.save(file);
  lecam_.save(file);
  elevation_.save(file);
  file.set_integer("iteration", iteration_);
  if (stage_.is_staged()) {
    file.set_integer("stage", stage_.index);
    file.set_integer("stage_began", stage_began_);
  }
  file.set_integer("rng", rng_.state());
  file.set_integer("seed", config_.training.seed);
  require_finite(file, iteration_);
  return file;
}

void Trainer::restore(const TensorFile& file) {
  check_checkpoint(file);
  require_finite(file, file.integer<std::int64_t>("iteration"));
  if (const int stage = stage_of(file, config_).index; stage != stage_.index)
    fail<DataError>("{}: it is from stage {}, not from stage {}", file.name(), stage + 1,
                    stage_.index + 1);
  read_module(file, "generator", *generator_);
  read_module(file, "average", *average_);
  read_module(file, "discriminator", *discriminator_);
  read_adam(file, "generator_adam", *generator_, generator_adam_);
  read_adam(file, "discriminator_adam", *discriminator_, discriminator_adam_);
  method_->load(file);
  augmentation_strength_.load(file);
  lecam_.load(file);
  elevation_.load(file);
  use_learned_elevations();
  iteration_ = file.integer<std::int64_t>("iteration");
  if (stage_.is_staged()) stage_began_ = stage_began_of(file, iteration_);
  rng_ = Rng(file.integer<std::uint64_t>("rng"));
  if (file.text("seed") && file.integer<std::uint64_t>("seed") != config_.training.seed)
    rng_ = Rng(seed_for(config_.training.seed, "training", static_cast<std::uint64_t>(iteration_)));
  mid_step_ = false;
}

void Trainer::grow_from(const TensorFile& smaller) {
  TensorFile grown = grown_state(state(), smaller);
  grown.set_integer("stage", stage_.index);
  grown.set_text("stage_began", grown.text("iteration").value_or(""));
  restore(grown);
  for (VoxelGenerator generator : {generator_, average_}) generator->set_fade(0);
  discriminator_->set_fade(0);
}

void Trainer::take_from_first() {
  Ranks& ranks = *compute_.ranks;
  if (ranks.world() == 1) return;
  const std::string bytes = ranks.from_first(ranks.first() ? state().bytes() : "");
  if (!ranks.first())
    restore(TensorFile::of(Safetensors::of_bytes({bytes.begin(), bytes.end()}, "the first state"),
                           "the first process's state"));
}

}  // namespace iggan
