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
  std::string camera_ = "perspective";
  std::vector<double> azimuth_{0, 360};
  std::vector<double> elevation_{15, 50};
  std::vector<double> distance_{2, 2};
  std::vector<double> fov_{35, 35};
  std::vector<double> ortho_half_height_{0.7, 0.7};
  int size_ = SceneDistribution{}.width;
  int channels_ = 1;
  bool silhouettes_ = false;
  Renderer renderer_options_ = Renderer::option;
  const CLI::App* command_ = nullptr;
};

/// Reads the value of an option that holds JSON. @throws ConfigError naming the option.
[[nodiscard]] config::Json parse_json_option(const std::string& option, const std::string& text);

}  // namespace iggan::cli
