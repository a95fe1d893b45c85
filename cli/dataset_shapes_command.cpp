#include <memory>

#include <iggan/base/error.h>
#include <iggan/console/progress.h>
#include <iggan/data/shape_builder.h>
#include <iggan/data/shape_set.h>
#include <iggan/formats/image_file.h>
#include <iggan/pictures/contact_sheet.h>
#include <iggan/render/plugin_registry.h>

#include "command.h"
#include "output.h"

namespace iggan::cli {
namespace {

constexpr std::size_t kSheetShapes = 64;  // more would be unreadable

struct DatasetShapesOptions {
  ShapeBuildOptions build;
  std::vector<std::string> categories;
  std::string split = "80/10/10";
  std::string renderer = "raster";
  std::string up, front;
  bool include_default_catalogue = false;
  bool no_curated_exclude = false;
  bool strict = false;
  bool no_sheet = false;
  bool json = false;
};

/// "sofa=sofa|couch"; a name alone matches every model.
CategoryRule parse_category(const std::string& text) {
  const std::size_t equals = text.find('=');
  CategoryRule rule{text.substr(0, equals),
                    equals == std::string::npos ? "" : text.substr(equals + 1)};
  if (rule.name.empty())
    fail<ConfigError>("--category '{}' has no name: write e.g. 'sofa=sofa|couch'", text);
  return rule;
}

/// Renders the original shapes, without variants, from the front and from behind.
void write_sheet(const std::filesystem::path& folder, const std::string& renderer_name) {
  const ShapeSet set = load_shape_set(folder);
  std::vector<GridView> grids;
  for (const Shape& shape : set.shapes)
    if (shape.id == shape.source_model && grids.size() < kSheetShapes)
      grids.emplace_back(shape.grid);
  RendererRequest request;
  request.name = renderer_name;
  const auto renderer = open_renderer(request);
  write_image(folder / "sheet.png", contact_sheet(*renderer, grids, {}));
}

void print_report(const DatasetShapesOptions& options, const ShapeBuildReport& report,
                  const std::string& sheet) {
  const std::string out = options.build.output.string();
  if (options.json) {
    const config::Json json{{"folder", out},
                            {"models", report.models},
                            {"shapes", report.shapes},
                            {"train", report.split_models[0]},
                            {"val", report.split_models[1]},
                            {"test", report.split_models[2]},
                            {"left_out", report.left_out},
                            {"median_fill", report.median_fill},
                            {"seconds", report.seconds},
                            {"failures", report.failures},
                            {"warnings", report.warnings},
                            {"sheet", sheet}};
    print_json(json);
    return;
  }
  for (const std::string& warning : report.warnings) note("note: " + warning);
  for (const std::string& failure : report.failures) note("failed: " + failure);
  fmt::print(
      "{} shapes of {} models in {}: {} models to train on, {} for validation, {} for tests\n",
      report.shapes, report.models, out, report.split_models[0], report.split_models[1],
      report.split_models[2]);
  fmt::print(
      "{:.1f} % of a median shape's voxels are solid; {} models excluded, {} failed; {:.1f} s\n",
      100 * report.median_fill, report.left_out, report.failures.size(), report.seconds);
  if (!sheet.empty()) fmt::print("look at {}\n", sheet);
}

/// Reads "+x" or "x".
FrontAxis parse_front(const std::string& text) {
  FrontAxis front = FrontAxis::plus_z;
  from_string(text.size() == 1 ? "+" + text : text, front);
  return front;
}

void run(DatasetShapesOptions options) {
  for (const std::string& text : options.categories)
    options.build.models.categories.push_back(parse_category(text));
  auto& inputs = options.build.models.inputs;
  if (inputs.empty()) inputs = installed_catalogues();
  if (options.include_default_catalogue) inputs.push_back(installed_default_catalogue());
  options.build.models.curated_exclude = !options.no_curated_exclude;
  if (!options.up.empty()) from_string(options.up, options.build.models.up.emplace());
  if (!options.front.empty()) options.build.models.front = parse_front(options.front);
  options.build.split = parse_split_shares(options.split);
  options.build.on_failure = options.strict ? OnFailure::stop : OnFailure::record;
  options.build.tool_version = IGGAN_VERSION;

  std::unique_ptr<ProgressLine> line;
  std::string line_stage;
  const auto progress = [&](const char* stage, std::size_t done, std::size_t total) {
    if (line_stage != stage) {
      line.reset();  // a stage releases the terminal's line before the next takes it
      line = std::make_unique<ProgressLine>(stage, total);
      line_stage = stage;
    }
    line->update(done);
  };
  std::string sheet;
  options.build.finish = [&](const std::filesystem::path& folder) {
    line.reset();
    if (options.no_sheet) return;
    try {
      write_sheet(folder, options.renderer);
      sheet = (options.build.output / "sheet.png").string();
    } catch (const PluginError& error) {
      // The set is complete without the contact sheet.
      note(fmt::format("note: no contact sheet: {}", error.what()));
    }
  };
  const ShapeBuildReport report = build_shape_set(options.build, progress);
  print_report(options, report, sheet);
}

}  // namespace

void add_dataset_shapes_command(CLI::App& dataset) {
  const auto options = std::make_shared<DatasetShapesOptions>();
  ShapeBuildOptions& build = options->build;
  CLI::App* command =
      dataset.add_subcommand("shapes", "Turn 3D models into a set of voxel shapes.");
  command
      ->add_option("INPUT", build.models.inputs,
                   "Sweet Home 3D catalogues (.sh3f, .jar), meshes (.obj, .glb, .gltf, .3mf, .ply, "
                   ".off, .stl), .binvox files, or folders of meshes and voxels; default: the "
                   "installed catalogues")
      ->type_name("FILE");
  command
      ->add_option(
          "--category", options->categories,
          "NAME=REGEX: models whose name matches (any case); repeatable, the first match wins; "
          "NAME alone matches all. Without this option, folders name the categories")
      ->type_name("NAME=REGEX")
      ->allow_extra_args(false);  // what follows is an INPUT
  command->add_option("--exclude", build.models.exclude, "Leave out models whose name matches")
      ->type_name("REGEX");
  command->add_option("--out", build.output, "Shape set to make; must not exist yet")
      ->required()
      ->type_name("FOLDER");
  command->add_option("--size", build.size, "Voxels along an edge");
  command->add_option("--margin", build.margin,
                      "Empty voxels at each end of the longest side; -1: 1 at size 32, 2 at 64");
  command->add_option("--yaw", build.yaw_degrees,
                      "Degrees to turn models about +Y so that they face +Z");
  command
      ->add_option("--up", options->up,
                   "Axis that points up, in all mesh files; default: y, or z in STL and 3MF")
      ->type_name(choices<UpAxis>());
  command
      ->add_option("--front", options->front,
                   "Axis that models face, in all mesh files; default: +z, or -y if z is up")
      ->type_name(choices<FrontAxis>());
  command->add_flag("--colour", build.colour, "Keep the colours of materials, textures and points");
  command->add_option(
      "--augment", build.augment,
      "Number of variants to add for each training mesh, with different proportions");
  command->add_option("--seed", build.seed, "Seed of the variants");
  command->add_option("--split", options->split,
                      "Proportions of models for training, validation and tests");
  command->add_option("--split-seed", build.split_seed,
                      "Seed of the split: a different seed gives a different split");
  command->add_option("--jobs", build.jobs,
                      "Threads; 0: one per core. Results do not depend on this");
  command->add_flag("--include-default-catalogue", options->include_default_catalogue,
                    "Add the catalogue of the package sweethome3d (GPL or CC-BY)");
  command->add_flag("--no-curated-exclude", options->no_curated_exclude,
                    "Keep models known not to match their name (loungers among the chairs)");
  command->add_flag("--strict", options->strict, "Fail, and write nothing, if any model fails");
  command->add_flag("--no-sheet", options->no_sheet, "Do not make a contact sheet (sheet.png)");
  command->add_option("--renderer", options->renderer, "Renderer of the contact sheet")
      ->type_name("RENDERER");
  add_json_flag(*command, options->json);
  command->footer(
      "Example:\n  iggan dataset shapes --category 'sofa=sofa|couch' --augment 20 --out "
      "data/sofas\n"
      "Needs the Debian package sweethome3d-furniture, or your own models as INPUT.");
  command->callback([options] { run(*options); });
}

}  // namespace iggan::cli
