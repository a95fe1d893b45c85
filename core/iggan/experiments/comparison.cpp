#include <iggan/experiments/comparison.h>

#include <iggan/base/error.h>

namespace iggan {

bool RendererIdentity::is_same(const RendererIdentity& other) const {
  return label == other.label && renderer == other.renderer &&
         says_the_same(params, other.params) &&
         (!origin || !other.origin || config::to_json(*origin) == config::to_json(*other.origin));
}

std::string ComparisonIdentity::difference_from(const ComparisonIdentity& before) const {
  if (renderer.is_same(before.renderer)) return "";
  return "holds the results of another renderer, or of another build of it; remove that folder, or "
         "give this renderer its own label";
}

const config::Named<ShapeLine>* Comparison::controls() const {
  if (train)
    for (const auto& [label, cell] : *train)
      if (cell.is_done() && !cell.result.controls.empty()) return &cell.result.controls;
  return nullptr;
}

const std::vector<const Metric*>& generator_metrics() {
  static const std::vector<const Metric*> all =
      metrics({"iterations", "cut", "iou", "air_iou", "sources", "largest_component"});
  return all;
}

config::Named<MeasuredScores> generators_of(const Comparison& comparison) {
  config::Named<MeasuredScores> all;
  if (comparison.train)
    for (const auto& [label, cell] : *comparison.train) {
      if (!cell.is_done()) continue;
      MeasuredScores scores;
      scores.cost = cell.result.training ? &*cell.result.training : nullptr;
      scores.train = cell.result.shapes ? &*cell.result.shapes : nullptr;
      const RendererJudgement* own = config::find_named(cell.result.judged, label);
      if (own && own->is_done()) scores.pictures = &own->scores;
      all.emplace_back(label, scores);
    }
  return all;
}

config::Named<MeasuredScores> controls_of(const Comparison& comparison) {
  config::Named<MeasuredScores> all;
  if (const auto* controls = comparison.controls())
    for (const auto& [name, line] : *controls) {
      MeasuredScores scores;
      scores.train = &line;
      all.emplace_back(name, scores);
    }
  return all;
}

Comparison read_comparison(const std::filesystem::path& file) {
  const config::Json json = config::read_json(file);
  const config::Json* format = config::find_key(json, "format");
  if (!format || *format != Comparison{}.format)
    fail<ConfigError>("{} is not a comparison of `iggan compare`", file.string());
  return config::struct_of<Comparison>(json, file.string());
}

}  // namespace iggan
