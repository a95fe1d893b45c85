#include <iggan/training/trained_generator.h>

#include <algorithm>

#include <torch/torch.h>

#include <iggan/base/interrupt.h>
#include <iggan/base/progress.h>
#include <iggan/models/generator.h>
#include <iggan/models/image_formation.h>
#include <iggan/training/run_folder.h>
#include <iggan/training/trainer.h>

namespace iggan {

struct TrainedGenerator::State {
  TrainingConfig config;
  SceneDistribution scene;
  VoxelGenerator generator{nullptr};
  std::int64_t iteration = 0;
};

TrainedGenerator::TrainedGenerator(const std::filesystem::path& run,
                                   const std::filesystem::path& checkpoint)
    : state_(std::make_unique<State>()) {
  const RunFolder folder = RunFolder::open(run);
  std::filesystem::path file = checkpoint;
  if (file.empty()) {
    const auto checkpoints = folder.checkpoints();
    if (checkpoints.empty())
      fail<DataError>("{} has no checkpoint yet; train it further: iggan train --resume {}",
                      run.string(), run.string());
    file = checkpoints.back();
  }
  state_->config = folder.load_config();
  state_->scene = folder.load_scene();
  TrainingOptions options = state_->config.training;
  options.device = "cpu";  // shapes are the same wherever they were trained
  (void)prepare_compute(options);
  state_->generator = VoxelGenerator(
      state_->config.generator, voxel_channels(state_->config.method, state_->scene.channels), 0);
  try {
    torch::serialize::InputArchive archive, inner;
    archive.load_from(file.string(), torch::kCPU);
    archive.read("average", inner);
    state_->generator->load(inner);
    torch::Tensor iteration;
    archive.read("iteration", iteration);
    state_->iteration = iteration.item<std::int64_t>();
  } catch (const c10::Error& error) {
    fail<DataError>("cannot read the checkpoint {}: {}", file.string(),
                    error.what_without_backtrace());
  }
}

TrainedGenerator::~TrainedGenerator() = default;
TrainedGenerator::TrainedGenerator(TrainedGenerator&&) noexcept = default;

std::vector<VoxelGrid> TrainedGenerator::sample(const std::vector<std::uint64_t>& seeds,
                                                double threshold) const {
  torch::NoGradGuard no_grad;
  std::vector<VoxelGrid> shapes;
  ProgressLine progress("generating", seeds.size());
  for (const std::uint64_t seed : seeds) {
    if (interrupted()) fail<Interrupted>("interrupted while sampling");
    // One at a time: convolution libraries round differently in batches of different sizes.
    const torch::Tensor z = latents({seed}, state_->config.generator.latent_size);
    const torch::Tensor occupancy = state_->generator->forward(z).select(1, 0);
    const torch::Tensor solid = (occupancy > threshold).to(torch::kUInt8).contiguous();
    VoxelGrid grid = VoxelGrid::cube(resolution());
    std::copy_n(solid.data_ptr<std::uint8_t>(), grid.occupancy.size(), grid.occupancy.begin());
    shapes.push_back(std::move(grid));
    progress.update(shapes.size());
  }
  return shapes;
}

int TrainedGenerator::resolution() const {
  return state_->config.generator.resolution;
}
std::int64_t TrainedGenerator::iteration() const {
  return state_->iteration;
}
const SceneDistribution& TrainedGenerator::scene() const {
  return state_->scene;
}

}  // namespace iggan
