#pragma once
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <iggan/config/fields.h>

namespace iggan {

/// How one cell of an experiment is trained and measured.
struct ExperimentSettings {
  std::string preset = "sofa-32-cpu";
  config::Json settings = config::Json::object();  // maps an option's path to its value
  std::string pictures;                            // set to train on
  std::string judge;   // set that renders of the samples are compared with; empty: `pictures`
  std::string shapes;  // set that the samples are compared with
  int samples = 128;
  int renders = 0;  // pictures of the samples; 0: as many as the judge has
  std::string threshold = "auto";
  bool mirror = false;  // for methods that see only silhouettes

  /// The set that renders of the samples are compared with.
  [[nodiscard]] const std::string& judging_pictures() const {
    return judge.empty() ? pictures : judge;
  }
  /// `settings` as `iggan train --set` takes them: KEY=VALUE.
  [[nodiscard]] std::vector<std::string> overrides() const;

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    using config::at_least;
    visit("preset", self.preset, "preset that the options of training start from");
    visit("settings", self.settings, "options of training that override it, by path");
    visit("pictures", self.pictures, "picture set to train on");
    visit("judge", self.judge, "picture set to compare renders with; empty: pictures");
    visit("shapes", self.shapes, "shape set to compare samples with");
    visit("samples", self.samples, "shapes to generate", at_least(2));
    visit("renders", self.renders, "pictures of them; 0: as many as the judge has", at_least(0));
    visit("threshold", self.threshold, "a number, or auto: by the judge");
    visit("mirror", self.mirror, "compare mirror images too");
  }
};

/// One run of an experiment.
struct ExperimentCell {
  std::string name;                        // its values, joined by "-"
  config::Named<std::string> coordinates;  // axis and value
  ExperimentSettings settings;
};

/// A matrix of runs: every combination of the axes' values. In JSON:
///
///   {"name": "methods", "about": "...", "judge": "data/{category}-pictures", ...,
///    "axes": [{"axis": "category", "values": [{"value": "sofa"}, {"value": "chair"}]},
///             {"axis": "method", "values": [{"value": "iggan"},
///                {"value": "visual_hull", "settings": {"method": "visual_hull"}}]}]}
///
/// Fields of ExperimentSettings may be at the top level or with a value; later axes take
/// precedence. {AXIS} in a text is replaced by the cell's value.
struct Experiment {
  std::string name, about;
  std::vector<std::string> axes;
  std::vector<ExperimentCell> cells;  // the last axis varies fastest
};
/// @throws ConfigError with the path of what is wrong.
[[nodiscard]] Experiment read_experiment(const std::filesystem::path& file);

}  // namespace iggan
