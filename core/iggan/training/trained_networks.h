#pragma once
#include <filesystem>
#include <memory>

#include <iggan/models/discriminator.h>
#include <iggan/models/generator.h>
#include <iggan/models/proxy_renderer.h>

namespace iggan {

/// All networks of a trained run of the method iggan, on the CPU, at the stage in which the
/// checkpoint was saved. Gradients are computed only for the networks' inputs.
struct TrainedNetworks {
  TrainingConfig config;
  Stage stage;
  SceneDistribution scene;  // of the run's pictures, at the last stage
  std::int64_t iteration = 0;
  VoxelGenerator generator{nullptr};  // the moving average
  Discriminator discriminator{nullptr};
  std::shared_ptr<ProxyRenderer> proxy;
};

/// @param run         a run folder.
/// @param checkpoint  a file in it; empty: the newest.
/// @throws DataError naming what is missing, and for runs of the baselines, which have no proxy.
[[nodiscard]] TrainedNetworks open_trained_networks(const std::filesystem::path& run,
                                                    const std::filesystem::path& checkpoint = {});

}  // namespace iggan
