#include <support/catch.h>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/config/json_file.h>
#include <iggan/config/training_config.h>
#include <iggan/experiments/experiment.h>
#include <iggan/experiments/experiment_table.h>

#include "support/temp_dir.h"

using namespace iggan;

namespace {

Experiment read(const std::string& json) {
  const TempDir dir;
  write_text_atomically(dir / "experiment.json", json);
  return read_experiment(dir / "experiment.json");
}

constexpr const char* kMatrix = R"({
  "name": "methods", "about": "Why.",
  "pictures": "data/{category}-pictures", "shapes": "data/{category}", "renders": 7,
  "settings": {"name": "{category}", "training.seed": 3},
  "axes": [
    {"axis": "category", "values": [{"value": "sofa"}, {"value": "bath"}]},
    {"axis": "method", "values": [
      {"value": "ours"},
      {"value": "hull", "pictures": "data/{category}-black", "mirror": true,
       "settings": {"method": "visual_hull", "training.seed": 4}}]}]})";

}  // namespace

TEST_CASE("an experiment has a cell for every combination, the last axis fastest", "[evaluation]") {
  const Experiment experiment = read(kMatrix);
  CHECK(experiment.name == "methods");
  REQUIRE(experiment.cells.size() == 4);
  CHECK(experiment.cells[0].name == "sofa-ours");
  CHECK(experiment.cells[1].name == "sofa-hull");
  CHECK(experiment.cells[2].name == "bath-ours");
  const ExperimentCell& cell = experiment.cells[3];
  CHECK(cell.name == "bath-hull");
  CHECK(cell.settings.pictures == "data/bath-black");
  CHECK(cell.settings.shapes == "data/bath");
  CHECK(cell.settings.mirror);
  CHECK(cell.settings.renders == 7);
  CHECK(cell.settings.settings ==
        config::Json{{"name", "bath"}, {"training.seed", 4}, {"method", "visual_hull"}});
  CHECK(experiment.cells[2].settings.pictures == "data/bath-pictures");
  CHECK_FALSE(experiment.cells[2].settings.mirror);
}

TEST_CASE("an error in an experiment is reported with its place", "[evaluation]") {
  CHECK_THROWS_WITH(read(R"({"name": "a b"})"), Contains("name") && Contains("folder"));
  CHECK_THROWS_WITH(read(R"({"name": "a", "axes": []})"), Contains("axes"));
  CHECK_THROWS_WITH(
      read(R"({"name": "a", "axes": [{"axis": "x", "values": [{"value": "1"}, {"value": "1"}]}]})"),
      Contains("axes[0].values[1]"));
  CHECK_THROWS_WITH(
      read(R"({"name": "a", "shape": "s", "axes": [{"axis": "x", "values": [{"value": "1"}]}]})"),
      Contains("shape") && Contains("shapes"));
  CHECK_THROWS_WITH(
      read(R"({"name": "a", "shapes": "s", "axes": [{"axis": "x", "values": [{"value": "1"}]}]})"),
      Contains("pictures"));
}

TEST_CASE("the supplied experiments have valid settings", "[evaluation]") {
  int files = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(IGGAN_SOURCE_DIR "/examples/experiments")) {
    if (entry.path().extension() != ".json") continue;
    ++files;
    for (const ExperimentCell& cell : read_experiment(entry.path()).cells) {
      INFO(entry.path() << " " << cell.name);
      TrainingConfig config = preset(cell.settings.preset);
      for (const auto& [key, value] : cell.settings.settings.items())
        apply_setting(config,
                      key + "=" + (value.is_string() ? value.get<std::string>() : value.dump()));
      CHECK_NOTHROW(validate(config));
    }
  }
  CHECK(files > 0);
}

namespace {

/// A result as `iggan experiment` of version 0.1 wrote it, each line under its own key.
ExperimentOutcome outcome_of_before(const config::Json& coordinates, bool mirror,
                                    config::Json lines) {
  for (auto& [key, line] : lines.items()) {
    const std::size_t against = key.find(" against ");
    line["metric"] = against == std::string::npos ? key : "shapes";
    if (against == std::string::npos) continue;
    line["samples"] = key.substr(0, against);
    line["references"] = key.substr(against + 9);
  }
  lines["cell"] = "a cell";
  lines["coordinates"] = coordinates;
  lines["settings"] = {{"shapes", "data/sofa"}, {"mirror", mirror}};
  const TempDir dir;
  config::write_json(dir / "table.json", config::Json::array({lines}));
  return read_outcomes(dir / "table.json").front();
}

ExperimentOutcome failed_outcome() {
  ExperimentOutcome failed;
  failed.identity.coordinates = {{"category", "sofa"}, {"method", "hull"}};
  failed.failed = "no memory, \"none\" left";
  return failed;
}

const std::vector<std::string> kAxes = {"category", "method"};

}  // namespace

TEST_CASE("results become a table, with a dash for what was not measured", "[evaluation]") {
  ExperimentOutcome done = outcome_of_before(
      {{"category", "sofa"}, {"method", "ours"}}, false,
      {{"generated against train",
        {{"one_yaw", {{"iou", 0.6}, {"cavity_recall", 0.5}, {"cavity_precision", 0.25}}},
         {"own_yaw", {{"distinct_sources", 7}}},
         {"distances", {{"count", 64}, {"chamfer", {{"cov", 0.75}}}}}}},
       {"cuboids against train",
        {{"one_yaw", {{"iou", 0.7}}}, {"distances", {{"count", 64}, {"chamfer", {{"cov", 0.5}}}}}}},
       {"held-out against train",
        {{"one_yaw", {{"iou", 0.8}}},
         {"distances", {{"count", 4}, {"chamfer", {{"cov", 0.875}}}}}}},
       {"pictures of training shapes", {{"frechet", {{"value", 0.125}}}, {"precision", 0.9375}}},
       {"pictures", {{"frechet", {{"value", 1.2345}}}, {"threshold", 0.5}}}});
  done.result.training = TrainingCost{2000, 30.04, 40};
  const ResultTable table = tabulate(kAxes, {done, failed_outcome()});
  CHECK(table.rows.size() == 2);
  CHECK(table.reference_rows.size() == 4);  // of one shape set
  for (const auto* rows : {&table.rows, &table.reference_rows})
    for (const auto& row : *rows) CHECK(row.size() == table.columns.size());
  const std::string markdown = to_markdown(table);
  CHECK_THAT(markdown, Contains("| category | method | CPU min | iterations |"));
  CHECK_THAT(markdown, Contains("| sofa | ours | 30.0 | 2000 | 0.5 | 1.23 | – | – | – | 0.600 |"));
  CHECK_THAT(markdown, Contains("| – | 0.500 | 0.250 | 0 | 7 | 0.750 |"));
  CHECK_THAT(markdown, Contains("| sofa | hull | failed: no memory, \"none\" left | – |"));
  CHECK_THAT(markdown,
             Contains("| cuboids of data/sofa | – | – | – | – | – | – | – | – | 0.700 |"));
  CHECK_THAT(markdown, Contains("| training shapes of data/sofa | – | – | – | – | 0.12 |"));
  // Distances depend on the number of shapes, so those for another number are omitted.
  CHECK_THAT(markdown, !Contains("0.875"));
  CHECK_THAT(to_csv(table), Contains("sofa,ours,30.0,2000,0.5,1.23,,,,0.600,"));
  CHECK_THAT(to_csv(table), Contains("sofa,hull,\"failed: no memory, \"\"none\"\" left\","));
}

TEST_CASE("controls are taken from a result without mirror images", "[evaluation]") {
  const auto outcome = [](bool mirror, double iou) {
    return outcome_of_before({{"category", "sofa"}}, mirror,
                             {{"cuboids against train", {{"one_yaw", {{"iou", iou}}}}}});
  };
  const ResultTable table = tabulate(kAxes, {outcome(true, 0.75), outcome(false, 0.625)});
  CHECK_THAT(to_markdown(table), Contains("0.625") && !Contains("0.750"));
}

TEST_CASE("every result in the docs can be read and agrees with its lines", "[evaluation]") {
  int results = 0;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(IGGAN_SOURCE_DIR "/docs/results")) {
    if (entry.path().extension() != ".json") continue;
    INFO(entry.path());
    config::Json json = config::read_json(entry.path());
    if (!json.is_object() || !json.contains("generated against train")) continue;
    ++results;
    const double iou = json["generated against train"]["one_yaw"]["iou"].get<double>();
    const double frechet = json["pictures"]["frechet"]["value"].get<double>();
    ExperimentResult::upgrade(json);
    const auto outcome = config::struct_of<ExperimentOutcome>(json, "result");
    const auto scores = MeasuredScores::of(outcome.result.scores, kGenerated);
    CHECK(metric("iou").value(scores) == iou);
    CHECK(metric("frechet").value(scores) == frechet);
    CHECK(metric("iterations").text(scores) == "–");  // without the cost
  }
  CHECK(results > 20);
}

TEST_CASE("invalid results are refused by file and place", "[experiments]") {
  const TempDir dir;
  const auto file = dir / "table.json";
  for (
      const char* text :
      {"{}", "[{}]", "[5]", "[null]", R"([{"coordinates": {}}])", R"([{"coordinates": {"a": 5}}])",
       R"([{"coordinates": {"a": "b"}, "picture_scores": "x", "pictures": {"metric": "pictures"}}])",
       R"([{"coordinates": {"a": "b"}, "x": {"metric": 5}}])"}) {
    INFO(text);
    write_text_atomically(file, text);
    try {
      (void)read_outcomes(file);
      // The upgrade replaces the invalid picture_scores.
      CHECK(std::string(text).find("picture_scores") != std::string::npos);
    } catch (const ConfigError& error) {
      CHECK_THAT(error.what(), Contains("table.json") && !Contains("json.exception"));
    }
  }
  CHECK_THROWS_WITH(read(R"({"name": "a", "about": 5})"),
                    Contains("about: expected a string, got 5"));
  CHECK_THROWS_WITH(read(R"({"name": "a", "pictures": 5, "shapes": "s",
                             "axes": [{"axis": "x", "values": [{"value": "1"}]}]})"),
                    Contains("cell 1: pictures: expected a string"));
}
