#include <utility>

#include <iggan/config/training_config.h>

namespace iggan {
namespace {

/// Cheap iterations: four views of each shape, and a small proxy. Enough iterations for about an
/// hour on two cores; training.minutes sets a shorter limit.
TrainingConfig sofa_32_cpu() {
  TrainingConfig config;
  config.name = "sofa";
  config.training.iterations = 20000;
  config.training.views_per_shape = 4;
  config.proxy.channels = 16;
  config.proxy.layers = 2;
  config.proxy.step_voxels = 1;
  return config;
}

/// Chairs are thin and varied: the same networks, more steps.
TrainingConfig chair_32_cpu() {
  TrainingConfig config = sofa_32_cpu();
  config.name = "chair";
  config.training.iterations = 40000;
  return config;
}

/// Twice the resolution in an hour or two, from coarse to fine: an iteration at 64^3 takes about 20
/// times as long as one at 16^3, where the shapes start. For 96 x 96 pictures.
TrainingConfig finer(TrainingConfig config) {
  config.generator.resolution = 64;
  config.stages.count = 3;
  return config;
}

TrainingConfig sofa_64_cpu() {
  return finer(sofa_32_cpu());
}

TrainingConfig chair_64_cpu() {
  return finer(chair_32_cpu());
}

/// Seconds instead of minutes: to check that everything works, not to learn anything.
TrainingConfig smoke() {
  TrainingConfig config;
  config.name = "smoke";
  config.generator.resolution = 16;
  config.generator.base_channels = 32;
  config.generator.min_channels = 16;
  config.discriminator.base_channels = 8;
  config.proxy.channels = 8;
  config.pretraining.iterations = 5;
  config.training.batch_size = 4;
  config.training.iterations = 20;
  config.training.snapshot_every = 10;
  config.training.checkpoint_every = 10;
  return config;
}

/// The paper's sizes, for a GPU: 64^3 voxels, for 128 x 128 pictures.
TrainingConfig paper_64_gpu() {
  TrainingConfig config;
  config.name = "paper";
  config.generator.resolution = 64;
  config.generator.latent_size = 200;
  config.generator.base_channels = 512;
  config.discriminator.base_channels = 64;
  config.discriminator.max_channels = 512;
  config.proxy.channels = 64;
  config.training.batch_size = 32;
  config.training.iterations = 30000;
  config.training.ema = 0.999;
  return config;
}

/// For about fifty photographs: what D sees is augmented, and a gradient penalty in addition to
/// spectral normalisation keeps D from memorising them.
TrainingConfig with_few_pictures(TrainingConfig config) {
  config.name = "photo";
  config.generator.colour = true;
  config.augmentation.colour = true;
  config.augmentation.translation = true;
  config.augmentation.cutout = true;
  config.augmentation.affine = true;
  config.augmentation.adaptive_pictures = 100000;  // if augmentation.adaptive is switched on
  config.loss.r1_gamma = 3;
  return config;
}

TrainingConfig photo_32_cpu() {
  return with_few_pictures(sofa_32_cpu());
}

TrainingConfig photo_64_gpu() {
  return with_few_pictures(paper_64_gpu());
}

constexpr std::pair<const char*, TrainingConfig (*)()> kPresets[] = {
    {"sofa-32-cpu", sofa_32_cpu},   {"chair-32-cpu", chair_32_cpu},
    {"sofa-64-cpu", sofa_64_cpu},   {"chair-64-cpu", chair_64_cpu},
    {"paper-64-gpu", paper_64_gpu}, {"photo-32-cpu", photo_32_cpu},
    {"photo-64-gpu", photo_64_gpu}, {"smoke", smoke},
};

}  // namespace

std::vector<std::string> preset_names() {
  std::vector<std::string> names;
  for (const auto& entry : kPresets) names.emplace_back(entry.first);
  return names;
}

TrainingConfig preset(const std::string& name) {
  std::string list;
  for (const auto& [known, make] : kPresets) {
    if (name == known) return make();
    list += (list.empty() ? "" : ", ") + std::string(known);
  }
  const std::string near = config::nearest_name(name, preset_names());
  fail<ConfigError>("unknown preset {}{}; known: {}", name,
                    near.empty() ? "" : " (did you mean " + near + "?)", list);
}

TrainingConfig resolve_config(const std::string& preset_name,
                              const std::vector<std::string>& settings) {
  TrainingConfig config = preset(preset_name);
  for (const std::string& setting : settings) apply_setting(config, setting);
  validate(config);
  return config;
}

}  // namespace iggan
