#include <filesystem>
#include <memory>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/config/json_file.h>
#include <iggan/config/seed_list.h>
#include <iggan/console/log.h>
#include <iggan/exploration/directions.h>
#include <iggan/formats/image_file.h>
#include <iggan/pictures/contact_sheet.h>
#include <iggan/pictures/shape_film.h>
#include <iggan/render/mesh_tracer.h>
#include <iggan/render/plugin_registry.h>

#include "command.h"
#include "output.h"

namespace iggan::cli {
namespace {

namespace fs = std::filesystem;

constexpr int kColumns = 7;  // of the sheet: steps of one shape; odd, so that the shape itself is
                             // in the middle

struct DirectionsArguments {
  std::string run, out, seeds = "0", renderer = "raster", checkpoint;
  DirectionOptions options;
  ShapeFilmOptions film;
  double reach = 3;
  bool json = false;
};

/// A row for each direction and shape, from -reach to +reach steps.
ImageU8 sheet_of(const DirectionsArguments& arguments, const TrainedGenerator& generator,
                 const std::vector<LatentDirection>& directions,
                 const std::vector<std::uint64_t>& seeds) {
  const std::shared_ptr<Renderer> renderer =
      open_renderer({arguments.renderer, config::Json::object(), 0, make_log()});
  const auto tracer = open_mesh_tracer(renderer, "sheet.png shows voxels");
  std::vector<ImageU8> tiles;
  for (const LatentDirection& direction : directions)
    for (const std::uint64_t seed : seeds) {
      std::vector<SoftShape> row;
      for (const double step : steps_along(arguments.reach, kColumns))
        row.push_back(generator.shape(moved(generator.latent(seed), direction, step),
                                      arguments.options.threshold));
      for (ImageU8& tile : shape_film(*renderer, tracer.get(), row, arguments.film))
        tiles.push_back(std::move(tile));
    }
  return tile_images(tiles, kColumns);
}

void run_directions(const DirectionsArguments& arguments) {
  const std::vector<std::uint64_t> seeds = parse_seed_list(arguments.seeds);
  const TrainedGenerator generator(arguments.run, arguments.checkpoint);
  AtomicFolder folder(arguments.out);
  const std::vector<LatentDirection> directions =
      principal_directions(generator, arguments.options);
  write_image(folder.path() / "sheet.png", sheet_of(arguments, generator, directions, seeds));
  config::Json json{{"run", arguments.run},
                    {"iteration", generator.iteration()},
                    {"samples", arguments.options.samples},
                    {"reach", arguments.reach},
                    {"directions", config::Json::array()}};
  std::string lines;
  for (std::size_t i = 0; i < directions.size(); ++i) {
    config::Json changes = config::Json::object();
    for (std::size_t t = 0; t < kShapeTraits; ++t)
      changes[to_string(static_cast<ShapeTrait>(t))] = directions[i].changes[t];
    json["directions"].push_back({{"name", directions[i].name()},
                                  {"share", directions[i].share},
                                  {"changes", changes},
                                  {"step", directions[i].step}});
    lines += fmt::format("{}  {:4.1f} %  {}\n", i, 100 * directions[i].share, directions[i].name());
  }
  config::write_json(folder.path() / "directions.json", json);
  folder.commit();
  json["folder"] = arguments.out;
  if (arguments.json) print_json(json);
  if (!arguments.json) print_lines(lines + arguments.out + "\n");
}

}  // namespace

void add_directions_command(CLI::App& app) {
  auto arguments = std::make_shared<DirectionsArguments>();
  arguments->film.size = 128;
  auto* command = app.add_subcommand(
      "directions",
      "Find the directions in a trained generator's latent space that change its shapes most, and\n"
      "name each by what it changes.");
  command->add_option("--run", arguments->run, "Run folder")->required()->type_name("FOLDER");
  command->add_option("--out", arguments->out, "New folder for the files")
      ->required()
      ->type_name("FOLDER");
  command->add_option("--count", arguments->options.count, "Directions to find")
      ->check(CLI::Range(1, 64));
  command->add_option("--samples", arguments->options.samples, "Number of random shapes to analyse")
      ->check(CLI::Range(2, 20000));
  command->add_option("--seeds", arguments->seeds,
                      "Shapes on the sheet, moved along each direction");
  command->add_option("--reach", arguments->reach, "Steps to either side on the sheet")
      ->check(between(0, 100));
  command
      ->add_option("--size", arguments->film.size,
                   "Width and height of a picture on the sheet, pixels")
      ->check(CLI::Range(16, 1024));
  command->add_option("--threshold", arguments->options.threshold, "Occupancy above this is solid")
      ->check(between(0, 1));
  command->add_option("--seed", arguments->options.seed, "Seed of the first random shape");
  command
      ->add_option("--renderer", arguments->renderer,
                   "Renderer of voxels, for shapes without a mesh or if Embree is absent; Embree "
                   "renders meshes")
      ->type_name("RENDERER");
  command
      ->add_option("--checkpoint", arguments->checkpoint,
                   "Checkpoint file; default: the run's newest")
      ->type_name("FILE");
  add_json_flag(*command, arguments->json);
  command->footer(
      "Example:\n  iggan directions --run runs/00000-sofa-raster --out sofas-directions\n"
      "The folder contains directions.json (for each direction: its step, its fraction of the\n"
      "shapes' variance, and what it changes) and sheet.png: a row for each direction and\n"
      "shape, with the shape itself in the middle.");
  command->callback([arguments] { run_directions(*arguments); });
}

}  // namespace iggan::cli
