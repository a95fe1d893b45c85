#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <iggan/config/fields.h>
#include <iggan/config/training_config.h>
#include <iggan/console/log.h>
#include <iggan/experiments/compared_renderer.h>
#include <iggan/experiments/probe.h>

namespace iggan {

/// What every renderer is asked to draw.
struct RenderStage {
  std::string shapes;         // folder of a shape set
  std::string shapes_sha256;  // as ShapeSetSummary's
  SceneDistribution scene;    // its renderer is not looked at
  ProbeOptions probe;
  int threads = 0;  // for a renderer; 0: it chooses

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    visit("shapes", self.shapes, "folder of the shape set");
    visit("shapes_sha256", self.shapes_sha256, "over the digests of all shapes");
    visit("scene", self.scene, "cameras, lights, size of the pictures");
    visit("probe", self.probe, "shapes and views");
    visit("threads", self.threads, "for a renderer; 0: it chooses", config::at_least(0));
  }
};

/// How a proxy practises on each renderer.
struct ProxyStage {
  std::string preset = "sofa-32-cpu";
  std::vector<std::string> settings;  // KEY=VALUE over the preset
  int iterations = 600;

  /// Of the networks and rates. @throws ConfigError.
  [[nodiscard]] TrainingConfig config() const;

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    visit("preset", self.preset, "of the networks and rates");
    visit("settings", self.settings, "KEY=VALUE over it");
    visit("iterations", self.iterations, "steps of practice", config::at_least(1));
  }
};

/// How a generator is trained through each renderer, and judged.
struct TrainStage {
  std::string preset = "sofa-32-cpu";
  std::vector<std::string> settings;
  double minutes = 10;
  std::string pictures = "own";  // or a label, or a folder: one set for all
  int views_per_shape = 20;      // own pictures of each training shape
  int samples = 128;
  int renders = 2000;  // pictures of the samples by each renderer

  [[nodiscard]] TrainingConfig config() const;

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    using config::at_least;
    visit("preset", self.preset, "of the networks and rates");
    visit("settings", self.settings, "KEY=VALUE over it");
    visit("minutes", self.minutes, "of each training", at_least(0));
    visit("pictures", self.pictures, "own, or the label or folder of one set for all");
    visit("views_per_shape", self.views_per_shape, "own pictures of each shape", at_least(1));
    visit("samples", self.samples, "shapes of each generator", at_least(2));
    visit("renders", self.renders, "pictures of them by each renderer", at_least(2));
  }
};

/// A folder in which renderers are compared. Each renderer has a cell in each stage, a folder
/// OUT/STAGE/LABEL with its cell.json, or failed.json with the reason; what is done is kept.
///
///   OUT/render/LABEL/  pictures.f32 of the probe, view-N.png, cell.json
///   OUT/proxy/LABEL/   pictures.f32 of the unseen shapes by the proxy, sheet.png, cell.json
///   OUT/train/LABEL/   renderer.json, pictures/, runs/, metrics, samples.png, cell.json, and
///                      judged/OTHER.json: its generator's shapes, rendered by another
///   OUT/comparison.json, made anew from all of that by summarize()
class RendererComparison {
 public:
  /// Opens every renderer once, in a process of its own, to know what it is.
  /// @throws ConfigError when the folder was begun with another RenderStage, DataError,
  /// Interrupted.
  RendererComparison(std::filesystem::path out, const RenderStage& stage,
                     std::vector<ComparedRenderer> renderers, std::shared_ptr<Log> log);

  [[nodiscard]] const std::vector<ComparedRenderer>& renderers() const { return renderers_; }
  /// Null where no renderer has that label.
  [[nodiscard]] const ComparedRenderer* find(const std::string& label) const;
  [[nodiscard]] std::filesystem::path cell(const std::string& stage,
                                           const std::string& label) const;
  /// Result of a cell; null when there is none yet, {"failed": reason} when the last try failed.
  /// @throws ConfigError when that cell was another renderer, or the same by another build.
  [[nodiscard]] config::Json outcome(const std::string& stage, const ComparedRenderer& one) const;
  /// Keeps a cell's result; the renderer's identity is added.
  void keep(const std::string& stage, const ComparedRenderer& one, config::Json result) const;
  void keep_failure(const std::string& stage, const ComparedRenderer& one,
                    const std::string& reason) const;
  /// Marks a cell as this renderer's before something is made in it that is gone on with later.
  /// @throws ConfigError when it was begun with another renderer, or with another build of it;
  ///         PluginError when the renderer could not be opened.
  void claim(const std::string& stage, const ComparedRenderer& one) const;

  /// How the shapes of one's generator look through another renderer, or {"failed": reason}; null
  /// when that is not known yet, or was measured with another build of that renderer.
  [[nodiscard]] config::Json judgement(const ComparedRenderer& one,
                                       const ComparedRenderer& by) const;
  void keep_judgement(const ComparedRenderer& one, const ComparedRenderer& by,
                      config::Json judgement) const;

  /// Writes OUT/STAGE/settings.json. @throws ConfigError when the stage was begun with others.
  void begin(const std::string& stage, const config::Json& settings) const;

  /// Draws the probe. @throws PluginError, Interrupted.
  void render(const ComparedRenderer& one) const;
  /// Lets a proxy practise. @throws DataError when the renderer has not drawn the probe.
  void practise(const ComparedRenderer& one, const ProxyStage& stage) const;

  /// All cells and what follows from them: pairs of renderers, proxies judged by each other's
  /// renderers. Written to comparison.json, with pictures of the worst views beside it.
  /// @param command  the command line that is at work, for those who do it again.
  config::Json summarize(const std::string& tool_version, const std::string& command) const;

 private:
  /// What those renderers that could drew of the probe, by label, in the order of renderers().
  using Answers = std::vector<std::pair<std::string, ProbePictures>>;
  /// What a renderer says of itself, or why it could not be opened.
  struct Opened {
    config::Json identity;
    std::string failure;
  };

  [[nodiscard]] Opened open(const ComparedRenderer& one) const;
  [[nodiscard]] const config::Json& identity(const ComparedRenderer& one) const {
    return opened_.at(one.label).identity;
  }
  void require_opened(const ComparedRenderer& one) const;
  [[nodiscard]] bool has_drawn(const std::string& label) const;
  [[nodiscard]] ProbePictures answer(const std::string& label) const;
  [[nodiscard]] config::Json pairs(const Answers& answers) const;
  void judge_proxies(config::Json& cells, const Answers& answers) const;

  std::filesystem::path out_;
  RenderStage stage_;
  std::vector<ComparedRenderer> renderers_;
  std::map<std::string, Opened> opened_;  // by label
  std::shared_ptr<Log> log_;
  Probe probe_;
};

/// What held-out shapes, cuboids and the mean shape score against the training shapes of a
/// comparison.json, by name: the same for all generators.
[[nodiscard]] config::Json controls_of(const config::Json& summary);

}  // namespace iggan
