#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <iggan/evaluation/evaluator.h>
#include <iggan/evaluation/picture_scores.h>
#include <iggan/evaluation/threshold_choice.h>
#include <iggan/training/run_folder.h>

/// What `iggan evaluate` writes: one line for each row of an evaluation of shapes, and one for each
/// comparison of pictures. A run keeps them next to its checkpoints.
namespace iggan {

/// The file in a run folder that holds the lines of shape scores.
constexpr const char* kShapeMetricFile = "metric-shapes.jsonl";
// The file of comparisons with pictures is kPictureMetricFile in training/run_folder.h.

/// The "metric" of a line of shape scores.
constexpr const char* kShapeMetric = "shapes";
/// The "metric" of a line of picture scores, for renders of samples through the black box.
constexpr const char* kPictureMetric = "pictures";
/// The same for training shapes instead of samples.
constexpr const char* kRealPictureMetric = "pictures of training shapes";
/// The same for samples through a baseline's own image formation.
constexpr const char* kFormedPictureMetric = "pictures by own image formation";
/// Training shapes instead of samples: what perfect samples would score on pictures.
constexpr const char* kTrainingShapes = "training shapes";

/// Where samples come from: a checkpoint, or a folder.
struct SampleOrigin {
  std::optional<std::vector<ThresholdTrial>> threshold_trials;
  std::optional<std::string> run, checkpoint;
  std::optional<std::int64_t> iteration;
  std::optional<double> threshold;
  std::optional<std::uint64_t> first_seed;
  std::optional<std::string> samples_dir;

  /// "iteration 5,000", or the folder.
  [[nodiscard]] std::string name() const;

  IGGAN_FIELDS(threshold_trials, run, checkpoint, iteration, threshold, first_seed, samples_dir)
};

/// One line of metric-shapes.jsonl.
struct ShapeLine : EvaluationRow {
  std::string metric = kShapeMetric;
  SampleOrigin origin;
  std::string shapes, shapes_sha256;  // the set
  int resolution = 0;
  EvaluationOptions options;

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    visit("metric", self.metric, "shapes");
    EvaluationRow::fields(self, visit);
    SampleOrigin::fields(self.origin, visit);
    visit("shapes", self.shapes, "folder of the shape set");
    visit("shapes_sha256", self.shapes_sha256, "over the digests of all shapes");
    visit("resolution", self.resolution, "voxels along an edge");
    visit("options", self.options, "of the evaluation");
  }

  [[nodiscard]] bool is_of_generator() const { return samples == kGenerated; }
};

/// One line of metric-pictures.jsonl.
struct PictureLine : PictureScores {
  std::string metric = kPictureMetric;
  std::string picture_set, picture_set_sha256;
  SampleOrigin origin;  // empty for training shapes

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    visit("metric", self.metric, "of samples, or of training shapes in their place");
    PictureScores::fields(self, visit);
    visit("picture_set", self.picture_set, "folder");
    visit("picture_set_sha256", self.picture_set_sha256, "over the digests of all pictures");
    SampleOrigin::fields(self.origin, visit);
  }

  [[nodiscard]] bool is_of_training_shapes() const { return metric == kRealPictureMetric; }
  [[nodiscard]] bool is_of_renders() const { return metric == kPictureMetric; }  // of samples
  /// The name of the line's row in a table: where the samples come from, or what replaces them.
  [[nodiscard]] std::string name() const;
};

/// The lines of one or more files, each kind in order.
struct MetricLines {
  std::vector<ShapeLine> shapes;
  std::vector<PictureLine> pictures;

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    visit("shape_scores", self.shapes, "lines of evaluations of shapes");
    visit("picture_scores", self.pictures, "lines of comparisons of pictures");
  }

  [[nodiscard]] bool empty() const { return shapes.empty() && pictures.empty(); }
  /// Adds a line of either kind. @param where  names the line, for messages.
  /// @throws ConfigError when it is neither.
  void add(const config::Json& line, const std::string& where);
  /// Adds the lines of a file; does nothing if there is no file.
  void add_file(const std::filesystem::path& file);

  /// The first line for these samples and references; nullptr if there is none.
  [[nodiscard]] const ShapeLine* find(const std::string& samples,
                                      const std::string& references) const;
  /// The same for pictures, by metric.
  [[nodiscard]] const PictureLine* find_pictures(const std::string& metric) const;

  /// The lines of generated shapes against the training shapes, by iteration. If an iteration has
  /// several lines, this is the one with the most samples; if several tie, the last of those.
  [[nodiscard]] std::map<std::int64_t, const ShapeLine*> evaluations_by_iteration() const;
  /// The last of the picture scores of the newest iteration, or of a folder of samples; nullptr if
  /// there are none.
  [[nodiscard]] const PictureLine* newest_pictures() const;
};

/// The pose that the evaluation of that iteration found for the entire generator. A generator's
/// shapes may turn as it learns, so another iteration's pose may not fit.
/// @throws DataError saying what to run when the file or a line for the iteration is missing.
[[nodiscard]] Pose aligned_pose(const std::filesystem::path& metric_file, std::int64_t iteration);

}  // namespace iggan
