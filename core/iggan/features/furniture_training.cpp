#include <iggan/features/furniture_training.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <string>
#include <thread>

#include <torch/torch.h>

#include <iggan/base/error.h>
#include <iggan/base/interrupt.h>
#include <iggan/base/pi.h>
#include <iggan/base/rng.h>
#include <iggan/base/shuffle.h>
#include <iggan/console/progress.h>
#include <iggan/features/furniture_network.h>
#include <iggan/models/layers.h>
#include <iggan/pictures/pictures.h>

namespace iggan {
namespace {

constexpr int kAzimuthBins = 24;
constexpr double kElevationUnit = 10;  // degrees that equal one unit of the loss

/// Pictures and their labels, one row each.
struct LabelledPictures {
  torch::Tensor inputs;      // [N, 1, 48, 48] in [0, 1]
  torch::Tensor sources;     // [N] int64
  torch::Tensor azimuths;    // [N] int64, bins
  torch::Tensor elevations;  // [N], in kElevationUnit

  [[nodiscard]] LabelledPictures rows(const torch::Tensor& index) const {
    return {inputs.index_select(0, index), sources.index_select(0, index),
            azimuths.index_select(0, index), elevations.index_select(0, index)};
  }
};

using ShapesBySource = std::map<std::string, std::vector<const Shape*>>;

ShapesBySource training_shapes(const std::vector<Shape>& shapes) {
  ShapesBySource by_source;
  for (const Shape& shape : shapes)
    if (shape.split == Split::train) by_source[shape.source_model].push_back(&shape);
  if (by_source.size() < 2)
    fail<DataError>(
        "{} source models in the split 'train': features that distinguish models need at least two",
        by_source.size());
  return by_source;
}

LabelledPictures make_pictures(const ShapesBySource& by_source, Renderer& renderer,
                               const SceneDistribution& scene, int count, std::uint64_t seed) {
  std::vector<const std::vector<const Shape*>*> lists;
  for (const auto& item : by_source) lists.push_back(&item.second);
  std::vector<View> views;
  std::vector<std::int64_t> sources, azimuths;
  std::vector<float> elevations;
  for (int i = 0; i < count; ++i) {
    const auto number = static_cast<std::uint64_t>(i);
    Rng rng(seed_for(seed, "feature picture", number));
    const std::size_t source = rng.below(lists.size());
    const Shape* shape = (*lists[source])[rng.below(lists[source]->size())];
    const OrbitView orbit = scene.camera.draw(rng);
    views.push_back({shape->grid, scene.shot_from(orbit_camera(scene.camera.kind, orbit)),
                     seed_for(seed, "feature render", number)});
    const double turn = orbit.azimuth_degrees / 360 - std::floor(orbit.azimuth_degrees / 360);
    sources.push_back(static_cast<std::int64_t>(source));
    azimuths.push_back(
        std::min<std::int64_t>(kAzimuthBins - 1, static_cast<std::int64_t>(turn * kAzimuthBins)));
    elevations.push_back(static_cast<float>(orbit.elevation_degrees / kElevationUnit));
  }
  const Pictures pictures = render_views(renderer, scene, views);
  const torch::Tensor bytes =
      torch::tensor(pictures.bytes, torch::kUInt8)
          .view({count, 1, FurnitureNetworkImpl::kSize, FurnitureNetworkImpl::kSize});
  return {bytes.to(torch::kFloat32) / 255, torch::tensor(sources), torch::tensor(azimuths),
          torch::tensor(elevations)};
}

/// The features, and the classifiers trained on them.
struct Classifier {
  FurnitureNetwork network;
  torch::nn::Linear source, azimuth, elevation;

  Classifier(std::int64_t sources, std::uint64_t seed)
      : source(FurnitureNetworkImpl::kFeatures, sources),
        azimuth(FurnitureNetworkImpl::kFeatures, kAzimuthBins),
        elevation(FurnitureNetworkImpl::kFeatures, 1) {
    std::uint64_t index = 0;
    for (const auto& module : modules())
      initialize_weights(*module, seed_for(seed, "feature weights", index++));
  }
  [[nodiscard]] std::vector<std::shared_ptr<torch::nn::Module>> modules() const {
    return {network.ptr(), source.ptr(), azimuth.ptr(), elevation.ptr()};
  }
  [[nodiscard]] std::vector<torch::Tensor> parameters() const {
    std::vector<torch::Tensor> all;
    for (const auto& module : modules())
      for (const auto& parameter : module->parameters()) all.push_back(parameter);
    return all;
  }
  torch::Tensor loss(const LabelledPictures& batch) {
    const torch::Tensor features = torch::leaky_relu(network(batch.inputs), 0.2);
    return torch::cross_entropy_loss(source(features), batch.sources) +
           torch::cross_entropy_loss(azimuth(features), batch.azimuths) +
           torch::mse_loss(elevation(features).squeeze(1), batch.elevations);
  }
};

/// Fractions of correct answers, and the elevation error.
void examine(Classifier& classifier, const LabelledPictures& held_back,
             FurnitureTrainingReport& report) {
  torch::NoGradGuard no_grad;
  const torch::Tensor features = torch::leaky_relu(classifier.network(held_back.inputs), 0.2);
  const auto accuracy = [](const torch::Tensor& scores, const torch::Tensor& truth) {
    return (scores.argmax(1) == truth).to(torch::kFloat64).mean().item<double>();
  };
  report.source_accuracy = accuracy(classifier.source(features), held_back.sources);
  report.azimuth_accuracy = accuracy(classifier.azimuth(features), held_back.azimuths);
  const torch::Tensor elevation = classifier.elevation(features).squeeze(1);
  report.elevation_error =
      kElevationUnit * std::sqrt(torch::mse_loss(elevation, held_back.elevations).item<double>());
}

/// Gives every feature that varies mean 0 and variance 1 over the pictures. Distances between
/// features then have a scale that does not depend on the training run.
void standardize(FurnitureNetwork& network, const torch::Tensor& inputs) {
  torch::NoGradGuard no_grad;
  const torch::Tensor features = network(inputs);
  network->standardize(features.mean(0), features.std(0));
}

torch::Tensor shuffled_rows(std::int64_t count, Rng rng) {
  std::vector<std::int64_t> order(static_cast<std::size_t>(count));
  std::iota(order.begin(), order.end(), std::int64_t{0});
  shuffle(order, rng);
  return torch::tensor(order);
}

void check_arguments(const SceneDistribution& scene, const FurnitureTrainingOptions& options) {
  check_scene(scene, "scene");
  constexpr int size = FurnitureNetworkImpl::kSize;
  if (scene.width != size || scene.height != size || scene.channels != 1)
    fail<ConfigError>("the features need gray pictures of {}x{}, not {}x{} with {} channels", size,
                      size, scene.width, scene.height, scene.channels);
  if (options.pictures < 20 || options.epochs < 1 || options.batch < 1)
    fail<ConfigError>("{} pictures, {} epochs, batches of {}: give at least 20, 1 and 1",
                      options.pictures, options.epochs, options.batch);
}

void learn(Classifier& classifier, const LabelledPictures& pictures,
           const FurnitureTrainingOptions& options) {
  torch::optim::Adam adam(classifier.parameters(),
                          torch::optim::AdamOptions(options.learning_rate));
  const std::int64_t count = pictures.inputs.size(0);
  const std::int64_t batches = (count + options.batch - 1) / options.batch;
  const std::int64_t steps = batches * options.epochs;
  ProgressLine progress("feature steps", static_cast<std::uint64_t>(steps));
  for (std::int64_t step = 0, epoch = 0; epoch < options.epochs; ++epoch) {
    const torch::Tensor order = shuffled_rows(
        count, Rng(seed_for(options.seed, "feature order", static_cast<std::uint64_t>(epoch))));
    for (const torch::Tensor& index : order.split(options.batch)) {
      if (interrupted()) throw Interrupted("stopped; no features were saved");
      const double share = static_cast<double>(step) / static_cast<double>(steps);
      static_cast<torch::optim::AdamOptions&>(adam.param_groups()[0].options())
          .lr(options.learning_rate * (1 + std::cos(kPi * share)) / 2);
      adam.zero_grad();
      const torch::Tensor loss = classifier.loss(pictures.rows(index));
      loss.backward();
      adam.step();
      progress.update(static_cast<std::uint64_t>(++step),
                      fmt::format("loss {:.3f}", loss.item<double>()));
    }
  }
}

}  // namespace

FurnitureTrainingReport train_furniture_features(const std::vector<Shape>& shapes,
                                                 Renderer& renderer, const SceneDistribution& scene,
                                                 const FurnitureTrainingOptions& options,
                                                 const std::filesystem::path& file) {
  check_arguments(scene, options);
  const ShapesBySource by_source = training_shapes(shapes);
  FurnitureTrainingReport report;
  report.source_models = by_source.size();
  for (const auto& item : by_source) report.shapes += item.second.size();
  const int cores = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  torch::set_num_threads(options.threads > 0 ? options.threads : cores);

  const LabelledPictures pictures =
      make_pictures(by_source, renderer, scene, options.pictures, options.seed);
  const std::int64_t held_back = options.pictures / 10;
  const auto rows = [](std::int64_t from, std::int64_t to) { return torch::arange(from, to); };
  Classifier classifier(static_cast<std::int64_t>(by_source.size()), options.seed);
  learn(classifier, pictures.rows(rows(held_back, options.pictures)), options);
  const LabelledPictures unseen = pictures.rows(rows(0, held_back));
  examine(classifier, unseen, report);
  standardize(classifier.network, unseen.inputs);
  save_furniture_network(classifier.network, file);
  return report;
}

}  // namespace iggan
