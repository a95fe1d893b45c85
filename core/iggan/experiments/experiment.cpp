#include <iggan/experiments/experiment.h>

#include <algorithm>
#include <set>

#include <iggan/base/error.h>
#include <iggan/config/json_lines.h>
#include <iggan/evaluation/threshold_choice.h>

namespace iggan {
namespace {

using config::Json;

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
        fail<ConfigError>("{}.values[{}]: the value {} was given before", path, v, name);
      axis.values.push_back({name, values[v]});
    }
    all.push_back(std::move(axis));
  }
  return all;
}

/// Replaces {AXIS} in every string of a JSON value.
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
  cell.settings = config::struct_of<ExperimentSettings>(settings, file + ", cell " + cell.name);
  (void)parse_threshold(cell.settings.threshold);
  if (cell.settings.pictures.empty() || cell.settings.shapes.empty())
    fail<ConfigError>("{}: cell {} has no {}", file, cell.name,
                      cell.settings.pictures.empty() ? "pictures" : "shapes");
  return cell;
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
  if (const Json* about = config::find_key(json, "about"))
    config::from_json(*about, experiment.about, file + ": about");
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

}  // namespace iggan
