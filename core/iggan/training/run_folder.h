#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <iggan/config/training_config.h>
#include <iggan/scene/scene_distribution.h>
#include <iggan/training/statistics.h>

namespace iggan {

/// Where a run's pictures lie and how they look at the world: data.json.
struct RunData {
  std::optional<std::string> data;  // folder of the picture set
  std::optional<SceneDistribution> scene;

  IGGAN_FIELDS(data, scene)
};

/// Time of a run by the clock on the wall and by that of the processor, which counts the time of
/// every thread of this process; time spent before a resume counts too. Up to the newest
/// checkpoint: time.json.
struct RunTime {
  double wall_seconds = 0, cpu_seconds = 0;

  IGGAN_FIELDS(wall_seconds, cpu_seconds)
};

/// A run on disk: runs/00000-sofa-raster/ with config.json, data.json, environment.json, log.txt,
/// stats.jsonl, elevation.json if learned, reals.png, fakes-NNNNNN.png and checkpoint-NNNNNN.pt.
class RunFolder {
 public:
  /// Makes the next numbered folder under `root`: NNNNN-<name>-<renderer>.
  [[nodiscard]] static RunFolder create(const std::filesystem::path& root, const std::string& name,
                                        const std::string& renderer);
  /// @throws DataError when it is no run folder.
  [[nodiscard]] static RunFolder open(const std::filesystem::path& path);
  /// The newest of the runs that create() made under `root`: the one of the highest number that has
  /// a config.json and a data.json; none where there is none.
  [[nodiscard]] static std::optional<RunFolder> newest(const std::filesystem::path& root);

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::filesystem::path file(const std::string& name) const { return path_ / name; }
  [[nodiscard]] std::filesystem::path fakes_file(std::int64_t iteration) const;
  [[nodiscard]] std::filesystem::path checkpoint_file(std::int64_t iteration) const;

  /// Checkpoints, oldest first.
  [[nodiscard]] std::vector<std::filesystem::path> checkpoints() const;
  /// Removes all but the newest `keep`.
  void prune_checkpoints(int keep) const;

  /// What a run was made of; scene and data folder are for sampling and for going on.
  void save_setup(const TrainingConfig& config, const SceneDistribution& scene,
                  const std::filesystem::path& data) const;
  [[nodiscard]] TrainingConfig load_config() const;
  [[nodiscard]] SceneDistribution load_scene() const;
  [[nodiscard]] std::filesystem::path load_data_path() const;

  /// Appends one JSON line. After a resume, lines of iterations that are trained again are cut
  /// first.
  void append_statistics(const StatisticsLine& line) const;
  void cut_statistics_after(std::int64_t iteration) const;

 private:
  explicit RunFolder(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

}  // namespace iggan
