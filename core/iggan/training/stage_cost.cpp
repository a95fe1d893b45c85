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

}  // namespace

std::vector<StageCost> stage_costs(TrainingStages& stages) {
  std::vector<StageCost> costs;
  for (;;) {
    Trainer& trainer = stages.trainer();
    (void)trainer.step();
    const double seconds = trainer.step().seconds;
    const SceneDistribution& scene = trainer.scene();
    costs.push_back({trainer.stage().size(stages.config().generator.resolution), scene.width,
                     scene.height, seconds, peak_bytes()});
    if (trainer.stage().is_last()) return costs;
    stages.grow();
  }
}

}  // namespace iggan
