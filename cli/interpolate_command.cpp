#include <algorithm>
#include <filesystem>
#include <memory>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/base/interrupt.h>
#include <iggan/config/json_file.h>
#include <iggan/config/seed_list.h>
#include <iggan/console/log.h>
#include <iggan/console/progress.h>
#include <iggan/exploration/inversion_file.h>
#include <iggan/formats/film_file.h>
#include <iggan/formats/image_file.h>
#include <iggan/pictures/shape_film.h>
#include <iggan/render/mesh_tracer.h>
#include <iggan/render/plugin_registry.h>
#include <iggan/training/trained_generator.h>

#include "command.h"
#include "output.h"

namespace iggan::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxFrames = 9999;                  // the limit of frame_name
constexpr std::size_t kMostBytes = std::size_t{4} << 30;  // of all frames, held in memory

struct InterpolateArguments {
  std::string run, out, seeds, inversion, renderer = "raster", checkpoint;
  int frames = 24, frames_per_second = 24;
  bool loop = false, json = false;
  double threshold = 0.5;
  ShapeFilmOptions film;
};

/// The shapes that the video passes through, in order, and their names.
struct Stops {
  std::vector<Latent> latents;
  std::vector<std::string> names;
};

Stops stops_of(const InterpolateArguments& arguments, const TrainedGenerator& generator) {
  Stops stops;
  if (!arguments.inversion.empty()) {
    const fs::path file = fs::path(arguments.inversion) / InversionFile::kName;
    InversionFile inversion;
    config::from_json(config::read_json(file), inversion, file.string());
    if (whole_path(inversion.run) != whole_path(arguments.run))
      note(fmt::format("{} belongs to another run, {}", file.string(), inversion.run));
    const std::size_t size = generator.latent(0).size();
    for (InversionRecord& record : inversion.pictures) {
      if (record.latent.size() != size ||
          std::all_of(record.latent.begin(), record.latent.end(), [](float x) { return x == 0; }))
        fail<DataError>("{}: the latent of {} does not fit this run, whose latents have {} numbers",
                        file.string(), record.name, size);
      if (record.tuned)
        note(
            fmt::format("{}: {} was made with tuned layers; the run's own layers make a different "
                        "shape from its latent",
                        file.string(), record.name));
      stops.latents.push_back(std::move(record.latent));
      stops.names.push_back(record.name);
    }
  }
  if (!arguments.seeds.empty())
    for (const std::uint64_t seed : parse_seed_list(arguments.seeds)) {
      stops.latents.push_back(generator.latent(seed));
      stops.names.push_back(fmt::format("seed {}", seed));
    }
  if (stops.latents.size() < 2)
    fail<ConfigError>(
        "a video needs at least two shapes, not {}: give --seeds, --inversion or both",
        stops.latents.size());
  return stops;
}

std::vector<SoftShape> shapes_on_the_way(const InterpolateArguments& arguments,
                                         const TrainedGenerator& generator, Stops stops) {
  if (arguments.loop) stops.latents.push_back(stops.latents.front());
  const auto ways = stops.latents.size() - 1, frames = static_cast<std::size_t>(arguments.frames);
  const std::size_t count = ways * frames + (arguments.loop ? 0 : 1);
  if (count > kMaxFrames)
    fail<ConfigError>("{} frames: at most {}; lower --frames or give fewer shapes", count,
                      kMaxFrames);
  const auto pixels = static_cast<std::size_t>(arguments.film.size);
  if (count * pixels * pixels * 3 > kMostBytes)
    fail<ConfigError>("{} frames of {}x{} pixels do not fit into {} GB: lower --size or --frames",
                      count, pixels, pixels, kMostBytes >> 30);
  std::vector<SoftShape> shapes;
  ProgressLine progress("shapes", count);
  for (std::size_t way = 0; way < ways; ++way) {
    const auto steps =
        latents_between(stops.latents[way], stops.latents[way + 1], arguments.frames + 1);
    // The end of one segment is the start of the next.
    const bool last = way + 1 == ways && !arguments.loop;
    for (std::size_t i = 0; i < frames + (last ? 1 : 0); ++i) {
      shapes.push_back(generator.shape(steps[i], arguments.threshold));
      progress.update(shapes.size());
    }
  }
  return shapes;
}

/// @return the videos' file names; no MP4 without ffmpeg.
std::vector<std::string> write_films(const fs::path& folder, const std::vector<ImageU8>& frames,
                                     int frames_per_second) {
  const fs::path pictures = folder / "frames";
  fs::create_directory(pictures);
  for (std::size_t i = 0; i < frames.size(); ++i) write_image(pictures / frame_name(i), frames[i]);
  write_gif(folder / "film.gif", frames, frames_per_second);
  std::vector<std::string> films{"film.gif"};
  if (has_ffmpeg()) {
    try {
      write_mp4(folder / "film.mp4", pictures, frames_per_second);
      films.emplace_back("film.mp4");
    } catch (const DataError& error) {  // the frames and the GIF exist
      note(fmt::format("no film.mp4: {}", error.what()));
    }
  } else {
    note("no film.mp4: there is no ffmpeg (apt-get install ffmpeg)");
  }
  return films;
}

void run_interpolate(const InterpolateArguments& arguments) {
  if (arguments.film.size % 2 != 0)
    fail<ConfigError>("--size {}: the width and height of a video must be even",
                      arguments.film.size);
  const TrainedGenerator generator(arguments.run, arguments.checkpoint);
  const Stops stops = stops_of(arguments, generator);
  const std::shared_ptr<Renderer> renderer =
      open_renderer({arguments.renderer, config::Json::object(), 0, make_log()});
  AtomicFolder folder(arguments.out);
  const std::vector<SoftShape> shapes = shapes_on_the_way(arguments, generator, stops);
  const auto tracer = open_mesh_tracer(renderer, "the video shows voxels");
  const std::vector<ImageU8> frames = shape_film(*renderer, tracer.get(), shapes, arguments.film);
  const auto films = write_films(folder.path(), frames, arguments.frames_per_second);
  config::Json json{{"run", arguments.run},
                    {"iteration", generator.iteration()},
                    {"stops", stops.names},
                    {"frames", frames.size()},
                    {"frames_per_second", arguments.frames_per_second},
                    {"films", films}};
  config::write_json(folder.path() / "interpolation.json", json);
  folder.commit();
  json["folder"] = arguments.out;
  if (arguments.json) print_json(json);
  if (!arguments.json)
    for (const std::string& film : films)
      print_lines((fs::path(arguments.out) / film).string() + "\n");
}

}  // namespace

void add_interpolate_command(CLI::App& app) {
  auto arguments = std::make_shared<InterpolateArguments>();
  ShapeFilmOptions& film = arguments->film;
  auto* command = app.add_subcommand(
      "interpolate", "Make a video that moves from shape to shape of a trained generator.");
  command->add_option("--run", arguments->run, "Run folder")->required()->type_name("FOLDER");
  command->add_option("--out", arguments->out, "New folder for the videos and their frames")
      ->required()
      ->type_name("FOLDER");
  command->add_option("--seeds", arguments->seeds,
                      "Shapes to pass through, in order, e.g. 3,8,0-2");
  command
      ->add_option("--inversion", arguments->inversion,
                   "Folder from `iggan invert`; its shapes come first")
      ->type_name("FOLDER");
  command->add_option("--frames", arguments->frames, "Frames from one shape to the next")
      ->check(CLI::Range(1, 1000));
  command->add_option("--rate", arguments->frames_per_second, "Frames per second")
      ->check(CLI::Range(1, 50));
  command->add_flag("--loop", arguments->loop, "Return from the last shape to the first");
  command->add_option("--turn", film.turn_degrees, "Degrees that the camera turns in total")
      ->check(between(-36000, 36000));
  command
      ->add_option("--azimuth", film.view.azimuth_degrees,
                   "Azimuth of the camera at the start, degrees; 0: the front")
      ->check(between(-3600, 3600));
  command->add_option("--elevation", film.view.elevation_degrees, "Degrees above the horizon")
      ->check(between(-89, 89));
  command->add_option("--size", film.size, "Width and height of a frame, pixels")
      ->check(CLI::Range(16, 2048));
  command->add_option("--threshold", arguments->threshold, "Occupancy above this is solid")
      ->check(between(0, 1));
  command->add_flag("--double", film.mesh.doubled,
                    "Meshes at twice the grid's resolution, by cubic interpolation of logits");
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
      "Example:\n  iggan interpolate --run runs/00000-sofa-raster --seeds 0-5 --loop --turn 360 "
      "--out sofas-film\nThe folder contains frames/ (PNG), film.gif and, if ffmpeg is installed, "
      "film.mp4.");
  command->callback([arguments] { run_interpolate(*arguments); });
}

}  // namespace iggan::cli
