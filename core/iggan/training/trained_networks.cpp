#include <iggan/training/trained_networks.h>

#include <iggan/console/log.h>
#include <iggan/training/checkpoint.h>
#include <iggan/training/compute.h>
#include <iggan/training/newest_checkpoint.h>
#include <iggan/training/run_folder.h>

namespace iggan {
namespace {

void freeze(torch::nn::Module& module) {
  for (torch::Tensor& parameter : module.parameters()) parameter.requires_grad_(false);
}

}  // namespace

TrainedNetworks open_trained_networks(const std::filesystem::path& run,
                                      const std::filesystem::path& checkpoint) {
  const RunFolder folder = RunFolder::open(run);
  TrainedNetworks networks;
  networks.config = folder.load_config();
  const TrainingConfig& config = networks.config;
  if (config.method != Method::iggan)
    fail<DataError>(
        "{} was trained by the method {}, which has no proxy of the renderer; use a run of the "
        "method iggan",
        run.string(), to_string(config.method));
  TrainingOptions options = config.training;
  options.device = "cpu";
  (void)prepare_compute(options);
  read_checkpoint_of(folder, checkpoint, *make_log(), [&](const TensorFile& file) {
    check_checkpoint(file);
    const Stage stage = networks.stage = stage_of(file, config);
    networks.scene = folder.load_scene();
    const SceneDistribution scene = scene_at(networks.scene, stage);
    networks.generator = make_generator(config, scene, stage);
    networks.discriminator = make_discriminator(config, scene, stage);
    networks.proxy = make_proxy_renderer(config, scene, stage);
    read_module(file, "average", *networks.generator);
    read_module(file, "discriminator", *networks.discriminator);
    read_module(file, "proxy", *networks.proxy);
    networks.iteration = file.integer<std::int64_t>("iteration");
  });
  freeze(*networks.generator);
  freeze(*networks.discriminator);
  freeze(*networks.proxy);
  return networks;
}

}  // namespace iggan
