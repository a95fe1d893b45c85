#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include <iggan/scene/scene_distribution.h>

namespace iggan::cli {

/// The options that say how pictures are made, shared by the commands that make pictures. Each sets
/// one key of a SceneDistribution and overrides the file given with --scene.
class SceneOptions {
 public:
  enum class Renderer { option, given_elsewhere };
  /// @param defaults  values of the options that are not given.
  void add_to(CLI::App& command, Renderer renderer = Renderer::option,
              const SceneDistribution& defaults = {});
  /// @throws ConfigError or DataError naming the option or the file's key.
  [[nodiscard]] SceneDistribution resolve() const;

 private:
  void apply_options(SceneDistribution& scene) const;

  SceneDistribution defaults_;
  std::string scene_file_;
  std::string renderer_, params_ = "{}", camera_, lights_;
  std::vector<double> azimuth_, elevation_, distance_, fov_, ortho_half_height_, roll_;
  int size_ = 0, channels_ = 0;
  bool silhouettes_ = false;
  Renderer renderer_options_ = Renderer::option;
  const CLI::App* command_ = nullptr;
};

/// An option and its value, which is empty if the option was not given.
struct GivenOption {
  const char* name;
  const std::string& value;
};

/// Replaces the scene's renderer with the one the user names, if any.
/// @param file    the scene's file, for messages.
/// @param params  that renderer's parameters; if empty: the scene's parameters for the scene's own
/// renderer, {} for another one.
/// @return whether the scene keeps its own renderer.
/// @throws PluginError for a path that only the file names (render/renderer_trust.h).
bool use_named_renderer(SceneDistribution& scene, const std::filesystem::path& file,
                        const GivenOption& renderer, const GivenOption& params);

/// Reads the value of an option that holds JSON. @throws ConfigError naming the option.
[[nodiscard]] config::Json parse_json_option(const std::string& option, const std::string& text);

}  // namespace iggan::cli
