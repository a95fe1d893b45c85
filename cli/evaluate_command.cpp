#include <algorithm>
#include <memory>
#include <optional>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/config/json_lines.h>
#include <iggan/console/log.h>
#include <iggan/console/terminal.h>
#include <iggan/evaluation/nearest_pictures.h>
#include <iggan/evaluation/picture_scores.h>
#include <iggan/evaluation/result_table.h>
#include <iggan/evaluation/threshold_choice.h>
#include <iggan/formats/binvox.h>
#include <iggan/formats/image_file.h>
#include <iggan/geometry/refined.h>
#include <iggan/geometry/yaw.h>
#include <iggan/pictures/contact_sheet.h>
#include <iggan/pictures/picture_maker.h>
#include <iggan/render/plugin_registry.h>
#include <iggan/training/trained_generator.h>

#include "command.h"
#include "output.h"

namespace iggan::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxSheetPairs = 24;

struct EvaluateArguments {
  std::string run, samples_dir, shapes, pictures, out, sheet, picture_sheet, renderer = "raster",
                                                                             checkpoint;
  std::string threshold = "0.5", features = "furniture", picture_renderer, picture_params;
  int samples = 64;
  std::uint64_t seed = 0;
  bool json = false, mirror = false, force = false, trust = false;
  EvaluationOptions options;
  PictureScoreOptions picture_options;
};

/// A picture set and everything needed to compare samples with it.
struct PictureTest {
  PictureSet set;
  std::unique_ptr<Renderer> renderer;
  std::unique_ptr<FeatureExtractor> extractor;
  std::unique_ptr<PictureScorer> scorer;
};

PictureTest open_pictures(const EvaluateArguments& arguments) {
  PictureTest test;
  PictureSet& set = test.set;
  set = load_picture_set(arguments.pictures);
  const auto log = make_log();
  const bool own = use_named_renderer(set.scene, fs::path(arguments.pictures) / "dataset.json",
                                      {"--picture-renderer", arguments.picture_renderer},
                                      {"--picture-params", arguments.picture_params});
  test.renderer = open_renderer({set.scene.renderer, set.scene.renderer_params, 0, log});
  const PictureOrigin origin = origin_of(test.renderer->info());
  if (own && !set.origin.library_sha256.empty() &&
      set.origin.library_sha256 != origin.library_sha256)
    log->warn("the pictures in {} were made by another build of the renderer {}",
              arguments.pictures, origin.id);
  test.extractor =
      open_feature_extractor(arguments.features, arguments.trust ? Trust::given : Trust::none);
  test.scorer = std::make_unique<PictureScorer>(set, *test.renderer, *test.extractor,
                                                arguments.picture_options);
  return test;
}

/// Samples and where they come from.
struct Samples {
  std::vector<VoxelGrid> grids;
  SampleOrigin origin;
};

std::vector<std::uint64_t> seeds_of(const EvaluateArguments& arguments) {
  std::vector<std::uint64_t> seeds;
  for (int i = 0; i < arguments.samples; ++i)
    seeds.push_back(arguments.seed + static_cast<std::uint64_t>(i));
  return seeds;
}

/// @param scorer  for --threshold auto; may be null otherwise.
Samples generate(const EvaluateArguments& arguments, const TrainedGenerator& generator,
                 const PictureScorer* scorer) {
  std::optional<double> threshold = parse_threshold(arguments.threshold);
  const std::vector<std::uint64_t> seeds = seeds_of(arguments);
  Samples samples;
  if (!threshold) {
    const ThresholdChoice choice =
        choose_threshold([&](double cut) { return generator.sample(seeds, cut); }, *scorer);
    threshold = choice.threshold;
    samples.origin.threshold_trials = choice.trials;
  }
  samples.grids = generator.sample(seeds, *threshold);
  samples.origin.run = arguments.run;
  samples.origin.checkpoint = arguments.checkpoint.empty() ? "newest" : arguments.checkpoint;
  samples.origin.iteration = generator.iteration();
  samples.origin.threshold = *threshold;
  samples.origin.first_seed = arguments.seed;
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
  samples.origin.samples_dir = folder;
  return samples;
}

VoxelGrid painted(VoxelGrid grid, const std::array<std::uint8_t, 3>& colour) {
  grid.albedo.resize(3 * grid.size());
  for (std::size_t i = 0; i < grid.albedo.size(); ++i) grid.albedo[i] = colour[i % 3];
  return grid;
}

/// Samples in the one pose that aligns them all best (clay), next to their nearest training shapes
/// (blue).
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

/// Renders of samples next to the pictures of the set that look most like them.
void write_picture_sheet(const std::string& file, const Samples& samples, const PictureTest& test) {
  constexpr int kMagnified = 128;  // minimum edge of a tile, pixels
  const std::vector<VoxelGrid> shown(
      samples.grids.begin(), samples.grids.begin() + static_cast<std::ptrdiff_t>(std::min(
                                                         samples.grids.size(), kMaxSheetPairs)));
  std::vector<ImageU8> tiles;
  for (const NearestPicture& pair : nearest_pictures(test.set, test.scorer->features(),
                                                     *test.renderer, *test.extractor, shown)) {
    const int factor = (kMagnified + pair.render.width - 1) / pair.render.width;
    tiles.push_back(magnified(pair.render, factor));
    tiles.push_back(magnified(pair.picture, factor));
  }
  write_image(file, tile_images(tiles, 8));
}

/// The results: lines for a metric file, and text for people.
template <class Line>
struct Findings {
  std::vector<Line> lines;
  std::string text;
};

/// Appends the lines to --out, or to the given file of the run. Prints the lines with --json, the
/// text otherwise.
template <class Line>
void publish(const EvaluateArguments& arguments, const char* file_of_run,
             const Findings<Line>& findings) {
  fs::path out = arguments.out;
  if (out.empty() && !arguments.run.empty()) out = fs::path(arguments.run) / file_of_run;
  if (!out.empty()) config::append_struct_lines(out, findings.lines);
  if (!arguments.json) print_lines(findings.text);
  if (arguments.json)
    for (const Line& line : findings.lines)
      print_lines(config::line_of(config::to_json(line)) + "\n");
}

Findings<ShapeLine> compare_shapes(const EvaluateArguments& arguments, const Samples& samples,
                                   const ShapeSet& set) {
  const std::string sha256 = summarize_shape_set(arguments.shapes).sha256;
  const EvaluationReport report = evaluate_shapes(samples.grids, set, arguments.options);
  std::vector<ShapeLine> lines;
  for (const EvaluationRow& row : report.rows)
    lines.push_back({row, kShapeMetric, samples.origin, arguments.shapes, sha256, report.resolution,
                     arguments.options});
  if (!arguments.sheet.empty()) write_sheet(arguments, samples, set, report);
  std::vector<const ShapeLine*> rows;
  for (const ShapeLine& line : lines) rows.push_back(&line);
  std::string text = terminal_text(shape_table(rows), colour_of(Stream::output), Legend::below) +
                     "cuboids and the mean shape are controls; held-out against train shows how "
                     "unseen real shapes score.\n";
  return {std::move(lines), std::move(text)};
}

/// At most `count` training shapes, spread evenly over all.
std::vector<VoxelGrid> training_shapes(const ShapeSet& set, std::size_t count) {
  const std::vector<Shape> all = set.of_split(Split::train);
  count = std::min(count, all.size());
  std::vector<VoxelGrid> grids;
  for (std::size_t i = 0; i < count; ++i) grids.push_back(all[i * all.size() / count].grid);
  return grids;
}

/// @param generator  made the samples; may be null. For a baseline, pictures made by its image
/// formation are measured as well as renders.
/// @param set  if not null, its training shapes are measured as well as the samples.
Findings<PictureLine> compare_pictures(const EvaluateArguments& arguments, const Samples& samples,
                                       const PictureTest& test, const TrainedGenerator* generator,
                                       const ShapeSet* set) {
  Findings<PictureLine> found;
  const auto add = [&](const std::vector<VoxelGrid>& grids, const char* metric,
                       const SampleOrigin& origin) {
    found.lines.push_back(
        {test.scorer->score(grids), metric, arguments.pictures, test.set.sha256, origin});
  };
  add(samples.grids, kPictureMetric, samples.origin);
  const PictureScoreOptions& scored = test.scorer->options();
  if (const auto formed = generator ? generator->form_pictures(seeds_of(arguments), test.set.scene,
                                                               scored.renders, scored.seed)
                                    : std::nullopt)
    found.lines.push_back({test.scorer->score(*formed, samples.grids.size()), kFormedPictureMetric,
                           arguments.pictures, test.set.sha256, samples.origin});
  const auto real = set ? training_shapes(*set, samples.grids.size()) : std::vector<VoxelGrid>{};
  if (!real.empty()) add(real, kRealPictureMetric, {});
  const ResultTable table = picture_table(found.lines, found.lines.front());
  found.text = table.caption + "\n" + terminal_text(table, colour_of(Stream::output)) +
               (real.empty() ? "" : "training shapes: what perfect samples would score\n") + "\n";
  return found;
}

/// Checks what would otherwise fail only after samples were generated and pictures compared.
/// @param resolution  of the samples; for a run, that of its last stage.
void check_shapes(const EvaluateArguments& arguments, const ShapeSet& set, int resolution) {
  (void)candidate_poses(arguments.options.yaw_step_degrees, arguments.options.mirroring);
  if (!set.has(Split::train))
    fail<DataError>("{} has no shape in the split 'train'", arguments.shapes);
  if (set.resolution != resolution)
    fail<DataError>("the shapes of {} have {}^3 voxels, the samples {}^3", arguments.shapes,
                    set.resolution, resolution);
}

void run_evaluate(EvaluateArguments arguments) {
  if (arguments.run.empty() == arguments.samples_dir.empty())
    fail<ConfigError>("give either --run RUN or --samples-dir FOLDER");
  if (arguments.shapes.empty() && arguments.pictures.empty())
    fail<ConfigError>("nothing to compare with: give --shapes FOLDER, --pictures FOLDER, or both");
  if (!parse_threshold(arguments.threshold)) {
    if (arguments.run.empty())
      fail<ConfigError>("--threshold auto needs a generator: give --run RUN");
    if (arguments.pictures.empty())
      fail<ConfigError>("--threshold auto needs training pictures: give them with --pictures");
  }
  if (!arguments.sheet.empty() && arguments.shapes.empty())
    fail<ConfigError>("--sheet shows nearest training shapes: give --shapes FOLDER");
  if (!arguments.picture_sheet.empty() && arguments.pictures.empty())
    fail<ConfigError>("--picture-sheet shows nearest pictures: give --pictures FOLDER");
  arguments.options.mirroring = arguments.mirror ? Mirroring::on : Mirroring::off;
  arguments.picture_options.small = arguments.force ? SmallSets::measure : SmallSets::refuse;
  Samples samples;
  std::optional<TrainedGenerator> generator;
  if (arguments.run.empty())
    samples = read_samples(arguments.samples_dir);
  else
    generator.emplace(arguments.run, arguments.checkpoint);
  const int finer = generator ? 1 << generator->stage().doublings_left() : 1;  // the last stage
  std::optional<ShapeSet> shapes;
  if (!arguments.shapes.empty()) {
    shapes = load_shape_set(arguments.shapes);
    check_shapes(arguments, *shapes,
                 generator ? finer * generator->resolution() : samples.grids.front().nx);
    if (finer > 1)
      note(fmt::format(
          "the checkpoint is from stage {} of {}: each of its {}^3 voxels counts as {} of the "
          "shapes' {}^3",
          generator->stage().index + 1, generator->stage().count, generator->resolution(),
          finer * finer * finer, shapes->resolution));
  }
  PictureTest pictures;
  if (!arguments.pictures.empty()) pictures = open_pictures(arguments);
  if (generator) samples = generate(arguments, *generator, pictures.scorer.get());

  if (!arguments.picture_sheet.empty())
    write_picture_sheet(arguments.picture_sheet, samples, pictures);
  Findings<PictureLine> of_pictures;
  Findings<ShapeLine> of_shapes;
  if (pictures.scorer)
    of_pictures = compare_pictures(arguments, samples, pictures, generator ? &*generator : nullptr,
                                   shapes ? &*shapes : nullptr);
  if (shapes) {
    for (VoxelGrid& grid : samples.grids) grid = refined(grid, finer);
    of_shapes = compare_shapes(arguments, samples, *shapes);
  }
  if (pictures.scorer) publish(arguments, kPictureMetricFile, of_pictures);
  if (shapes) publish(arguments, kShapeMetricFile, of_shapes);
}

}  // namespace

void add_evaluate_command(CLI::App& app) {
  auto arguments = std::make_shared<EvaluateArguments>();
  auto* command = app.add_subcommand(
      "evaluate",
      "Compare generated shapes with real ones and with controls, and their renders with a\n"
      "picture set.");
  auto& options = arguments->options;
  command->add_option("--run", arguments->run, "Run folder whose generator is measured")
      ->type_name("FOLDER");
  command
      ->add_option("--samples-dir", arguments->samples_dir,
                   "Instead of --run: folder of .binvox files to measure")
      ->type_name("FOLDER");
  command
      ->add_option("--shapes", arguments->shapes,
                   "Shape set (iggan dataset shapes): best-match and air IoU, cavities, COV, "
                   "MMD, 1-NNA")
      ->type_name("FOLDER");
  command
      ->add_option("--pictures", arguments->pictures,
                   "Picture set (iggan dataset render or images): Frechet and kernel distances, "
                   "precision and recall of the samples, rendered with the set's scene")
      ->type_name("FOLDER");
  auto* picture_renderer =
      command
          ->add_option("--picture-renderer", arguments->picture_renderer,
                       "Renderer of the samples, instead of the one that made --pictures")
          ->type_name("RENDERER");
  command->add_option("--picture-params", arguments->picture_params, "Parameters of that renderer")
      ->needs(picture_renderer)
      ->type_name("JSON");
  command
      ->add_option("--renders", arguments->picture_options.renders,
                   "Pictures of the samples; 0: as many as the set has")
      ->check(CLI::Range(0, 10000000));
  command
      ->add_option("--features", arguments->features,
                   "Extractor: furniture or furniture-rgb (part of iggan), weights from `iggan "
                   "features train`, or TorchScript")
      ->type_name("FILE");
  add_trust_flag(*command, arguments->trust);
  command->add_flag("--force", arguments->force,
                    "Compute the Frechet distance even with fewer pictures than features");
  command->add_option("--picture-seed", arguments->picture_options.seed,
                      "Seed of the views and of the kernel distance's subsets");
  command->add_option("--samples", arguments->samples, "Number of shapes to generate")
      ->check(CLI::Range(1, 1000000));
  command->add_option("--seed", arguments->seed, "Seed of the first shape; the others follow");
  command->add_option(
      "--threshold", arguments->threshold,
      "Occupancy above this is solid; auto: the one with the lowest Frechet distance to "
      "--pictures");
  command
      ->add_option("--checkpoint", arguments->checkpoint,
                   "Checkpoint file; default: the run's newest")
      ->type_name("FILE");
  command->add_option("--yaw-step", options.yaw_step_degrees,
                      "Step between the yaw angles that are tried, degrees; must divide 360");
  command->add_flag("--mirror", arguments->mirror, "Try mirror images too (silhouette methods)");
  command->add_option("--controls", options.control_cuboids, "Number of control cuboids")
      ->check(CLI::Range(1, 1000000));
  command->add_option("--control-seed", options.control_seed, "Seed of the control cuboids");
  command
      ->add_option("--distances", options.distance_count,
                   "Maximum number of samples, and of training shapes, for COV, MMD and 1-NNA; 0: "
                   "skip these")
      ->check(CLI::Range(0, 100000));
  command->add_option("--distance-seed", options.distance_seed,
                      "Seed for drawing training shapes and surface points");
  command->add_option("--threads", options.threads, "Threads; 0: one per core")
      ->check(CLI::Range(0, 1024));
  command
      ->add_option("--out", arguments->out,
                   "File to append JSON lines to; default with --run: RUN/metric-shapes.jsonl and "
                   "RUN/metric-pictures.jsonl")
      ->type_name("FILE");
  command->add_flag("--json", arguments->json, "Print the results as JSON lines");
  command
      ->add_option(
          "--sheet", arguments->sheet,
          "PNG of the samples in their aligned poses, next to their nearest training shapes")
      ->type_name("FILE");
  command
      ->add_option("--picture-sheet", arguments->picture_sheet,
                   "PNG of renders of samples, each next to the most similar picture of --pictures")
      ->type_name("FILE");
  command->add_option("--renderer", arguments->renderer, "Renderer of the sheet")
      ->type_name("RENDERER");
  command->footer(
      "Example:\n  iggan evaluate --run runs/00000-sofa-raster --shapes data/sofas --pictures "
      "data/sofa-pictures\nThe numbers are defined in docs/method.md, section Metrics.");
  command->callback([arguments] { run_evaluate(*arguments); });
}

}  // namespace iggan::cli
