#include <iggan/training/trained_generator.h>

#include <algorithm>
#include <cmath>

#include <torch/torch.h>

#include <iggan/base/interrupt.h>
#include <iggan/console/log.h>
#include <iggan/console/progress.h>
#include <iggan/models/generator.h>
#include <iggan/models/image_formation.h>
#include <iggan/models/voxels.h>
#include <iggan/training/checkpoint.h>
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

  /// The shape of one latent [1, Z]. One at a time: convolution libraries round differently in
  /// batches of different sizes.
  SoftShape shape(const torch::Tensor& z, double threshold) {
    constexpr double kLeast = 1e-6;  // at 0 and 1 the odds have no logarithm
    if (interrupted()) fail<Interrupted>("interrupted while sampling");
    torch::NoGradGuard no_grad;
    const torch::Tensor logits = generator->logits(z);
    const double cut = std::clamp(threshold, kLeast, 1 - kLeast);
    const torch::Tensor field = (logits[0][0] - std::log(cut / (1 - cut))).contiguous();
    return {grid_of(discrete_voxels(torch::sigmoid(logits), config.method, threshold)[0]),
            {field.data_ptr<float>(), field.data_ptr<float>() + field.numel()}};
  }
};

TrainedGenerator::TrainedGenerator(const std::filesystem::path& run,
                                   const std::filesystem::path& checkpoint)
    : state_(std::make_unique<State>()) {
  const RunFolder folder = RunFolder::open(run);
  state_->config = folder.load_config();
  state_->scene = folder.load_scene();
  TrainingOptions options = state_->config.training;
  options.device = "cpu";  // shapes are the same wherever they were trained
  (void)prepare_compute(options);
  state_->generator =
      VoxelGenerator(state_->config.generator, voxel_channels(state_->config, state_->scene), 0);
  const auto read = [&](const TensorFile& file) {
    check_checkpoint(file);
    read_module(file, "average", *state_->generator);
    state_->iteration = file.integer<std::int64_t>("iteration");
  };
  if (checkpoint.empty()) {
    (void)read_newest_checkpoint(folder, *make_log(), read);
    return;
  }
  std::filesystem::path file = checkpoint;
  if (!std::filesystem::exists(file) && std::filesystem::exists(folder.file(file.string())))
    file = folder.file(file.string());
  if (!std::filesystem::exists(file)) fail<DataError>("there is no checkpoint {}", file.string());
  refuse_old_checkpoint(file);
  read(TensorFile::read(file));
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

std::vector<VoxelGrid> TrainedGenerator::sample_between(std::uint64_t from, std::uint64_t to,
                                                        int count, double threshold) const {
  IGGAN_CHECK(count >= 2);
  const torch::Tensor a = latents({from}, latent_size()), b = latents({to}, latent_size());
  const torch::Tensor length_a = a.norm(), length_b = b.norm();
  const double cosine = ((a * b).sum() / (length_a * length_b)).item<double>();
  const double angle = std::acos(std::clamp(cosine, -1.0, 1.0));
  std::vector<VoxelGrid> shapes;
  for (int i = 0; i < count; ++i) {
    const double t = static_cast<double>(i) / (count - 1);
    // Of two latents in one direction, and of opposite ones, no turn is defined.
    const bool turns = std::sin(angle) > 1e-6;
    const double of_a = turns ? std::sin((1 - t) * angle) / std::sin(angle) : 1 - t;
    const double of_b = turns ? std::sin(t * angle) / std::sin(angle) : t;
    const torch::Tensor length = length_a * (1 - t) + length_b * t;
    shapes.push_back(
        state_->shape((a / length_a * of_a + b / length_b * of_b) * length, threshold).solid);
  }
  return shapes;
}

std::optional<Pictures> TrainedGenerator::form_pictures(const std::vector<std::uint64_t>& seeds,
                                                        const SceneDistribution& scene, int count,
                                                        std::uint64_t view_seed) const {
  if (state_->config.method == Method::iggan) return std::nullopt;
  IGGAN_CHECK(!seeds.empty());
  if (scene.channels != state_->scene.channels)
    fail<DataError>("the pictures have {} channels, those of the run {}", scene.channels,
                    state_->scene.channels);
  const ImageFormation formation(state_->config.method, state_->config.baseline, scene);
  const std::vector<Shot> shots = draw_shots(scene, count, view_seed);
  Pictures pictures{count, scene.width, scene.height, scene.channels, {}};
  torch::NoGradGuard no_grad;
  ProgressLine progress("forming pictures", static_cast<std::uint64_t>(count));
  for (std::size_t i = 0; i < shots.size(); ++i) {
    if (interrupted()) fail<Interrupted>("interrupted while forming pictures");
    const torch::Tensor z = latents({seeds[i % seeds.size()]}, latent_size());
    const ImageU8 picture =
        tensor_to_picture(formation.forward(state_->generator->forward(z), {shots[i]})[0]);
    pictures.bytes.insert(pictures.bytes.end(), picture.samples.begin(), picture.samples.end());
    progress.update(i + 1);
  }
  return pictures;
}

int TrainedGenerator::latent_size() const {
  return static_cast<int>(state_->config.generator.latent_size);
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
