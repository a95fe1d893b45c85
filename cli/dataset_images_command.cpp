#include <memory>
#include <optional>

#include <iggan/base/error.h>
#include <iggan/console/log.h>
#include <iggan/console/table.h>
#include <iggan/pictures/photograph_set.h>
#include <iggan/pictures/picture_set.h>
#include <iggan/render/plugin_registry.h>

#include "command.h"
#include "output.h"
#include "scene_options.h"

namespace iggan::cli {
namespace {

struct DatasetImagesOptions {
  PhotographOptions making;
  std::vector<std::string> inputs;
  std::string out, key = "auto";
  std::optional<std::string> background;
  std::optional<double> margin;
  bool frame = false;
  bool json = false;
  SceneOptions scene;
};

/// "#rrggbb".
Vec3 parse_background(const std::string& text) {
  const auto colour = parse_hex_colour(text);
  if (!colour)
    fail<ConfigError>("--background '{}' is not a colour; write e.g. '#ffffff' for white", text);
  return *colour;
}

Cell cell_of(Verdict verdict) {
  const Paint paints[] = {Paint::green, Paint::yellow, Paint::red};
  return {to_string(verdict), paints[static_cast<std::size_t>(verdict)]};
}

std::string words_of(const PhotographRecord& record) {
  std::string words;
  for (const PhotographRemark& remark : record.remarks)
    words += (words.empty() ? "" : "; ") + to_string(remark.kind) + ": " + remark.text;
  return words;
}

void print_verdicts(const PhotographReport& report) {
  Table table({"file", "verdict", "why"});
  for (const PhotographRecord& record : report.files)
    table.add({record.file, cell_of(record.verdict), words_of(record)});
  if (!report.files.empty()) print_lines(table.text(colour_of(Stream::output)));
  print_lines(
      fmt::format("{} taken, {} of them with a warning; {} refused; {} other file{} skipped\n",
                  report.taken, report.with_warning, report.refused, report.passed_over.size(),
                  report.passed_over.size() == 1 ? "" : "s"));
}

void print_verdicts_as_json(const PhotographReport& report, const DatasetImagesOptions& options) {
  config::Json document{{"folder", nullptr}};  // if none is written
  if (report.usable(options.making.strict)) document["folder"] = options.out;
  document.update(config::to_json(report));
  print_json(document);
}

void dataset_images(DatasetImagesOptions options) {
  const auto log = make_log();
  PhotographOptions& making = options.making;
  making.inputs.assign(options.inputs.begin(), options.inputs.end());
  making.cutting.key = parse_background_key("--key", options.key);
  making.tool_version = IGGAN_VERSION;
  SceneDistribution scene = options.scene.resolve();
  if (options.background) scene.background = parse_background(*options.background);
  // One margin for the photographs and, where they are framed, for generated shapes.
  std::optional<double>& framing = scene.camera.frame_margin;
  making.margin = options.margin.value_or(framing.value_or(making.margin));
  if (options.frame || framing) framing = making.margin;
  // Making the set needs no renderer, but otherwise only training would find that the renderer does
  // not exist.
  (void)open_renderer({scene.renderer, scene.renderer_params, 1, log, {}});
  make_photograph_set(
      making, scene, options.out,
      [&](const PhotographReport& report) {
        options.json ? print_verdicts_as_json(report, options) : print_verdicts(report);
      },
      *log);
  if (!options.json)
    print_lines(
        fmt::format("look at {}\n", (std::filesystem::path(options.out) / kSheetName).string()));
}

}  // namespace

void add_dataset_images_command(CLI::App& dataset) {
  CLI::App* command = dataset.add_subcommand(
      "images", "Make a picture set from photographs, and cut out their objects where needed.");
  auto options = std::make_shared<DatasetImagesOptions>();
  PhotographOptions& making = options->making;
  command
      ->add_option("INPUT", options->inputs,
                   "Folders (searched recursively), pictures, or zip archives of pictures")
      ->required()
      ->type_name("FILE")
      ->default_str("");
  command->add_option("--out", options->out, "Picture set to make; must not exist yet")
      ->required()
      ->type_name("FOLDER");
  command
      ->add_option("--key", options->key,
                   "Background to remove from pictures without alpha: the colour of the border, a "
                   "given colour, or none")
      ->type_name("{auto,#rrggbb,none}");
  command
      ->add_option(
          "--background", options->background,
          "Colour behind the objects, in the set and in training; default: white, or the scene's")
      ->type_name("#rrggbb");
  command
      ->add_option("--margin", options->margin,
                   "Empty fraction of the picture at each end of the object's longest side; "
                   "default: the scene's frame_margin, or " +
                       fmt::format("{}", making.margin))
      ->check(between(0, 0.45));
  command->add_flag("--defringe,!--no-defringe", making.cutting.defringe,
                    "Remove the narrow rim of background colour around cut-outs; on by default");
  command->add_flag("--flip,!--no-flip", making.flip,
                    "Add a mirrored copy of each photograph; on by default");
  command->add_flag("--frame", options->frame,
                    "Frame each generated shape by its silhouette, like the photographs; a --scene "
                    "with a frame_margin has the same effect");
  command->add_flag("--strict", making.strict, "Fail, and write nothing, if any file is refused");
  command->add_option("--seed", making.seed, "Seed of the pictures' order");
  command
      ->add_option("--jobs", making.jobs, "Threads; 0: one per core. Results do not depend on this")
      ->check(CLI::Range(0, 4096));
  command
      ->add_option("--attribution", making.attribution,
                   "File with the authors and licenses of the photographs; copied into the set")
      ->type_name("FILE");
  options->scene.add_to(*command, SceneOptions::Renderer::option, photograph_scene());
  add_json_flag(*command, options->json);
  command->footer(
      "Example:\n  iggan dataset images photographs --out data/mushrooms --size 48\n"
      "The options for cameras, lights and renderer set what training assumes about the "
      "photographs.");
  command->callback([options] { dataset_images(*options); });
}

}  // namespace iggan::cli
