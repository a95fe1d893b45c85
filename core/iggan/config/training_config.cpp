#include <iggan/config/training_config.h>

#include <cmath>
#include <tuple>

namespace iggan {
namespace {

using config::Json;

/// Prints "path  default  description" for each leaf.
struct OptionPrinter {
  std::string path;
  std::string* out;
  template <class T>
  void operator()(const char* key, const T& value, const char* description, config::Range = {}) {
    const std::string full = path.empty() ? key : path + "." + key;
    if constexpr (config::detail::HasFields<T>::value) {
      OptionPrinter inner{full, out};
      T::fields(value, inner);
    } else {
      *out += fmt::format("{:<34} {:<12} {}\n", full, config::to_json(value).dump(), description);
    }
  }
};

/// Refuses sizes that no machine can hold before memory is allocated.
void check_sizes(const TrainingConfig& config) {
  constexpr int kMostLatents = 65536, kMostChannels = 4096;
  constexpr double kMostWeights = 1e9;  // 4 GB
  const GeneratorOptions& g = config.generator;
  const std::tuple<const char*, int, int> sizes[] = {
      {"generator.latent_size", g.latent_size, kMostLatents},
      {"generator.base_channels", g.base_channels, kMostChannels},
      {"generator.min_channels", g.min_channels, kMostChannels},
      {"discriminator.base_channels", config.discriminator.base_channels, kMostChannels},
      {"discriminator.max_channels", config.discriminator.max_channels, kMostChannels},
      {"proxy.channels", config.proxy.channels, kMostChannels}};
  for (const auto& [key, size, most] : sizes)
    if (size > most) fail<ConfigError>("{}: {} is more than the maximum, {}", key, size, most);
  const double first_layer = 64.0 * g.base_channels * g.latent_size;
  if (first_layer > kMostWeights)
    fail<ConfigError>(
        "generator.latent_size: with {} and generator.base_channels {} the first layer has {:.3g} "
        "weights; the maximum is {:.3g}",
        g.latent_size, g.base_channels, first_layer, kMostWeights);
}

}  // namespace

double StageOptions::end_of(int stage) const {
  // Shares in proportion to 1, q, q^2, ...
  double sum = 0, all = 0;
  for (int i = 0; i < count; ++i) {
    const double share = std::pow(share_growth, i);
    all += share;
    if (i <= stage) sum += share;
  }
  return stage + 1 >= count ? 1 : sum / all;
}

void apply_setting(TrainingConfig& config, const std::string& setting) {
  const auto equals = setting.find('=');
  if (equals == std::string::npos || equals == 0)
    fail<ConfigError>("--set {}: expected KEY=VALUE, for example training.batch_size=8", setting);
  const std::string text = setting.substr(equals + 1);
  Json value = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (value.is_discarded()) value = text;  // a bare word is a string
  std::string path = setting.substr(0, equals);
  Json document = Json::object();
  Json* place = &document;
  for (std::size_t dot; (dot = path.find('.')) != std::string::npos; path.erase(0, dot + 1))
    place = &(*place)[path.substr(0, dot)];
  (*place)[path] = std::move(value);
  config::from_json(document, config, "");
}

void validate(const TrainingConfig& config) {
  if (config.name.empty() || config.name.find('/') != std::string::npos)
    fail<ConfigError>("name: \"{}\" becomes part of a folder's name; use letters without /",
                      config.name);
  check_sizes(config);
  const GeneratorOptions& g = config.generator;
  if ((g.resolution & (g.resolution - 1)) != 0)
    fail<ConfigError>("generator.resolution: {} is not a power of two; use 16, 32, 64, 128 or 256",
                      g.resolution);
  for (int c = g.base_channels, edge = 4; edge < g.resolution;
       edge *= 2, c = std::max(c / 2, g.min_channels))
    if (c % g.norm_groups != 0)
      fail<ConfigError>("generator.norm_groups: {} does not divide the {} channels of a layer",
                        g.norm_groups, c);
  constexpr int kFewestVoxels = 16;
  if (const int first = config.stage(0).size(g.resolution);
      config.stages.count > 1 && first < kFewestVoxels)
    fail<ConfigError>(
        "stages.count: {} stages up to generator.resolution {} start with {}^3 voxels; the minimum "
        "is {}^3, so use at most {} stages",
        config.stages.count, g.resolution, first, kFewestVoxels,
        1 + static_cast<int>(std::log2(g.resolution / kFewestVoxels)));
  if (g.smooth_taps == 4)
    fail<ConfigError>("generator.smooth_taps: 4 taps have no middle; use 3 or 5");
  if (config.discriminator.pose_aware && !config.discriminator.pose_head)
    fail<ConfigError>(
        "discriminator.pose_aware: needs a pose head; set discriminator.pose_head=true");
  if (config.augmentation.adaptive && !config.augmentation.any())
    fail<ConfigError>(
        "augmentation.adaptive: no kind of augmentation is on; set augmentation.colour, "
        "augmentation.translation, augmentation.cutout or augmentation.affine");
  if (config.camera_prior.learn_elevation && !config.discriminator.pose_head)
    fail<ConfigError>(
        "camera_prior.learn_elevation: needs a pose head; set discriminator.pose_head=true");
  if (g.colour &&
      (config.method == Method::visual_hull || config.method == Method::absorption_only))
    fail<ConfigError>(
        "generator.colour: method {} explains silhouettes, which have no colour; train with "
        "method=iggan or method=emission_absorption, or with generator.colour=false",
        to_string(config.method));
  if (config.training.batch_size % config.training.views_per_shape != 0)
    fail<ConfigError>("training.views_per_shape: {} does not divide training.batch_size {}",
                      config.training.views_per_shape, config.training.batch_size);
  if (config.training.threshold_low > config.training.threshold_high)
    fail<ConfigError>("training.threshold_low: {} is above training.threshold_high {}",
                      config.training.threshold_low, config.training.threshold_high);
  if (config.pretraining.domain == PretrainingDomain::shapes && config.pretraining.shapes.empty())
    fail<ConfigError>("pretraining.shapes: name a shape set of another class, or use domain boxes");
  const std::string& device = config.training.device;
  if (device != "auto" && device != "cpu" && device.rfind("cuda", 0) != 0)
    fail<ConfigError>("training.device: \"{}\" is not one of auto, cpu, cuda", device);
}

std::string describe_options(const TrainingConfig& defaults) {
  std::string out;
  OptionPrinter printer{"", &out};
  TrainingConfig::fields(defaults, printer);
  return out;
}

}  // namespace iggan
