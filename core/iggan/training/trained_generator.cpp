#include <iggan/training/trained_generator.h>

#include <torch/torch.h>

#include <iggan/base/interrupt.h>
#include <iggan/console/log.h>
#include <iggan/console/progress.h>
#include <iggan/models/generator.h>
#include <iggan/models/image_formation.h>
#include <iggan/models/voxels.h>
#include <iggan/training/checkpoint.h>
#include <iggan/training/framed_shots.h>
#include <iggan/training/newest_checkpoint.h>
#include <iggan/training/picture_tensors.h>
#include <iggan/training/run_folder.h>
#include <iggan/training/trainer.h>

namespace iggan {

struct TrainedGenerator::State {
  TrainingConfig config;
  SceneDistribution scene;
  VoxelGenerator generator{nullptr};
  std::int64_t iteration = 0;
  Stage stage;

  /// The shape of one latent [1, Z]. One at a time: convolution libraries round differently in
  /// batches of different sizes.
  SoftShape shape(const torch::Tensor& z, double threshold) {
    if (interrupted()) fail<Interrupted>("interrupted while sampling");
    torch::NoGradGuard no_grad;
    return soft_shape_of(generator->logits(z)[0], config.method, threshold);
  }
};

TrainedGenerator::TrainedGenerator(const std::filesystem::path& run,
                                   const std::filesystem::path& checkpoint)
    : state_(std::make_unique<State>()) {
  const RunFolder folder = RunFolder::open(run);
  state_->config = folder.load_config();
  state_->scene = folder.load_scene();
  TrainingOptions options = state_->config.training;
  options.device = "cpu";  // shapes are the same wherever the generator was trained
  (void)prepare_compute(options);
  read_checkpoint_of(folder, checkpoint, *make_log(), [this](const TensorFile& file) {
    check_checkpoint(file);
    state_->stage = stage_of(file, state_->config);
    state_->generator = make_generator(state_->config, state_->scene, state_->stage);
    read_module(file, "average", *state_->generator);
    state_->iteration = file.integer<std::int64_t>("iteration");
  });
}

TrainedGenerator::~TrainedGenerator() = default;
TrainedGenerator::TrainedGenerator(TrainedGenerator&&) noexcept = default;

std::vector<VoxelGrid> TrainedGenerator::sample(const std::vector<std::uint64_t>& seeds,
                                                double threshold) const {
  std::vector<VoxelGrid> grids;
  for (SoftShape& shape : sample_soft(seeds, threshold)) grids.push_back(std::move(shape.solid));
  return grids;
}

std::vector<SoftShape> TrainedGenerator::sample_soft(const std::vector<std::uint64_t>& seeds,
                                                     double threshold) const {
  std::vector<SoftShape> shapes;
  ProgressLine progress("generating", seeds.size());
  for (const std::uint64_t seed : seeds) {
    shapes.push_back(state_->shape(latents({seed}, latent_size()), threshold));
    progress.update(shapes.size());
  }
  return shapes;
}

Latent TrainedGenerator::latent(std::uint64_t seed) const {
  const torch::Tensor z = latents({seed}, latent_size());
  return {z.data_ptr<float>(), z.data_ptr<float>() + z.numel()};
}

SoftShape TrainedGenerator::shape(const Latent& latent, double threshold) const {
  if (latent.size() != static_cast<std::size_t>(latent_size()))
    fail<DataError>("the latent has {} numbers, but the run's latents have {}", latent.size(),
                    latent_size());
  return state_->shape(torch::tensor(latent).unsqueeze(0), threshold);
}

std::vector<VoxelGrid> TrainedGenerator::sample_between(std::uint64_t from, std::uint64_t to,
                                                        int count, double threshold) const {
  std::vector<VoxelGrid> shapes;
  for (const Latent& step : latents_between(latent(from), latent(to), count))
    shapes.push_back(shape(step, threshold).solid);
  return shapes;
}

std::optional<Pictures> TrainedGenerator::form_pictures(const std::vector<std::uint64_t>& seeds,
                                                        const SceneDistribution& scene, int count,
                                                        std::uint64_t view_seed) const {
  if (state_->config.method == Method::iggan) return std::nullopt;
  IGGAN_CHECK(!seeds.empty());
  if (scene.channels != state_->scene.channels)
    fail<DataError>("the pictures have {} channels, but the run's have {}", scene.channels,
                    state_->scene.channels);
  const ImageFormation formation(state_->config.method, state_->config.baseline, scene);
  const std::vector<Shot> shots = draw_shots(scene, count, view_seed);
  Pictures pictures{count, scene.width, scene.height, scene.channels, {}};
  torch::NoGradGuard no_grad;
  ProgressLine progress("forming pictures", static_cast<std::uint64_t>(count));
  for (std::size_t i = 0; i < shots.size(); ++i) {
    if (interrupted()) fail<Interrupted>("interrupted while forming pictures");
    const torch::Tensor z = latents({seeds[i % seeds.size()]}, latent_size());
    const torch::Tensor voxels = state_->generator->forward(z);
    const std::vector<Shot> shot = framed_shots(scene, {shots[i]}, voxels);
    const ImageU8 picture = tensor_to_picture(formation.forward(voxels, shot)[0]);
    pictures.bytes.insert(pictures.bytes.end(), picture.samples.begin(), picture.samples.end());
    progress.update(i + 1);
  }
  return pictures;
}

int TrainedGenerator::latent_size() const {
  return static_cast<int>(state_->config.generator.latent_size);
}
const Stage& TrainedGenerator::stage() const {
  return state_->stage;
}
int TrainedGenerator::resolution() const {
  return state_->stage.size(state_->config.generator.resolution);
}
std::int64_t TrainedGenerator::iteration() const {
  return state_->iteration;
}
const SceneDistribution& TrainedGenerator::scene() const {
  return state_->scene;
}

}  // namespace iggan
