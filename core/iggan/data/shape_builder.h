#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <iggan/data/model_source.h>
#include <iggan/data/splits.h>

namespace iggan {

/// What happens if a model fails: it is recorded in the manifest, or nothing is made.
enum class OnFailure { record, stop };

/// What to make a shape set from, and how.
struct ShapeBuildOptions {
  ModelSelection models;
  std::filesystem::path output;  // must not exist
  int size = 32;                 // voxels along an edge, 8 to 256
  int margin = -1;         // empty voxels at each end of the longest side; -1: default_margin(size)
  double yaw_degrees = 0;  // turns models about +Y; a positive quarter turn takes +Z to +X
  int augment = 0;         // warped variants of each training model, 0 to 10000
  std::uint64_t seed = 0;  // of the variants
  SplitShares split{80, 10, 10};
  std::uint64_t split_seed = 0;  // which model goes to which split
  bool colour = false;           // shapes get the colours of their models, if they have any
  int jobs = 0;                  // threads, 0 for one per core; results do not depend on it
  OnFailure on_failure = OnFailure::record;
  std::string tool_version;  // for the manifest
  // Called with the folder when it is otherwise complete, before it appears: makes its contact
  // sheet.
  std::function<void(const std::filesystem::path&)> finish;
};

/// What was made.
struct ShapeBuildReport {
  std::size_t models = 0, shapes = 0;  // models that became shapes; shapes including variants
  std::array<std::size_t, 3> split_models{};  // train, val, test
  double median_fill = 0;                     // of the plain shapes
  double seconds = 0;                         // of wall time
  std::size_t left_out = 0;                   // matched, but excluded
  std::vector<std::string> failures;          // "id: reason"
  std::vector<std::string> warnings;          // "id: text", of plain shapes and inputs
};

/// Called now and then with the stage ("voxelize", "augment"), the number done and the total.
using BuildProgress = std::function<void(const char* stage, std::size_t done, std::size_t total)>;

/// Voxelises the models into a new folder: manifest.json, shapes/*.binvox, for coloured sets
/// shapes/*.png (write_albedo), ATTRIBUTION.txt and licenses/. The folder appears complete or not
/// at all. Models that fail are recorded in the manifest with the reason. Splits are by source
/// model; only training models get variants.
/// @throws ConfigError for an option out of range; DataError when no model became a shape, or on
///         the first failure with OnFailure::stop.
ShapeBuildReport build_shape_set(const ShapeBuildOptions& options,
                                 const BuildProgress& progress = {});

}  // namespace iggan
