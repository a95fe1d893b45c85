#include <iggan/experiments/experiment.h>

#include <algorithm>
#include <map>
#include <set>

#include <iggan/base/error.h>
#include <iggan/config/json_file.h>
#include <iggan/evaluation/metric_file.h>
#include <iggan/evaluation/threshold_choice.h>

namespace iggan {
namespace {

using config::Json;

constexpr const char* kNone = "–";

struct AxisValue {
  std::string name;
  Json patch;
};
struct Axis {
  std::string name;
  std::vector<AxisValue> values;
};

std::string take_name(Json& json, const char* key, const std::string& path) {
  const auto found = json.find(key);
  if (found == json.end()) fail<ConfigError>("{} has no \"{}\"", path, key);
  const std::string name = found->is_string() ? found->get<std::string>() : found->dump();
  const bool plain = !name.empty() && name.front() != '.' &&
                     name.find_first_not_of(
                         "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                         "0123456789_.+") == std::string::npos;
  if (!plain)
    fail<ConfigError>(
        "{}.{} is {}: letters, digits, '_', '.' and '+' only, since it names a folder", path, key,
        found->dump());
  json.erase(key);
  return name;
}

std::vector<Axis> read_axes(Json axes, const std::string& file) {
  if (!axes.is_array() || axes.empty())
    fail<ConfigError>("{}: axes: expected a list of at least one axis", file);
  std::vector<Axis> all;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const std::string path = fmt::format("{}: axes[{}]", file, i);
    Axis axis;
    axis.name = take_name(axes[i], "axis", path);
    Json values = axes[i].value("values", Json());
    if (!values.is_array() || values.empty())
      fail<ConfigError>("{}.values: expected a list of at least one value", path);
    std::set<std::string> names;
    for (std::size_t v = 0; v < values.size(); ++v) {
      const std::string name = take_name(values[v], "value", fmt::format("{}.values[{}]", path, v));
      if (!names.insert(name).second)
        fail<ConfigError>("{}.values[{}]: there is a value {} before it", path, v, name);
      axis.values.push_back({name, values[v]});
    }
    all.push_back(std::move(axis));
  }
  return all;
}

/// The text with {AXIS} replaced, for all texts of a JSON value.
void fill_in(Json& json, const ExperimentCell& cell) {
  if (json.is_structured()) {
    for (auto& element : json) fill_in(element, cell);
  } else if (json.is_string()) {
    auto text = json.get<std::string>();
    for (const auto& [axis, value] : cell.coordinates) {
      const std::string place = "{" + axis + "}";
      for (std::size_t at = 0; (at = text.find(place, at)) != std::string::npos; at += value.size())
        text.replace(at, place.size(), value);
    }
    json = text;
  }
}

ExperimentCell make_cell(Json settings, const std::vector<Axis>& axes,
                         const std::vector<std::size_t>& at, const std::string& file) {
  ExperimentCell cell;
  for (std::size_t a = 0; a < axes.size(); ++a) {
    const AxisValue& value = axes[a].values[at[a]];
    cell.coordinates.emplace_back(axes[a].name, value.name);
    cell.name += (a == 0 ? "" : "-") + value.name;
    settings.merge_patch(value.patch);
  }
  fill_in(settings, cell);
  config::from_json(settings, cell.settings, "");
  (void)parse_threshold(cell.settings.threshold);
  if (cell.settings.pictures.empty() || cell.settings.shapes.empty())
    fail<ConfigError>("{}: cell {} has no {}", file, cell.name,
                      cell.settings.pictures.empty() ? "pictures" : "shapes");
  return cell;
}

/// A figure of a result, by the pointer of its place; a dash where there is none.
std::string figure(const Json& result, const std::string& pointer, const char* format) {
  const Json::json_pointer place(pointer);
  if (!result.contains(place)) return kNone;
  const Json& value = result.at(place);
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_number()) return kNone;
  return fmt::format(fmt::runtime(format), value.get<double>());
}

/// {} stands for the samples: "generated", or a control.
struct Column {
  const char *title, *pointer, *format;
};
constexpr Column kColumns[] = {
    {"CPU min", "/training/cpu_minutes", "{:.1f}"},
    {"iterations", "/training/iteration", "{:.0f}"},
    {"cut", "/pictures/threshold", "{:g}"},
    {"FD", "/pictures/frechet/value", "{:.2f}"},
    {"KID", "/pictures/kernel/mean", "{:.4f}"},
    {"precision", "/pictures/precision", "{:.3f}"},
    {"recall", "/pictures/recall", "{:.3f}"},
    {"IoU", "/{} against train/one_yaw/iou", "{:.3f}"},
    {"own yaw", "/{} against train/own_yaw/iou", "{:.3f}"},
    {"air IoU", "/{} against train/one_yaw/air_iou", "{:.3f}"},
    {"own yaw, air", "/{} against train/own_yaw/air_iou", "{:.3f}"},
    {"cavity", "/{} against train/one_yaw/cavity_recall", "{:.3f}"},
    {"its precision", "/{} against train/one_yaw/cavity_precision", "{:.3f}"},
    {"sources", "/{} against train/one_yaw/distinct_sources", "{:.0f}"},
    {"own yaw, sources", "/{} against train/own_yaw/distinct_sources", "{:.0f}"},
    {"COV", "/{} against train/distances/chamfer/cov", "{:.3f}"},
    {"1-NNA", "/{} against train/distances/chamfer/1-nna", "{:.3f}"},
    {"largest", "/{} against train/largest_component", "{:.3f}"},
    {"held-out IoU", "/{} against held-out/one_yaw/iou", "{:.3f}"},
    {"held-out air", "/{} against held-out/one_yaw/air_iou", "{:.3f}"},
};

bool starts_with(const std::string& text, const std::string& start) {
  return text.compare(0, start.size(), start) == 0;
}

/// How many shapes of each set went into distances, which depend on it.
std::string distance_count(const Json& result, const std::string& samples) {
  return figure(result, "/" + samples + " against train/distances/count", "{}");
}

/// The row of a control of a result, or of what was generated.
std::vector<std::string> figures(const Json& result, const std::string& samples) {
  const bool generated = samples == "generated";
  const bool distances = distance_count(result, samples) == distance_count(result, "generated");
  std::vector<std::string> row;
  for (const Column& column : kColumns) {
    std::string pointer = fmt::format(fmt::runtime(column.pointer), samples);
    if (!generated && starts_with(pointer, "/pictures/"))
      pointer.insert(std::string("/pictures").size(), " of " + samples);
    const bool applies = (generated || !starts_with(pointer, "/training/")) &&
                         (distances || pointer.find("/distances/") == std::string::npos);
    row.push_back(applies ? figure(result, pointer, column.format) : kNone);
  }
  return row;
}

bool mirrored(const Json& result) {
  return result["settings"].value("mirror", false);
}

/// A field of a line of CSV.
std::string csv_field(const std::string& text) {
  if (text == kNone) return "";
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

}  // namespace

std::vector<std::string> ExperimentSettings::overrides() const {
  std::vector<std::string> all;
  for (const auto& [key, value] : settings.items())
    all.push_back(key + "=" + (value.is_string() ? value.get<std::string>() : value.dump()));
  return all;
}

Experiment read_experiment(const std::filesystem::path& path) {
  const std::string file = path.string();
  Json json = config::read_json(path);
  if (!json.is_object()) fail<ConfigError>("{}: expected an object", file);
  Experiment experiment;
  experiment.name = take_name(json, "name", file);
  experiment.about = json.value("about", "");
  const std::vector<Axis> axes = read_axes(json.value("axes", Json()), file);
  json.erase("about");
  json.erase("axes");
  std::vector<std::size_t> at(axes.size(), 0);
  for (const Axis& axis : axes) experiment.axes.push_back(axis.name);
  for (;;) {
    experiment.cells.push_back(make_cell(json, axes, at, file));
    std::size_t a = axes.size();
    while (a > 0 && ++at[a - 1] == axes[a - 1].values.size()) at[--a] = 0;
    if (a == 0) return experiment;
  }
}

ExperimentTable tabulate(const Experiment& experiment, const std::vector<Json>& results) {
  ExperimentTable table;
  table.titles = experiment.axes;
  for (const Column& column : kColumns) table.titles.emplace_back(column.title);
  const auto add = [&table](std::vector<std::string> row, const std::vector<std::string>& rest) {
    row.insert(row.end(), rest.begin(), rest.end());
    table.rows.push_back(std::move(row));
  };
  std::map<std::string, const Json*> shape_sets;  // with a result that holds its controls
  for (const Json& result : results) {
    std::vector<std::string> row;
    for (const std::string& axis : experiment.axes)
      row.push_back(figure(result, "/coordinates/" + axis, "{}"));
    if (result.contains("failed")) {
      std::vector<std::string> rest(std::size(kColumns), kNone);
      rest[0] = "failed: " + result["failed"].get<std::string>();
      add(row, rest);
    } else {
      add(row, figures(result, "generated"));
      // Mirror images would match some controls better: a result without them goes first.
      const Json& settings = result["settings"];
      const Json*& controls = shape_sets[settings["shapes"].get<std::string>()];
      if (!controls || (mirrored(*controls) && !mirrored(result))) controls = &result;
    }
  }
  // What the figures of each set are to be read beside.
  for (const auto& [set, result] : shape_sets)
    for (const char* control : {kTrainingShapes, "held-out", "cuboids", "mean shape"}) {
      std::vector<std::string> row(experiment.axes.size(), kNone);
      row[0] = std::string(control) + " of " + set;
      add(row, figures(*result, control));
    }
  return table;
}

std::string to_markdown(const ExperimentTable& table) {
  const auto line = [](const std::vector<std::string>& cells) {
    std::string text = "|";
    for (const std::string& cell : cells) text += " " + cell + " |";
    return text + "\n";
  };
  std::string text = line(table.titles) + "|";
  for (std::size_t i = 0; i < table.titles.size(); ++i) text += "---|";
  text += "\n";
  for (const auto& row : table.rows) text += line(row);
  return text;
}

std::string to_csv(const ExperimentTable& table) {
  std::string text;
  const auto add = [&text](const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i)
      text += (i == 0 ? "" : ",") + csv_field(cells[i]);
    text += "\n";
  };
  add(table.titles);
  for (const auto& row : table.rows) add(row);
  return text;
}

}  // namespace iggan
