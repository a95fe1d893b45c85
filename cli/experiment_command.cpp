#include <algorithm>
#include <cstdlib>
#include <functional>
#include <memory>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/base/interrupt.h>
#include <iggan/config/json_file.h>
#include <iggan/config/training_config.h>
#include <iggan/console/progress.h>
#include <iggan/console/table.h>
#include <iggan/data/shape_set.h>
#include <iggan/evaluation/metric_file.h>
#include <iggan/evaluation/threshold_choice.h>
#include <iggan/experiments/experiment.h>
#include <iggan/features/feature_extractor.h>
#include <iggan/metrics/frechet_distance.h>
#include <iggan/pictures/picture_set.h>

#include "cell_training.h"
#include "command.h"
#include "output.h"
#include "own_command.h"

namespace iggan::cli {
namespace {

namespace fs = std::filesystem;
using config::Json;

struct ExperimentArguments {
  std::string file, out;
  std::vector<std::string> only;
  bool dry_run = false, json = false;
};

/// Options as a version that had fewer wrote them, the others at their defaults; as it stands where
/// this version cannot read it.
template <class Options>
Json completed(const Json& json) {
  try {
    Options options;
    config::from_json(json, options, "");
    return config::to_json(options);
  } catch (const ConfigError&) {
    return json;
  }
}

/// In whatever order objects have their keys.
bool equal(const Json& a, const Json& b) {
  return nlohmann::json(a) == nlohmann::json(b);
}

/// One cell's folder: its runs, what was measured, and at the end result.json, or failed.json.
class CellFolder {
 public:
  using Waiting = std::function<void(const std::string& stage)>;
  /// @param waiting  called several times a second while the cell is trained and measured.
  CellFolder(const fs::path& out, const ExperimentCell& cell, Waiting waiting = {})
      : cell_(cell), path_(out / "cells" / cell.name), waiting_(std::move(waiting)) {}

  /// What became of the cell; null before its end. @throws ConfigError when that was another cell,
  /// or its data have changed since.
  [[nodiscard]] Json outcome() const {
    if (const fs::path file = path_ / "result.json"; fs::exists(file)) {
      Json json = config::read_json(file);
      refuse_others(json);
      return json;
    }
    if (const fs::path file = path_ / "failed.json"; fs::exists(file))
      if (Json json = config::read_json(file); is_of_this_cell(json)) return json;
    return {};
  }

  /// What a table says of the cell: its outcome, or why that is not to be read here.
  [[nodiscard]] Json entry() const {
    try {
      return outcome();
    } catch (const ConfigError& error) {
      Json json = identity();
      json["failed"] = error.what();
      return json;
    }
  }

  /// What training would only end in.
  /// @param features  how many the extractor that measures cells gives of a picture.
  /// @throws ConfigError when an option is unknown or out of range, when there is no such picture
  /// or shape set, or one with which the cell cannot be measured, or too few renders are asked for.
  void check_inputs(std::size_t features) const {
    const auto refuse = [&](const std::string& why) {
      fail<ConfigError>("cell {}: {}", cell_.name, why);
    };
    TrainingConfig config;
    try {
      config = resolve_config(cell_.settings.preset, cell_.settings.overrides());
    } catch (const ConfigError& error) {
      refuse(error.what());
    }
    const auto renders = static_cast<std::size_t>(cell_.settings.renders);  // 0: as the set has
    if (renders > 0 && renders < features) refuse(too_few_pictures(renders, "renders", features));
    for (const std::string& set : {cell_.settings.pictures, judge()})
      if (!fs::exists(fs::path(set) / "dataset.json"))
        refuse("there is no picture set " + set + ": iggan dataset render makes one");
    const auto pictures = static_cast<std::size_t>(load_picture_manifest(judge()).count);
    if (pictures < features) refuse(too_few_pictures(pictures, "pictures", features));
    const std::string& shapes = cell_.settings.shapes;
    if (!fs::exists(fs::path(shapes) / "manifest.json"))
      refuse("there is no shape set " + shapes + ": iggan dataset shapes makes one");
    const ShapeSetSummary set = summarize_shape_set(shapes);
    if (set.training_shapes == 0) refuse(shapes + " has no shape in the split 'train'");
    if (set.resolution != config.generator.resolution)
      refuse(fmt::format("{} is of {}^3 voxels, its generator of {}^3", shapes, set.resolution,
                         config.generator.resolution));
  }

  void run() const {
    fs::create_directories(path_);
    const FolderLock lock(path_);
    if (is_done(outcome())) return;  // another process was here
    begin();
    try {
      const fs::path run = train(lock);
      measure(run, lock);
      config::write_json(path_ / "result.json", result(run));
      fs::remove(path_ / "failed.json");
    } catch (const Interrupted&) {
      throw;
    } catch (const std::exception& error) {
      Json json = identity();
      json["failed"] = error.what();
      config::write_json(path_ / "failed.json", json);
      throw;
    }
  }

 private:
  /// All options of the training, as preset and settings stand for them in this version; null where
  /// they stand for nothing, which the training will say.
  [[nodiscard]] Json resolved() const {
    try {
      return config::to_json(resolve_config(cell_.settings.preset, cell_.settings.overrides()));
    } catch (const ConfigError&) {
      return nullptr;
    }
  }

  /// @param json  what was written of a cell: its settings, and all options of its training.
  [[nodiscard]] bool is_of_this_cell(const Json& json) const {
    return equal(completed<ExperimentSettings>(json.value("settings", Json())),
                 config::to_json(cell_.settings)) &&
           equal(completed<TrainingConfig>(json.value("config", Json())), resolved());
  }

  /// Digests of the cell's sets, by what they are for; none of a set that is not there.
  [[nodiscard]] Json data() const {
    Json digests = Json::object();
    for (const auto& [use, set] :
         {std::pair<const char*, std::string>{"pictures", cell_.settings.pictures},
          {"judge", judge()}})
      if (fs::exists(fs::path(set) / "dataset.json"))
        digests[use] = load_picture_manifest(set).pictures_sha256;
    if (fs::exists(fs::path(cell_.settings.shapes) / "manifest.json"))
      digests["shapes"] = summarize_shape_set(cell_.settings.shapes).sha256;
    return digests;
  }

  void refuse_others(const Json& json) const {
    if (!is_of_this_cell(json))
      fail<ConfigError>(
          "{} was begun with other settings, or its preset was another then; remove that folder to "
          "begin anew",
          path_.string());
    const Json before = json.value("data", Json::object()), now = data();
    for (const auto& [use, digest] : before.items())
      if (now.contains(use) && now[use] != digest)
        fail<ConfigError>(
            "the {} of {} have changed since it was begun; remove that folder to "
            "begin anew",
            use, path_.string());
  }

  /// A cell that was begun goes on as it began.
  void begin() const {
    const fs::path file = path_ / "cell.json";
    if (fs::exists(file) && is_begun(path_)) refuse_others(config::read_json(file));
    config::write_json(file, identity());
  }

  [[nodiscard]] fs::path train(const FolderLock& lock) const {
    CommandLine words = own_command(
        {"train", "--data", cell_.settings.pictures, "--preset", cell_.settings.preset});
    for (const std::string& setting : cell_.settings.overrides())
      words.insert(words.end(), {"--set", setting});
    return train_in_cell(path_, std::move(words), lock, [this] { wait("training"); });
  }

  void measure(const fs::path& run, const FolderLock& lock) const {
    const ExperimentSettings& settings = cell_.settings;
    fs::remove(metrics());
    CommandLine words =
        own_command({"evaluate", "--run", run.string(), "--shapes", settings.shapes, "--pictures",
                     judge(), "--samples", std::to_string(settings.samples), "--renders",
                     std::to_string(settings.renders), "--controls",
                     std::to_string(settings.samples), "--threshold", settings.threshold, "--out",
                     metrics().string(), "--sheet", (path_ / "samples.png").string()});
    if (settings.mirror) words.emplace_back("--mirror");
    run_own_command(words, path_ / "log.txt", lock, [this] { wait("measuring"); });
  }

  void wait(const std::string& stage) const {
    if (waiting_) waiting_(stage);
  }

  [[nodiscard]] fs::path metrics() const { return path_ / "metrics.jsonl"; }
  [[nodiscard]] std::string judge() const {
    return cell_.settings.judge.empty() ? cell_.settings.pictures : cell_.settings.judge;
  }

  [[nodiscard]] Json identity() const {
    Json json{{"cell", cell_.name},
              {"coordinates", Json::object()},
              {"settings", config::to_json(cell_.settings)},
              {"config", resolved()},
              {"data", data()}};
    for (const auto& [axis, value] : cell_.coordinates) json["coordinates"][axis] = value;
    return json;
  }

  [[nodiscard]] Json result(const fs::path& run) const {
    Json json = identity();
    json.update(facts_of_training(run));
    for (const Json& line : read_json_lines(metrics()))
      if (line["metric"] == kPictureMetric || line["metric"] == kRealPictureMetric)
        json[line["metric"].get<std::string>()] = line;
      else
        json[line["samples"].get<std::string>() + " against " +
             line["references"].get<std::string>()] = line;
    return json;
  }

  const ExperimentCell& cell_;
  fs::path path_;
  Waiting waiting_;
};

/// @return what became of the cells so far.
std::vector<Json> write_tables(const Experiment& experiment, const fs::path& out) {
  std::vector<Json> results;
  for (const ExperimentCell& cell : experiment.cells) {
    Json entry = CellFolder(out, cell).entry();
    if (!entry.is_null()) results.push_back(std::move(entry));
  }
  const ExperimentTable table = tabulate(experiment, results);
  write_text_atomically(out / "table.md", experiment.about + "\n\n" + to_markdown(table));
  write_text_atomically(out / "table.csv", to_csv(table));
  config::write_json(out / "table.json", Json(results));
  return results;
}

/// The table for people; why a cell failed stands below it.
void print_table(const Experiment& experiment, const std::vector<Json>& results) {
  const ExperimentTable lines = tabulate(experiment, results);
  Table table(lines.titles);
  for (const auto& row : lines.rows) {
    std::vector<Cell> cells;
    for (const std::string& text : row)
      cells.emplace_back(text.rfind("failed: ", 0) == 0 ? std::string("-") : text);
    table.add(std::move(cells));
  }
  const Colour colour = colour_of(Stream::output);
  std::string text = table.text(colour);
  for (const Json& result : results)
    if (result.contains("failed"))
      text += painted("failed: ", Paint::red, colour) + result["cell"].get<std::string>() + ": " +
              result["failed"].get<std::string>() + "\n";
  print_lines(text);
}

/// Cells of the experiment that --only names, in its order; all without it.
std::vector<const ExperimentCell*> chosen_cells(const Experiment& experiment,
                                                const ExperimentArguments& arguments) {
  std::vector<const ExperimentCell*> chosen;
  const auto& only = arguments.only;
  for (const ExperimentCell& cell : experiment.cells)
    if (only.empty() || std::find(only.begin(), only.end(), cell.name) != only.end())
      chosen.push_back(&cell);
  for (const std::string& name : only)
    if (std::none_of(chosen.begin(), chosen.end(),
                     [&](const ExperimentCell* cell) { return cell->name == name; }))
      fail<ConfigError>("--only {}: {} has no such cell; --dry-run lists them", name,
                        arguments.file);
  return chosen;
}

/// Runs cells one after the other. @return how many failed.
int run_cells(const Experiment& experiment, const std::vector<const ExperimentCell*>& cells,
              const ExperimentArguments& arguments) {
  int failed = 0;
  ProgressLine progress("cells", cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::string& name = cells[i]->name;
    if (!arguments.json) print_lines(fmt::format("[{}/{}] {}\n", i + 1, cells.size(), name));
    const auto waiting = [&](const std::string& stage) { progress.update(i, name + ": " + stage); };
    try {
      CellFolder(arguments.out, *cells[i], waiting).run();
    } catch (const Interrupted&) {
      throw;
    } catch (const std::exception& error) {  // the other cells go on
      note(name + ": " + error.what());
      ++failed;
    }
    (void)write_tables(experiment, arguments.out);
  }
  return failed;
}

void run_experiment(const ExperimentArguments& arguments) {
  const Experiment experiment = read_experiment(arguments.file);
  const std::vector<const ExperimentCell*> chosen = chosen_cells(experiment, arguments);
  std::vector<const ExperimentCell*> to_do;
  Json states = Json::array();
  for (const ExperimentCell* cell : chosen) {
    const bool done = is_done(CellFolder(arguments.out, *cell).outcome());
    if (!done) to_do.push_back(cell);
    states.push_back({{"cell", cell->name}, {"state", done ? "done" : "to do"}});
    if (!arguments.json && (done || arguments.dry_run))
      print_lines(cell->name + (done ? ": done" : ": to do") + "\n");
  }
  if (arguments.dry_run && arguments.json)
    print_json({{"experiment", experiment.name}, {"cells", states}});
  if (!to_do.empty()) {
    const std::size_t features = open_feature_extractor("furniture")->width();
    for (const ExperimentCell* cell : to_do)
      CellFolder(arguments.out, *cell).check_inputs(features);
  }
  if (arguments.dry_run) return;
  ::setenv("GOMP_SPINCOUNT", "0", 0);  // waiting threads are not to count as work
  const int failed = run_cells(experiment, to_do, arguments);
  const std::vector<Json> results = write_tables(experiment, arguments.out);
  if (arguments.json) print_json({{"experiment", experiment.name}, {"results", results}});
  if (!arguments.json) print_table(experiment, results);
  if (failed > 0)
    fail<Error>("{} of {} cells failed; once what they name is mended, the same command goes on",
                failed, chosen.size());
}

}  // namespace

void add_experiment_command(CLI::App& app) {
  auto arguments = std::make_shared<ExperimentArguments>();
  auto* command = app.add_subcommand(
      "experiment", "Train and measure a matrix of configurations; what is done is skipped.");
  command->add_option("file", arguments->file, "The matrix, JSON; see examples/experiments")
      ->required()
      ->type_name("FILE");
  command->add_option("--out", arguments->out, "Folder of the cells and tables")
      ->required()
      ->type_name("FOLDER");
  command->add_option("--only", arguments->only, "Names of cells; all if not given")
      ->delimiter(',');
  command->add_flag("--dry-run", arguments->dry_run,
                    "List the cells, and check what they are made of");
  add_json_flag(*command, arguments->json);
  command->footer(
      "Example:\n  iggan experiment examples/experiments/methods.json --out out/methods\n"
      "Each cell is a folder with its run, log, metrics, sheet of samples and result.json.");
  command->callback([arguments] { run_experiment(*arguments); });
}

}  // namespace iggan::cli
