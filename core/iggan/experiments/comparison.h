#pragma once
#include <optional>
#include <string>
#include <vector>

#include <iggan/evaluation/metric_catalogue.h>
#include <iggan/experiments/cell_folder.h>
#include <iggan/experiments/compared_renderer.h>
#include <iggan/experiments/picture_comparison.h>
#include <iggan/experiments/probe.h>
#include <iggan/experiments/proxy_trial.h>
#include <iggan/training/run_statistics.h>

/// What `iggan compare` measures, as stored in comparison.json and the cells' folders.
namespace iggan {

/// Identifies a renderer exactly.
struct RendererIdentity : ComparedRenderer {
  std::optional<PictureOrigin> origin;  // empty if it could not be opened

  /// Whether work for one may be used for the other; unknown facts are ignored.
  [[nodiscard]] bool is_same(const RendererIdentity& other) const;

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    ComparedRenderer::fields(self, visit);
    visit("origin", self.origin, "what the renderer says about itself");
  }
};

/// What identifies a cell of a comparison as this renderer's.
struct ComparisonIdentity {
  RendererIdentity renderer;

  /// As CellFolder requires.
  [[nodiscard]] std::string difference_from(const ComparisonIdentity& before) const;

  IGGAN_FIELDS(renderer)
};

/// Some pictures made twice, the second time by a reopened renderer and in the opposite order.
struct SelfComparison : PictureComparison {
  std::string declared;                   // the determinism that the renderer promises
  double greatest_difference = kUnknown;  // of linear samples

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    PictureComparison::fields(self, visit);
    visit("declared", self.declared, "the determinism that the renderer promises");
    visit("greatest_difference", self.greatest_difference, "of samples", config::figure());
  }
};

/// A renderer's pictures of the probe: the first stage.
struct RenderResult {
  std::size_t pictures = 0;
  double seconds = 0;
  double images_per_second = kUnknown;
  SelfComparison itself;

  IGGAN_FIELDS(pictures, seconds, images_per_second, itself)
  static void upgrade(config::Json&) {}
};

/// A proxy trained on a renderer: the second stage.
struct ProxyResult {
  std::vector<ProxyPoint> curve;
  double seconds = 0;
  config::Named<ProxyFidelity> judged;  // against each renderer's pictures; only in comparison.json

  IGGAN_FIELDS(curve, seconds, judged)
  static void upgrade(config::Json&) {}
};

/// How a generator's shapes look through a renderer, or why that could not be measured.
struct RendererJudgement {
  std::optional<std::string> failed;
  PictureLine scores;
  RendererIdentity judge;

  [[nodiscard]] bool is_done() const { return !failed; }

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    visit("failed", self.failed, "why there are no scores");
    if (!self.failed) PictureLine::fields(self.scores, visit);
    visit("judge", self.judge, "the renderer");
  }
};

/// A generator trained through a renderer: the third stage.
struct TrainResult {
  std::optional<TrainingCost> training;
  std::optional<config::Json> environment;  // as the run's environment.json
  std::string run;                          // folder, below the comparison's
  std::string pictures;                     // as TrainStage
  bool domain_gap = false;                  // trained on another renderer's pictures
  double threshold = kUnknown;              // occupancy above this is solid
  std::optional<ShapeLine> shapes;          // against the training shapes
  config::Named<ShapeLine> controls;
  config::Named<RendererJudgement> judged;  // by each renderer; only in comparison.json

  IGGAN_FIELDS(training, environment, run, pictures, domain_gap, threshold, shapes, controls,
               judged)
  static void upgrade(config::Json&) {}
};

/// The folder of a renderer in the stage `render`.
using RenderFolder = CellFolder<ComparisonIdentity, RenderResult>;
/// The folder of a renderer in the stage `proxy`.
using ProxyFolder = CellFolder<ComparisonIdentity, ProxyResult>;
/// The folder of a renderer in the stage `train`.
using TrainFolder = CellFolder<ComparisonIdentity, TrainResult>;
/// The cell's result, or why the cell failed.
using RenderCell = RenderFolder::Outcome;
/// The cell's result, or why the cell failed.
using ProxyCell = ProxyFolder::Outcome;
/// The cell's result, or why the cell failed.
using TrainCell = TrainFolder::Outcome;

/// What every renderer must render.
struct RenderStage {
  std::string shapes;         // folder of a shape set
  std::string shapes_sha256;  // as ShapeSetSummary's
  SceneDistribution scene;    // its renderer is ignored
  ProbeOptions probe;
  int threads = 0;  // for each renderer; 0: it chooses

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    visit("shapes", self.shapes, "folder of the shape set");
    visit("shapes_sha256", self.shapes_sha256, "over the digests of all shapes");
    visit("scene", self.scene, "cameras, lights, size of the pictures");
    visit("probe", self.probe, "shapes and views");
    visit("threads", self.threads, "for a renderer; 0: it chooses", config::at_least(0));
  }
};

/// How a proxy is trained on each renderer.
struct ProxyStage {
  std::string preset = "sofa-32-cpu";
  std::vector<std::string> settings;  // KEY=VALUE, overriding the preset
  int iterations = 600;

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    visit("preset", self.preset, "of the networks and learning rates");
    visit("settings", self.settings, "KEY=VALUE, overriding it");
    visit("iterations", self.iterations, "training steps", config::at_least(1));
  }
};

/// How a generator is trained through each renderer, and judged.
struct TrainStage {
  std::string preset = "sofa-32-cpu";
  std::vector<std::string> settings;
  double minutes = 10;
  std::string pictures = "own";  // or a label, or a folder: one set for all
  int views_per_shape = 20;      // pictures of each training shape
  int samples = 128;
  int renders = 2000;  // pictures of the samples from each renderer

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    using config::at_least;
    visit("preset", self.preset, "of the networks and learning rates");
    visit("settings", self.settings, "KEY=VALUE, overriding it");
    visit("minutes", self.minutes, "of each training run", at_least(0));
    visit("pictures", self.pictures, "own, or the label or folder of one set for all");
    visit("views_per_shape", self.views_per_shape, "own pictures of each shape", at_least(1));
    visit("samples", self.samples, "shapes of each generator", at_least(2));
    visit("renders", self.renders, "pictures of them by each renderer", at_least(2));
  }
};

/// A stage that trains networks, and what its preset means in this version.
template <class Stage>
struct ResolvedStage : Stage {
  TrainingConfig config;

  /// @throws ConfigError when the settings are wrong.
  [[nodiscard]] static ResolvedStage of(const Stage& stage) {
    return {stage, resolve_config(stage.preset, stage.settings)};
  }
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    Stage::fields(self, visit);
    visit("config", self.config, "all options of the networks and learning rates");
  }
};

/// The settings of each stage.
struct ComparisonSettings {
  RenderStage render;
  std::optional<ResolvedStage<ProxyStage>> proxy;  // empty if the stage was not started
  std::optional<ResolvedStage<TrainStage>> train;

  IGGAN_FIELDS(render, proxy, train)
};

/// Numbers of shapes and pictures that renderers are compared on.
struct ProbeSize {
  std::size_t training_shapes = 0, unseen_shapes = 0, pictures = 0;

  IGGAN_FIELDS(training_shapes, unseen_shapes, pictures)
};

/// One renderer's pictures compared with another's.
struct PairComparison : PictureComparison {
  std::string first, second;  // labels
  std::string image;          // of the worst picture, below the comparison's folder

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    visit("first", self.first, "label");
    visit("second", self.second, "label");
    visit("image", self.image, "of the worst picture");
    PictureComparison::fields(self, visit);
  }
};

/// Everything that was measured. The cells are in the order of the renderers.
struct Comparison {
  std::string format = "iggan comparison", tool_version, command;
  std::vector<RendererIdentity> renderers;
  ComparisonSettings settings;
  config::Named<RenderCell> render;
  std::optional<config::Named<ProxyCell>> proxy;  // empty if the stage was not started
  std::optional<config::Named<TrainCell>> train;
  ProbeSize probe;
  std::vector<PairComparison> pairs;

  IGGAN_FIELDS(format, tool_version, command, renderers, settings, render, proxy, train, probe,
               pairs)

  /// What held-out shapes, cuboids and the mean shape score against the training shapes: the same
  /// for all generators. nullptr if none was measured.
  [[nodiscard]] const config::Named<ShapeLine>* controls() const;
};

/// The metrics shown for each generator in a comparison.
[[nodiscard]] const std::vector<const Metric*>& generator_metrics();
/// The scores of the finished generators and of the controls; borrowed from the comparison.
[[nodiscard]] config::Named<MeasuredScores> generators_of(const Comparison& comparison);
/// The scores of the controls, by name.
[[nodiscard]] config::Named<MeasuredScores> controls_of(const Comparison& comparison);

/// @throws DataError when the file cannot be read, ConfigError when it is not a comparison.
[[nodiscard]] Comparison read_comparison(const std::filesystem::path& file);

}  // namespace iggan
