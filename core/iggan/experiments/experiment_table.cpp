#include <iggan/experiments/experiment_table.h>

#include <map>

namespace iggan {
namespace {

/// How many shapes of each set the distances use; the distances depend on this number.
std::size_t distance_count(const MeasuredScores& scores) {
  return scores.train && scores.train->distances ? scores.train->distances->count : 0;
}

/// Adds a result's values for a control or for what was generated.
void add_values(ResultRow& row, const std::vector<const Metric*>& metrics,
                const ExperimentResult& result, const std::string& samples) {
  const TrainingCost* cost = samples == kGenerated && result.training ? &*result.training : nullptr;
  MeasuredScores scores = MeasuredScores::of(result.scores, samples, cost);
  ShapeLine without_distances;
  if (scores.train &&
      distance_count(scores) != distance_count(MeasuredScores::of(result.scores, kGenerated))) {
    without_distances = *scores.train;
    without_distances.distances.reset();
    scores.train = &without_distances;
  }
  add_cells(row, metrics, scores);
}

ResultRow coordinates_of(const std::vector<std::string>& axes, const ExperimentIdentity& cell) {
  ResultRow values;
  for (const std::string& axis : axes) {
    const std::string* value = config::find_named(cell.coordinates, axis);
    values.emplace_back(value ? *value : kDash);
  }
  return values;
}

}  // namespace

ResultTable tabulate(const std::vector<std::string>& axes,
                     const std::vector<ExperimentOutcome>& outcomes) {
  std::vector<const Metric*> metrics;
  for (const Metric& one : metric_catalogue())
    if (one.in_experiments) metrics.push_back(&one);
  ResultTable table;
  table.caption = "Every cell; below them, the scores of unseen shapes, cuboids and the mean shape";
  table.header_columns = axes.size();
  for (const std::string& axis : axes) table.columns.push_back({axis});
  table.add_columns(metrics);
  std::map<std::string, const ExperimentOutcome*> shape_sets;  // with a result that has its
                                                               // controls
  for (const ExperimentOutcome& outcome : outcomes) {
    ResultRow row = coordinates_of(axes, outcome.identity);
    if (!outcome.is_done()) {
      table.add_failure(std::move(row), *outcome.failed);
      continue;
    }
    add_values(row, metrics, outcome.result, kGenerated);
    table.rows.push_back(std::move(row));
    // Mirror images would match some controls better, so a result without them is preferred.
    const ExperimentOutcome*& controls = shape_sets[outcome.identity.settings.shapes];
    if (!controls || (controls->identity.settings.mirror && !outcome.identity.settings.mirror))
      controls = &outcome;
  }
  // The controls of each shape set.
  for (const auto& [set, outcome] : shape_sets)
    for (const char* control : {kTrainingShapes, kHeldOut, kCuboids, kMeanShape}) {
      ResultRow row(axes.size(), ResultCell::none());
      row[0] = std::string(control) + " of " + set;
      add_values(row, metrics, outcome->result, control);
      table.reference_rows.push_back(std::move(row));
    }
  return table;
}

}  // namespace iggan
