#include <filesystem>
#include <memory>
#include <set>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/config/json_file.h>
#include <iggan/console/log.h>
#include <iggan/exploration/inversion_file.h>
#include <iggan/formats/binvox.h>
#include <iggan/formats/image_file.h>
#include <iggan/formats/mesh_writer.h>
#include <iggan/geometry/grid_facts.h>
#include <iggan/pictures/contact_sheet.h>
#include <iggan/pictures/picture_set.h>
#include <iggan/pictures/shape_mesh.h>
#include <iggan/render/plugin_registry.h>
#include <iggan/training/run_folder.h>

#include "command.h"
#include "output.h"
#include "scene_options.h"

namespace iggan::cli {
namespace {

namespace fs = std::filesystem;

constexpr int kTile = 128;  // pixels about the size of a picture on the sheet
constexpr std::size_t kMaxPictures = 1000;

struct InvertArguments {
  std::string run, out, checkpoint, renderer, params, framing = "auto", key = "auto";
  std::vector<std::string> pictures;
  InversionOptions options;
  bool json = false;
};

/// Photographs are framed like those that the run learned from; renders are used unchanged.
GivenPictureOptions framing_of(const InvertArguments& arguments, const RunFolder& run) {
  GivenPictureOptions options;
  options.cutting.key = parse_background_key("--key", arguments.key);
  std::optional<PhotographFacts> photographs;
  if (const fs::path data = run.load_data_path(); fs::exists(data / kPictureManifest))
    photographs = load_picture_manifest(data).photographs;
  else if (arguments.framing == "auto")
    note(fmt::format(
        "{} is gone, so the whole pictures are used; for photographs give --framing object",
        run.load_data_path().string()));
  if (photographs) options.margin = photographs->margin;
  if (arguments.framing != "auto")
    from_string(arguments.framing, options.framing);
  else
    options.framing = photographs ? PictureFraming::object : PictureFraming::whole;
  return options;
}

/// Each picture's file name without extension, made unique by a number.
std::vector<std::string> names_of_pictures(const std::vector<std::string>& pictures) {
  std::vector<std::string> names;
  std::set<std::string> taken{"sheet"};  // a file that the command writes
  for (const std::string& picture : pictures) {
    const std::string stem = fs::path(picture).stem().string();
    std::string name = stem;
    for (int i = 2; !taken.insert(name).second; ++i) name = fmt::format("{}-{}", stem, i);
    names.push_back(name);
  }
  return names;
}

InversionRecord record_of(const Inversion& inversion, const std::string& picture,
                          const std::string& name) {
  const InvertedShape& found = inversion.found;
  return {picture,
          name,
          found.distance,
          inversion.candidate.distance,
          found.tuned,
          found.shot.view,
          found.shot.drawn_lights,
          found.latent};
}

/// Adds a row: the given picture, pictures of the nearest random shape and of the shape found, and
/// the found shape from other sides. Pictures of an early stage are smaller by an integer factor.
void add_row(std::vector<ImageU8>& tiles, const ImageU8& given, const Inversion& inversion) {
  const int factor = std::max(1, kTile / std::max(given.width, given.height));
  std::vector<ImageU8> row = {given, inversion.candidate.picture, inversion.found.picture};
  for (const ImageU8& side : inversion.found.sides) row.push_back(side);
  for (const ImageU8& picture : row)
    tiles.push_back(magnified(picture, factor * given.width / picture.width));
}

void run_invert(const InvertArguments& arguments) {
  if (arguments.pictures.size() > kMaxPictures)
    fail<ConfigError>("{} pictures: at most {} at a time", arguments.pictures.size(), kMaxPictures);
  const RunFolder run = RunFolder::open(arguments.run);
  SceneDistribution scene = run.load_scene();
  (void)use_named_renderer(scene, run.file("data.json"), {"--renderer", arguments.renderer},
                           {"--params", arguments.params});
  const GivenPictureOptions framing = framing_of(arguments, run);
  std::vector<ImageU8> pictures;
  for (const std::string& file : arguments.pictures) {
    GivenPicture given = read_given_picture(file, scene, framing);
    for (const std::string& said : given.notes) note(fmt::format("{}: {}", file, said));
    pictures.push_back(std::move(given.picture));
  }
  const std::unique_ptr<Renderer> renderer =
      open_renderer({scene.renderer, scene.renderer_params, 0, make_log()});
  AtomicFolder folder(arguments.out);
  const std::vector<Inversion> inversions =
      invert(arguments.run, arguments.checkpoint, *renderer, pictures, arguments.options);

  const std::vector<std::string> names = names_of_pictures(arguments.pictures);
  InversionFile file{arguments.run,
                     arguments.checkpoint.empty() ? "newest" : arguments.checkpoint,
                     framing.framing,
                     {}};
  std::vector<ImageU8> tiles;
  std::string lines;
  for (std::size_t i = 0; i < inversions.size(); ++i) {
    const InvertedShape& found = inversions[i].found;
    const TriangleMesh mesh = shape_mesh(without_crumbs(found.shape, kSmallestPiece).shape);
    if (mesh.triangles.empty())
      note(fmt::format("{}: the shape is empty and has no mesh", arguments.pictures[i]));
    else
      write_mesh(folder.path() / (names[i] + ".glb"), mesh, MeshShading::smooth);
    write_binvox(folder.path() / (names[i] + ".binvox"), found.shape.solid);
    write_image(folder.path() / (names[i] + ".png"), found.picture);
    add_row(tiles, pictures[i], inversions[i]);
    file.pictures.push_back(record_of(inversions[i], arguments.pictures[i], names[i]));
    lines += fmt::format("{}: distance {:.3f}, nearest of {} random shapes {:.3f}\n",
                         arguments.pictures[i], found.distance, arguments.options.candidates,
                         inversions[i].candidate.distance);
  }
  write_image(folder.path() / "sheet.png",
              tile_images(tiles, static_cast<int>(tiles.size() / pictures.size())));
  config::Json json = config::to_json(file);
  config::write_json(folder.path() / InversionFile::kName, json);
  folder.commit();
  json["folder"] = arguments.out;
  if (arguments.json) print_json(json);
  if (!arguments.json) print_lines(lines + arguments.out + "\n");
}

}  // namespace

void add_invert_command(CLI::App& app) {
  auto arguments = std::make_shared<InvertArguments>();
  InversionOptions& options = arguments->options;
  auto* command = app.add_subcommand(
      "invert",
      "Reconstruct the shapes in pictures with a trained generator: mesh, latent, camera.");
  command->add_option("pictures", arguments->pictures, "Photographs or renders of one object each")
      ->required()
      ->type_name("PICTURE");
  command->add_option("--run", arguments->run, "Run folder; the run's method must be iggan")
      ->required()
      ->type_name("FOLDER");
  command->add_option("--out", arguments->out, "New folder for the files")
      ->required()
      ->type_name("FOLDER");
  command
      ->add_option("--framing", arguments->framing,
                   "whole: the picture as it is; object: cut out and framed like photographs; "
                   "auto: like the run's own pictures")
      ->type_name("{auto,whole,object}")
      ->check(CLI::IsMember({"auto", "whole", "object"}));
  command
      ->add_option("--key", arguments->key,
                   "Background to remove from pictures without alpha: auto, #rrggbb or none")
      ->type_name("COLOUR");
  command->add_option("--candidates", options.candidates, "Number of random shapes to start from")
      ->check(CLI::Range(2, 100000));
  command->add_option("--views", options.views, "Pictures of each candidate")
      ->check(CLI::Range(1, 1000));
  command->add_option("--starts", options.starts, "Number of nearest candidates to optimise")
      ->check(CLI::Range(1, 64));
  command->add_option("--steps", options.steps, "Optimisation steps of these candidates' latents")
      ->check(CLI::Range(0, 100000));
  command->add_flag(
      "--tune", options.tune,
      "Afterwards, also tune the generator's last layers, separately for each picture");
  command->add_option("--seed", options.seed, "Seed of all random draws");
  command
      ->add_option("--renderer", arguments->renderer,
                   "Renderer of the candidates; default: the run's own")
      ->type_name("RENDERER");
  command
      ->add_option("--params", arguments->params,
                   "Parameters of that renderer; default: the run's own")
      ->type_name("JSON");
  command
      ->add_option("--checkpoint", arguments->checkpoint,
                   "Checkpoint file; default: the run's newest")
      ->type_name("FILE");
  add_json_flag(*command, arguments->json);
  command->footer(
      "Example:\n  iggan invert sofa.png --run runs/00000-sofa-raster --out my-sofa\nThe folder "
      "contains a mesh (GLB), voxels (binvox), the black box's picture (PNG), inversion.json with\n"
      "latents and cameras, and sheet.png: the given picture, pictures of the nearest random "
      "shape\n"
      "and of the shape found, and the found shape from two other sides.");
  command->callback([arguments] { run_invert(*arguments); });
}

}  // namespace iggan::cli
