#pragma once
#include <cstdint>
#include <filesystem>
#include <vector>

#include <iggan/console/log.h>
#include <iggan/data/shape_set.h>
#include <iggan/render/renderer.h>
#include <iggan/scene/scene_distribution.h>

namespace iggan {

/// How the feature network is trained.
struct FurnitureTrainingOptions {
  int pictures = 30000;  // a tenth is held out to test the network
  int epochs = 8;
  int batch = 64;
  double learning_rate = 2e-3;  // decays to zero along a cosine
  int threads = 0;              // 0: one per core; rounding depends on the number
  std::uint64_t seed = 0;
};

/// Measured on held-out pictures: other views of the same shapes.
struct FurnitureTrainingReport {
  std::size_t shapes = 0, source_models = 0;
  double source_accuracy = 0;   // of the source model, [0, 1]
  double azimuth_accuracy = 0;  // of a bin of 15 degrees, [0, 1]
  double elevation_error = 0;   // degrees, root mean square
};

/// Trains the network of furniture_network.h to recognise source model, azimuth (24 bins) and
/// elevation of rendered training shapes. Saves its weights up to the features, each with mean 0
/// and, if it varies, variance 1 over the held-out pictures. Source models have equal weight,
/// regardless of the number of their variants. The same arguments on the same machine give the same
/// file.
/// @param scene  48 x 48 pixels, gray.
/// @throws DataError without two source models in the split 'train', ConfigError for a scene of
///         a different size, PluginError, Interrupted.
FurnitureTrainingReport train_furniture_features(const std::vector<Shape>& shapes,
                                                 Renderer& renderer, const SceneDistribution& scene,
                                                 const FurnitureTrainingOptions& options,
                                                 const std::filesystem::path& file);

}  // namespace iggan
