#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <iggan/config/training_config.h>
#include <iggan/scene/scene_distribution.h>
#include <iggan/training/statistics.h>

namespace iggan {

/// Where a run's pictures are, and the scene with which they were made: data.json.
struct RunData {
  std::optional<std::string> data;  // folder of the picture set
  // The bytes of that path in hexadecimal, if they are not UTF-8: JSON texts must be UTF-8.
  std::optional<std::string> data_bytes;
  std::optional<SceneDistribution> scene;
  std::optional<std::string> sha256;  // the set's fingerprint, which identifies it elsewhere

  IGGAN_FIELDS(data, data_bytes, scene, sha256)
};

/// Wall time and processor time of a run; the latter counts every thread of this process. Includes
/// time spent before a resume. time.json has the times up to the newest checkpoint.
struct RunTime {
  double wall_seconds = 0, cpu_seconds = 0;

  IGGAN_FIELDS(wall_seconds, cpu_seconds)
};

/// The file of picture metrics in a run folder (evaluation/metric_lines.h).
constexpr const char* kPictureMetricFile = "metric-pictures.jsonl";

/// A run on disk: runs/00000-sofa-raster/ with config.json, data.json, environment.json, log.txt,
/// stats.jsonl, elevation.json if learned, reals.png, fakes-NNNNNN.png and
/// checkpoint-NNNNNN.safetensors.
class RunFolder {
 public:
  /// Makes the next numbered folder under `root`: NNNNN-NAME-RENDERER.
  [[nodiscard]] static RunFolder create(const std::filesystem::path& root, const std::string& name,
                                        const std::string& renderer);
  /// @throws DataError when it is not a run folder.
  [[nodiscard]] static RunFolder open(const std::filesystem::path& path);
  /// The newest of the runs that create() made under `root`: the one with the highest number that
  /// has a config.json and a data.json; empty if there is none.
  [[nodiscard]] static std::optional<RunFolder> newest(const std::filesystem::path& root);

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::filesystem::path file(const std::string& name) const { return path_ / name; }
  [[nodiscard]] std::filesystem::path fakes_file(std::int64_t iteration) const;
  [[nodiscard]] std::filesystem::path checkpoint_file(std::int64_t iteration) const;

  static constexpr const char* kCheckpointExtension = ".safetensors";
  static constexpr const char* kOldCheckpointExtension = ".pt";  // of iggan 0.1
  /// Checkpoints, oldest first.
  [[nodiscard]] std::vector<std::filesystem::path> checkpoints() const {
    return numbered_checkpoints(kCheckpointExtension);
  }
  /// Checkpoints of iggan 0.1, which must be converted.
  [[nodiscard]] std::vector<std::filesystem::path> old_checkpoints() const {
    return numbered_checkpoints(kOldCheckpointExtension);
  }
  /// Removes all but the newest `keep` and the one of best_iteration().
  void prune_checkpoints(int keep) const;
  /// The iteration with the lowest Fréchet distance among those that `iggan evaluate --pictures`
  /// measured; empty if it measured none.
  [[nodiscard]] std::optional<std::int64_t> best_iteration() const;

  /// Saves what a run was made from; sampling and resuming use the scene and the data folder.
  /// @param sha256  the pictures' fingerprint; empty if there is none.
  void save_setup(const TrainingConfig& config, const SceneDistribution& scene,
                  const std::filesystem::path& data, const std::string& sha256 = {}) const;
  [[nodiscard]] TrainingConfig load_config() const;
  [[nodiscard]] SceneDistribution load_scene() const;
  [[nodiscard]] std::filesystem::path load_data_path() const;
  /// The command that resumes the run, for messages. If the run names its renderer by a path, the
  /// command names it too, since iggan requires that (render/renderer_trust.h).
  [[nodiscard]] std::string resume_command() const;
  /// The fingerprint of the pictures that the run was trained on; empty if no file records it.
  [[nodiscard]] std::optional<std::string> load_pictures_sha256() const;

  /// Appends one JSON line.
  void append_statistics(const StatisticsLine& line) const;
  /// After a resume: removes the lines of iterations to be trained again, and damaged lines.
  /// @return the number of damaged lines.
  int cut_statistics_after(std::int64_t iteration) const;

 private:
  [[nodiscard]] std::vector<std::filesystem::path> numbered_checkpoints(
      const char* extension) const;
  explicit RunFolder(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

/// The prefix of the names of RunFolder::fakes_file.
constexpr const char* kFakesPrefix = "fakes-";

/// The number in the name of a file written by training, PREFIX NNNNNN EXTENSION; empty for any
/// other file.
[[nodiscard]] std::optional<std::int64_t> number_in_name(const std::filesystem::path& file,
                                                         const std::string& prefix,
                                                         const std::string& extension);

}  // namespace iggan
