#include <iggan/training/stage_cost.h>

#include <sys/resource.h>

#include <iggan/training/training_stages.h>

namespace iggan {
namespace {

std::uint64_t peak_bytes() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;  // Linux counts kibibytes
}

/// Makes the next iteration one with R1 and R2: the number of such an iteration is a multiple of
/// loss.r1_every.
void skip_to_penalty(Trainer& trainer) {
  const std::int64_t every = trainer.config().loss.r1_every;
  TensorFile state = trainer.state();
  state.set_integer("iteration", (trainer.iteration() + every - 1) / every * every);
  trainer.restore(state);
}

/// The mean of an iteration's wall time, after a warm-up.
double mean_seconds(Trainer& trainer) {
  const LossOptions& loss = trainer.config().loss;
  const bool penalties = loss.r1_gamma > 0 || loss.r2_gamma > 0;
  if (penalties) skip_to_penalty(trainer);
  (void)trainer.step();
  const double next = trainer.step().seconds;
  if (!penalties || loss.r1_every == 1) return next;
  skip_to_penalty(trainer);
  return next + (trainer.step().seconds - next) / loss.r1_every;
}

}  // namespace

std::vector<StageCost> stage_costs(TrainingStages& stages) {
  std::vector<StageCost> costs;
  for (;;) {
    Trainer& trainer = stages.trainer();
    const double seconds = mean_seconds(trainer);
    const SceneDistribution& scene = trainer.scene();
    costs.push_back({trainer.stage().size(stages.config().generator.resolution), scene.width,
                     scene.height, seconds, peak_bytes()});
    if (trainer.stage().is_last()) return costs;
    stages.grow();
  }
}

}  // namespace iggan
