#include <iggan/experiments/experiment_table.h>

#include <map>

#include <iggan/console/quantities.h>

namespace iggan {
namespace {

/// How many shapes of each set went into distances, which depend on it.
std::size_t distance_count(const MeasuredScores& scores) {
  return scores.train && scores.train->distances ? scores.train->distances->count : 0;
}

/// The values of a control of a result, or of what was generated.
std::vector<double> values_of(const std::vector<const Metric*>& metrics,
                              const ExperimentResult& result, const std::string& samples) {
  const MeasuredScores generated = MeasuredScores::of(result.scores, kGenerated);
  const TrainingCost* cost = samples == kGenerated && result.training ? &*result.training : nullptr;
  MeasuredScores scores = MeasuredScores::of(result.scores, samples, cost);
  ShapeLine without_distances;
  if (scores.train && distance_count(scores) != distance_count(generated)) {
    without_distances = *scores.train;
    without_distances.distances.reset();
    scores.train = &without_distances;
  }
  std::vector<double> values;
  for (const Metric* one : metrics) values.push_back(one->value(scores));
  return values;
}

std::vector<std::string> coordinates_of(const std::vector<std::string>& axes,
                                        const ExperimentIdentity& cell) {
  std::vector<std::string> values;
  for (const std::string& axis : axes) {
    const std::string* value = config::find_named(cell.coordinates, axis);
    values.push_back(value ? *value : kDash);
  }
  return values;
}

/// A field of a line of CSV.
std::string csv_field(const std::string& text) {
  if (text == kDash) return "";
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

template <class Line>
std::string lines_of(const ExperimentTable& table, const Line& line) {
  std::string text;
  for (const auto* rows : {&table.cells, &table.controls})
    for (const ExperimentTable::Row& row : *rows) text += line(table.texts(row));
  return text;
}

}  // namespace

std::vector<std::string> ExperimentTable::titles() const {
  std::vector<std::string> all = axes;
  for (const Metric* one : metrics) all.emplace_back(one->title);
  return all;
}

std::vector<std::string> ExperimentTable::texts(const Row& row) const {
  std::vector<std::string> all = row.coordinates;
  for (std::size_t i = 0; i < metrics.size(); ++i)
    all.push_back(i == 0 && !row.failed.empty() ? "failed: " + row.failed
                                                : number_text(row.values[i], metrics[i]->digits));
  return all;
}

ExperimentTable tabulate(const std::vector<std::string>& axes,
                         const std::vector<ExperimentOutcome>& outcomes) {
  ExperimentTable table;
  table.axes = axes;
  for (const Metric& one : metric_catalogue())
    if (one.in_experiments) table.metrics.push_back(&one);
  std::map<std::string, const ExperimentOutcome*> shape_sets;  // with one that holds its controls
  for (const ExperimentOutcome& outcome : outcomes) {
    ExperimentTable::Row row{coordinates_of(axes, outcome.identity), outcome.failed.value_or(""),
                             std::vector<double>(table.metrics.size(), kUnknown)};
    if (outcome.is_done()) {
      row.values = values_of(table.metrics, outcome.result, kGenerated);
      // Mirror images would match some controls better: a result without them goes first.
      const ExperimentOutcome*& controls = shape_sets[outcome.identity.settings.shapes];
      if (!controls || (controls->identity.settings.mirror && !outcome.identity.settings.mirror))
        controls = &outcome;
    }
    table.cells.push_back(std::move(row));
  }
  // What the figures of each set are to be read beside.
  for (const auto& [set, outcome] : shape_sets)
    for (const char* control : {kTrainingShapes, kHeldOut, "cuboids", "mean shape"}) {
      std::vector<std::string> coordinates(axes.size(), kDash);
      coordinates[0] = std::string(control) + " of " + set;
      table.controls.push_back(
          {coordinates, "", values_of(table.metrics, outcome->result, control)});
    }
  return table;
}

std::string to_markdown(const ExperimentTable& table) {
  const auto line = [](const std::vector<std::string>& cells) {
    std::string text = "|";
    for (const std::string& cell : cells) text += " " + cell + " |";
    return text + "\n";
  };
  const std::vector<std::string> titles = table.titles();
  std::string text = line(titles) + "|";
  for (std::size_t i = 0; i < titles.size(); ++i) text += "---|";
  return text + "\n" + lines_of(table, line);
}

std::string to_csv(const ExperimentTable& table) {
  const auto line = [](const std::vector<std::string>& cells) {
    std::string text;
    for (std::size_t i = 0; i < cells.size(); ++i)
      text += (i == 0 ? "" : ",") + csv_field(cells[i]);
    return text + "\n";
  };
  return line(table.titles()) + lines_of(table, line);
}

}  // namespace iggan
