#include <algorithm>
#include <charconv>
#include <cmath>
#include <memory>
#include <sstream>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/base/interrupt.h>
#include <iggan/config/json_file.h>
#include <iggan/config/seed_list.h>
#include <iggan/console/log.h>
#include <iggan/console/progress.h>
#include <iggan/evaluation/metric_lines.h>
#include <iggan/formats/albedo_file.h>
#include <iggan/formats/binvox.h>
#include <iggan/formats/image_file.h>
#include <iggan/formats/mesh_writer.h>
#include <iggan/geometry/grid_facts.h>
#include <iggan/geometry/mesh_geometry.h>
#include <iggan/pictures/contact_sheet.h>
#include <iggan/pictures/shape_mesh.h>
#include <iggan/render/mesh_tracer.h>
#include <iggan/render/plugin_registry.h>
#include <iggan/training/trained_generator.h>

#include "command.h"
#include "output.h"
#include "scene_options.h"

namespace iggan::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBatch = 16;  // shapes per call of the generator
constexpr std::size_t kMaxSheetShapes = 128;

struct SampleArguments {
  std::string run, seeds = "0-63", out, style = "smooth", renderer = "raster", params = "{}",
                   formats = "glb,ply,binvox", yaw = "0", checkpoint;
  double threshold = 0.5;
  double smallest_piece = kSmallestPiece;  // fraction of the solid voxels
  int views = 2;                           // of each shape on the sheet
  int tile_size = ContactSheetOptions{}.tile_size;
  bool doubled = false;
  std::size_t triangles = 0;  // 0: no budget
  bool json = false;
};

std::vector<std::string> parse_formats(const std::string& text) {
  std::vector<std::string> formats;
  std::istringstream parts(text);
  for (std::string part; std::getline(parts, part, ',');) {
    if (part != "glb" && part != "ply" && part != "binvox")
      fail<ConfigError>("--formats: unknown format '{}': choose from glb, ply, binvox", part);
    formats.push_back(part);
  }
  if (formats.empty()) fail<ConfigError>("--formats is empty: choose from glb, ply, binvox");
  return formats;
}

Pose parse_pose(const SampleArguments& arguments, std::int64_t iteration) {
  if (arguments.yaw == "auto")
    return aligned_pose(fs::path(arguments.run) / kShapeMetricFile, iteration);
  Pose pose;
  const char* end = arguments.yaw.data() + arguments.yaw.size();
  const auto [stop, error] = std::from_chars(arguments.yaw.data(), end, pose.yaw_degrees);
  if (error != std::errc{} || stop != end || !std::isfinite(pose.yaw_degrees))
    fail<ConfigError>("--yaw '{}' is neither a number of degrees nor auto", arguments.yaw);
  return pose;
}

/// @param grid  as generated, including the small pieces that the mesh leaves out.
/// @return the names of the files written; an empty shape has no mesh.
std::vector<std::string> write_shape(const fs::path& folder, const std::string& name,
                                     const VoxelGrid& grid, TriangleMesh mesh, double yaw_degrees,
                                     SurfaceStyle style, const std::vector<std::string>& formats) {
  std::vector<std::string> files;
  turn(mesh, yaw_degrees);
  for (const std::string& format : formats) {
    const std::string file = name + "." + format;
    if (format == "binvox") {
      write_binvox(folder / file, grid);
      if (!grid.albedo.empty()) {  // .binvox cannot store it
        write_albedo(folder / (name + ".png"), grid);
        files.push_back(name + ".png");
      }
    } else if (!mesh.triangles.empty()) {
      write_mesh(folder / file, mesh,
                 style == SurfaceStyle::smooth ? MeshShading::smooth : MeshShading::flat);
    } else {
      continue;
    }
    files.push_back(file);
  }
  return files;
}

/// Shapes for the sheet, and their meshes in the same order.
struct Shown {
  std::vector<VoxelGrid> shapes;
  SheetMeshes meshes;
};

/// Each shape from `count` sides, smooth meshes below the voxels.
void write_sheet(const fs::path& file, Shown& shown, double yaw_degrees,
                 const SampleArguments& arguments, SurfaceStyle style,
                 const std::shared_ptr<Renderer>& renderer) {
  const int count = arguments.views;
  ContactSheetOptions options;
  options.tile_size = arguments.tile_size;
  const OrbitView first = options.views.front();
  options.views.assign(static_cast<std::size_t>(count), first);
  for (int i = 0; i < count; ++i)  // a camera turned by -yaw sees the shapes turned by yaw
    options.views[static_cast<std::size_t>(i)].azimuth_degrees += 360.0 * i / count - yaw_degrees;
  options.columns = count * std::max(1, options.columns / count);  // rows of complete shapes
  const std::vector<GridView> views(shown.shapes.begin(), shown.shapes.end());
  const auto tracer = style == SurfaceStyle::smooth
                          ? open_mesh_tracer(renderer, "sheet.png shows no meshes")
                          : nullptr;
  shown.meshes.tracer = tracer.get();
  write_image(file, contact_sheet(*renderer, views, options, tracer ? &shown.meshes : nullptr));
}

config::Json describe(const SampleArguments& arguments, const TrainedGenerator& generator,
                      const Pose& pose) {
  config::Json json;
  json["run"] = arguments.run;
  json["checkpoint"] = arguments.checkpoint.empty() ? "newest" : arguments.checkpoint;
  json["iteration"] = generator.iteration();
  json["resolution"] = generator.resolution();
  json["threshold"] = arguments.threshold;
  json["smallest_piece"] = arguments.smallest_piece;
  json["style"] = arguments.style;
  json["doubled"] = arguments.doubled;
  json["triangle_budget"] = arguments.triangles;
  json["yaw_degrees"] = pose.yaw_degrees;
  json["mirrored"] = pose.mirrored == Mirroring::on;
  return json;
}

void run_sample(const SampleArguments& arguments) {
  const auto seeds = parse_seed_list(arguments.seeds);
  const auto formats = parse_formats(arguments.formats);
  ShapeMeshOptions mesh_options{SurfaceStyle::smooth, arguments.doubled, arguments.triangles};
  from_string(arguments.style, mesh_options.style);
  check(mesh_options);
  const TrainedGenerator generator(arguments.run, arguments.checkpoint);
  const Pose pose = parse_pose(arguments, generator.iteration());
  const std::shared_ptr<Renderer> renderer = open_renderer(
      {arguments.renderer, parse_json_option("--params", arguments.params), 0, make_log()});
  AtomicFolder folder(arguments.out);

  config::Json manifest = describe(arguments, generator, pose);
  manifest["shapes"] = config::Json::array();
  Shown shown;
  std::size_t empty = 0, above_budget = 0;
  {
    ProgressLine progress("sampling", seeds.size());
    for (std::size_t first = 0; first < seeds.size(); first += kBatch) {
      const auto last = std::min(first + kBatch, seeds.size());
      const std::vector<std::uint64_t> batch(seeds.begin() + static_cast<std::ptrdiff_t>(first),
                                             seeds.begin() + static_cast<std::ptrdiff_t>(last));
      const auto shapes = generator.sample_soft(batch, arguments.threshold);
      for (std::size_t i = 0; i < shapes.size(); ++i) {
        if (interrupted()) fail<Interrupted>("interrupted; nothing was written");
        const SoftShape shape = pose.mirrored == Mirroring::on ? mirror_x(shapes[i]) : shapes[i];
        WithoutCrumbs clean = without_crumbs(shape, arguments.smallest_piece);
        TriangleMesh mesh = shape_mesh(clean.shape, mesh_options);
        const auto files =
            write_shape(folder.path(), fmt::format("seed{:04}", batch[i]), shape.solid, mesh,
                        pose.yaw_degrees, mesh_options.style, formats);
        manifest["shapes"].push_back({{"seed", batch[i]},
                                      {"voxels", shape.solid.count()},
                                      {"pieces_left_out", clean.pieces},
                                      {"voxels_left_out", clean.voxels},
                                      {"triangles", mesh.triangles.size()},
                                      {"files", files}});
        empty += shape.solid.count() == 0;
        above_budget += arguments.triangles > 0 && mesh.triangles.size() > arguments.triangles;
        if (shown.shapes.size() == kMaxSheetShapes) continue;
        shown.shapes.push_back(std::move(clean.shape.solid));
        shown.meshes.meshes.push_back(std::move(mesh));
      }
      progress.update(last);
    }
  }
  write_sheet(folder.path() / "sheet.png", shown, pose.yaw_degrees, arguments, mesh_options.style,
              renderer);
  config::write_json(folder.path() / "samples.json", manifest);
  folder.commit();
  if (empty > 0)
    note(fmt::format("{} of {} shapes are empty and have no mesh: try a lower --threshold", empty,
                     seeds.size()));
  if (above_budget > 0)
    note(fmt::format(
        "{} of {} meshes exceed --triangles {}: fewer triangles would tear or deform them",
        above_budget, seeds.size(), arguments.triangles));
  manifest["folder"] = arguments.out;
  if (arguments.json) print_json(manifest);
  if (!arguments.json) print_lines(arguments.out + "\n");
}

}  // namespace

void add_sample_command(CLI::App& app) {
  auto arguments = std::make_shared<SampleArguments>();
  auto* command = app.add_subcommand("sample",
                                     "Make shapes with a trained generator: meshes, voxels and "
                                     "a picture of them all.");
  command->add_option("--run", arguments->run, "Run folder")->required()->type_name("FOLDER");
  command->add_option("--seeds", arguments->seeds, "Seeds, one shape each, e.g. 0-63 or 0,5-9");
  command->add_option("--out", arguments->out, "New folder for the files")
      ->required()
      ->type_name("FOLDER");
  command->add_option("--threshold", arguments->threshold, "Occupancy above this is solid")
      ->check(between(0, 1));
  command
      ->add_option("--smallest-piece", arguments->smallest_piece,
                   "Fraction of the solid voxels: smaller pieces are left out of meshes and sheet "
                   "and counted in samples.json; voxel files stay as generated")
      ->check(between(0, 1));
  command
      ->add_option("--style", arguments->style,
                   "Surface of the meshes; smooth: where the generator's logits cross the logit of "
                   "the threshold; blocks: the faces of the voxels")
      ->type_name(choices<SurfaceStyle>());
  command->add_flag(
      "--double", arguments->doubled,
      "Smooth meshes at twice the grid's resolution, by cubic interpolation of logits");
  command->add_option("--triangles", arguments->triangles,
                      "Maximum number of triangles of a smooth mesh, exceeded where fewer would "
                      "tear or deform it; 0: no limit");
  command
      ->add_option("--renderer", arguments->renderer,
                   "Renderer of the voxels in sheet.png; Embree always renders the meshes")
      ->type_name("RENDERER");
  command->add_option("--params", arguments->params, "The renderer's parameters")
      ->type_name("JSON");
  command->add_option("--sheet-views", arguments->views, "Views of each shape in sheet.png")
      ->check(CLI::Range(1, 8));
  command
      ->add_option("--sheet-size", arguments->tile_size,
                   "Width and height of each picture in sheet.png, pixels")
      ->check(CLI::Range(16, 1024));
  command->add_option("--formats", arguments->formats, "Any of glb, ply, binvox");
  command->add_option("--yaw", arguments->yaw,
                      "Degrees to turn meshes and sheet by (+Z towards +X), or auto: as `iggan "
                      "evaluate` aligned this checkpoint; voxel files stay as generated");
  command
      ->add_option("--checkpoint", arguments->checkpoint,
                   "Checkpoint file; default: the run's newest")
      ->type_name("FILE");
  add_json_flag(*command, arguments->json);
  command->footer("Example:\n  iggan sample --run runs/00000-sofa-raster --seeds 0-15 --out sofas");
  command->callback([arguments] { run_sample(*arguments); });
}

}  // namespace iggan::cli
