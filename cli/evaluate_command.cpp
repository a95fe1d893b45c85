#include <algorithm>
#include <cstdio>
#include <memory>

#include <iggan/base/error.h>
#include <iggan/base/log.h>
#include <iggan/evaluation/evaluator.h>
#include <iggan/evaluation/metric_file.h>
#include <iggan/formats/binvox.h>
#include <iggan/formats/image_file.h>
#include <iggan/render/contact_sheet.h>
#include <iggan/render/plugin_registry.h>
#include <iggan/scene/yaw.h>
#include <iggan/training/trained_generator.h>

#include "command.h"

namespace iggan::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxSheetPairs = 64;

struct EvaluateArguments {
  std::string run, samples_dir, shapes, out, sheet, renderer = "raster", checkpoint;
  int samples = 64;
  std::uint64_t seed = 0;
  double threshold = 0.5;
  bool json = false, mirror = false;
  EvaluationOptions options;
};

/// Samples, and what a line of the metric file says of where they come from.
struct Samples {
  std::vector<VoxelGrid> grids;
  config::Json origin = config::Json::object();
};

Samples generate(const EvaluateArguments& arguments) {
  const TrainedGenerator generator(arguments.run, arguments.checkpoint);
  std::vector<std::uint64_t> seeds;
  for (int i = 0; i < arguments.samples; ++i)
    seeds.push_back(arguments.seed + static_cast<std::uint64_t>(i));
  Samples samples{generator.sample(seeds, arguments.threshold), {}};
  samples.origin["run"] = arguments.run;
  samples.origin["checkpoint"] = arguments.checkpoint.empty() ? "newest" : arguments.checkpoint;
  samples.origin["iteration"] = generator.iteration();
  samples.origin["threshold"] = arguments.threshold;
  samples.origin["first_seed"] = arguments.seed;
  return samples;
}

Samples read_samples(const std::string& folder) {
  std::error_code error;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder, error))
    if (entry.path().extension() == ".binvox") files.push_back(entry.path());
  if (error) fail<DataError>("cannot read the folder {}: {}", folder, error.message());
  if (files.empty()) fail<DataError>("no .binvox files in {}", folder);
  std::sort(files.begin(), files.end());
  Samples samples;
  for (const auto& file : files) samples.grids.push_back(read_binvox(file));
  samples.origin["samples_dir"] = folder;
  return samples;
}

VoxelGrid painted(VoxelGrid grid, const std::array<std::uint8_t, 3>& colour) {
  grid.albedo.resize(3 * grid.size());
  for (std::size_t i = 0; i < grid.albedo.size(); ++i) grid.albedo[i] = colour[i % 3];
  return grid;
}

/// Samples in the generator's pose (clay) beside their nearest training shapes (blue).
void write_sheet(const EvaluateArguments& arguments, const Samples& samples, const ShapeSet& set,
                 const EvaluationReport& report) {
  const auto renderer = open_renderer({arguments.renderer, config::Json::object(), 0, make_log()});
  std::vector<VoxelGrid> pairs;
  for (std::size_t i = 0; i < std::min(samples.grids.size(), kMaxSheetPairs); ++i) {
    pairs.push_back(posed(widen_for_yaw(samples.grids[i]), report.one_pose));
    pairs.push_back(painted(widen_for_yaw(set.shapes[report.neighbours[i]].grid), {120, 150, 190}));
  }
  const std::vector<GridView> views(pairs.begin(), pairs.end());
  write_image(arguments.sheet, contact_sheet(*renderer, views, ContactSheetOptions{}));
}

void run_evaluate(EvaluateArguments arguments) {
  if (arguments.run.empty() == arguments.samples_dir.empty())
    fail<ConfigError>("give either --run RUN or --samples-dir FOLDER");
  arguments.options.mirroring = arguments.mirror ? Mirroring::on : Mirroring::off;
  const ShapeSet set = load_shape_set(arguments.shapes);
  const Samples samples =
      arguments.run.empty() ? read_samples(arguments.samples_dir) : generate(arguments);
  const EvaluationReport report = evaluate_shapes(samples.grids, set, arguments.options);

  std::vector<config::Json> lines;
  for (const EvaluationRow& row : report.rows) {
    config::Json line = to_json(row);
    line.update(samples.origin);
    line["shapes"] = arguments.shapes;
    line["resolution"] = report.resolution;
    lines.push_back(line);
  }
  fs::path out = arguments.out;
  if (out.empty() && !arguments.run.empty()) out = fs::path(arguments.run) / kShapeMetricFile;
  if (!out.empty()) append_json_lines(out, lines);
  if (!arguments.sheet.empty()) write_sheet(arguments, samples, set, report);
  if (!arguments.json) std::fputs(format_table(report).c_str(), stdout);
  if (arguments.json)
    for (const auto& line : lines) std::printf("%s\n", line.dump().c_str());
}

}  // namespace

void add_evaluate_command(CLI::App& app) {
  auto arguments = std::make_shared<EvaluateArguments>();
  auto* command = app.add_subcommand(
      "evaluate", "Compare generated shapes with real ones, with controls beside them.");
  auto& options = arguments->options;
  command->add_option("--run", arguments->run, "Run folder whose generator is measured");
  command->add_option("--samples-dir", arguments->samples_dir, "Or a folder of .binvox files");
  command->add_option("--shapes", arguments->shapes, "Shape set (iggan dataset shapes)")
      ->required();
  command->add_option("--samples", arguments->samples, "Number of shapes to generate")
      ->check(CLI::Range(1, 1000000));
  command->add_option("--seed", arguments->seed, "Of the first; the others follow");
  command->add_option("--threshold", arguments->threshold, "Occupancy above this is solid")
      ->check(CLI::Range(0.0, 1.0));
  command->add_option("--checkpoint", arguments->checkpoint, "File; the run's newest if not given");
  command->add_option("--yaw-step", options.yaw_step_degrees, "Degrees; divides 360");
  command->add_flag("--mirror", arguments->mirror, "Try mirror images too (silhouette methods)");
  command->add_option("--controls", options.control_cuboids, "Number of control cuboids")
      ->check(CLI::Range(1, 1000000));
  command->add_option("--control-seed", options.control_seed, "Of the control cuboids");
  command->add_option("--threads", options.threads, "0: as many as the machine has")
      ->check(CLI::Range(0, 1024));
  command->add_option("--out", arguments->out,
                      "File to add JSON lines to; RUN/metric-shapes.jsonl with --run");
  command->add_flag("--json", arguments->json, "Print JSON lines in place of the table");
  command->add_option(
      "--sheet", arguments->sheet,
      "PNG of the samples, turned as aligned, beside their nearest training shapes");
  command->add_option("--renderer", arguments->renderer, "Plugin that makes the sheet");
  command->footer(
      "Example:\n  iggan evaluate --run runs/00000-sofa-raster --shapes data/sofas --sheet "
      "pairs.png");
  command->callback([arguments] { run_evaluate(*arguments); });
}

}  // namespace iggan::cli
