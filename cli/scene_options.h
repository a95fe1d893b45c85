#pragma once
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include <iggan/scene/scene_distribution.h>

namespace iggan::cli {

/// The options that say how pictures are made, shared by the commands that make some. Each stands
/// for one key of a SceneDistribution; those given override the file of --scene.
class SceneOptions {
 public:
  enum class Renderer { option, given_elsewhere };
  void add_to(CLI::App& command, Renderer renderer = Renderer::option);
  /// @throws ConfigError or DataError naming the option or the file's key.
  [[nodiscard]] SceneDistribution resolve() const;

 private:
  std::string scene_file_;
  std::string renderer_ = SceneDistribution{}.renderer;
  std::string params_ = "{}";
  static std::vector<double> ends_of(const Interval& interval) {
    return {interval.begin(), interval.end()};
  }
  std::string camera_ = to_string(CameraDistribution{}.kind);
  std::vector<double> azimuth_ = ends_of(CameraDistribution{}.azimuth_degrees);
  std::vector<double> elevation_ = ends_of(CameraDistribution{}.elevation_degrees);
  std::vector<double> distance_ = ends_of(CameraDistribution{}.distance);
  std::vector<double> fov_ = ends_of(CameraDistribution{}.fov_degrees);
  std::vector<double> ortho_half_height_ = ends_of(CameraDistribution{}.ortho_half_height);
  std::vector<double> roll_ = ends_of(CameraDistribution{}.roll_degrees);
  int size_ = SceneDistribution{}.width;
  int channels_ = 1;
  bool silhouettes_ = false;
  Renderer renderer_options_ = Renderer::option;
  const CLI::App* command_ = nullptr;
};

/// Reads the value of an option that holds JSON. @throws ConfigError naming the option.
[[nodiscard]] config::Json parse_json_option(const std::string& option, const std::string& text);

}  // namespace iggan::cli
