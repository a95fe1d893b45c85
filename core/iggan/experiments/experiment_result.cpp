#include <iggan/experiments/experiment_result.h>

#include <iggan/base/error.h>
#include <iggan/config/training_config.h>
#include <iggan/data/shape_set.h>
#include <iggan/pictures/picture_set.h>

namespace iggan {
namespace {

namespace fs = std::filesystem;
using config::Json;

/// All options of the training run, as preset and settings define them in this version; null if
/// they are invalid, which the training run will report.
Json resolved_config(const ExperimentSettings& settings) {
  try {
    return config::to_json(resolve_config(settings.preset, settings.overrides()));
  } catch (const ConfigError&) {
    return nullptr;
  }
}

/// Options added in later versions get their defaults; unreadable options stay as they are.
Json with_later_options(const Json& json) {
  try {
    TrainingConfig options;
    config::from_json(json, options, "");
    return config::to_json(options);
  } catch (const ConfigError&) {
    return json;
  }
}

std::optional<std::string> digest_of_pictures(const fs::path& set) {
  if (!fs::exists(set / "dataset.json")) return std::nullopt;
  return load_picture_manifest(set).pictures_sha256;
}

CellData data_of(const ExperimentSettings& settings) {
  CellData data;
  data.pictures = digest_of_pictures(settings.pictures);
  data.judge = digest_of_pictures(settings.judging_pictures());
  if (fs::exists(fs::path(settings.shapes) / "manifest.json"))
    data.shapes = summarize_shape_set(settings.shapes).sha256;
  return data;
}

}  // namespace

ExperimentIdentity ExperimentIdentity::of(const ExperimentCell& cell) {
  return {cell.name, cell.coordinates, cell.settings, resolved_config(cell.settings),
          data_of(cell.settings)};
}

std::string ExperimentIdentity::difference_from(const ExperimentIdentity& before) const {
  if (!says_the_same(config::to_json(settings), config::to_json(before.settings)) ||
      !says_the_same(config, with_later_options(before.config)))
    return "was started with different settings, or its preset has changed since; remove that "
           "folder "
           "to start again";
  for (const auto& [use, now, then] :
       {std::tuple{"pictures", data.pictures, before.data.pictures},
        std::tuple{"judging pictures", data.judge, before.data.judge},
        std::tuple{"shapes", data.shapes, before.data.shapes}})
    if (now && then && *now != *then)
      return fmt::format(
          "was started with different data: its {} have changed since; remove that folder to start "
          "again",
          use);
  return "";
}

void ExperimentResult::upgrade(Json& json) {
  if (!json.is_object()) return;
  Json upgraded = Json::object(), shapes = Json::array(), pictures = Json::array();
  for (const auto& [key, value] : json.items()) {
    const Json* metric = config::find_key(value, "metric");
    if (!metric)
      upgraded[key] = value;
    else
      (*metric == kShapeMetric ? shapes : pictures).push_back(value);
  }
  if (!shapes.empty()) upgraded["shape_scores"] = std::move(shapes);
  if (!pictures.empty()) upgraded["picture_scores"] = std::move(pictures);
  json = std::move(upgraded);
}

ExperimentFolder folder_of(const fs::path& out, const ExperimentCell& cell) {
  return {out / "cells" / cell.name, ExperimentIdentity::of(cell)};
}

void write_outcomes(const fs::path& file, const std::vector<ExperimentOutcome>& outcomes) {
  config::write_json(file, config::to_json(outcomes));
}

std::vector<ExperimentOutcome> read_outcomes(const fs::path& file) {
  Json json = config::read_json(file);
  if (!json.is_array()) fail<ConfigError>("{}: expected a list of results", file.string());
  std::vector<ExperimentOutcome> outcomes;
  for (std::size_t i = 0; i < json.size(); ++i) {
    ExperimentResult::upgrade(json[i]);
    const std::string where = fmt::format("{}, result {}", file.string(), i + 1);
    outcomes.push_back(config::struct_of<ExperimentOutcome>(json[i], where));
    if (outcomes.back().identity.coordinates.empty())
      fail<ConfigError>("{}: coordinates: expected a value for each axis", where);
  }
  return outcomes;
}

}  // namespace iggan
