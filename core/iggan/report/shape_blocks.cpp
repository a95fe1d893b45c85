#include <iggan/report/shape_blocks.h>

#include <cmath>

#include <fmt/format.h>

#include <iggan/base/error.h>
#include <iggan/base/interrupt.h>
#include <iggan/formats/mesh_writer.h>
#include <iggan/geometry/grid_facts.h>
#include <iggan/geometry/mesh_geometry.h>
#include <iggan/geometry/yaw.h>
#include <iggan/pictures/contact_sheet.h>
#include <iggan/pictures/shape_film.h>
#include <iggan/pictures/shape_mesh.h>

namespace iggan {
namespace {

constexpr std::size_t kRoomForMeshes = 5'000'000;  // bytes: a third more in base64
constexpr std::size_t kTrianglesOnPage = 5000;     // of a shape
constexpr int kTurntableFrames = 24;               // 15 degrees apart
constexpr int kStepsBetween = 9;
constexpr int kStepsAlong = 9;  // of a direction; odd, so that the shape itself is in the middle
constexpr double kReachAlong = 3;
constexpr double kElevation = 25, kDistance = 2.5, kFront = 35;  // degrees, world units, degrees

/// Swaps left and right if the pose requires it; the camera applies its yaw.
std::vector<VoxelGrid> mirrored(const std::vector<VoxelGrid>& shapes, const Pose& pose) {
  if (pose.mirrored == Mirroring::off) return shapes;
  std::vector<VoxelGrid> all;
  for (const VoxelGrid& shape : shapes) all.push_back(mirror_x(shape));
  return all;
}

/// Renders the side that turning the shapes by the pose's yaw would show.
ImageU8 picture(const std::vector<VoxelGrid>& shapes, double azimuth, const Pose& pose, int columns,
                int tile_size, Renderer& renderer) {
  if (interrupted()) fail<Interrupted>("interrupted; no page was written");
  ContactSheetOptions options;
  options.columns = columns;
  options.tile_size = tile_size;
  options.margin = 0;
  options.paper = SheetPaper::clear;
  options.views = {{azimuth - pose.yaw_degrees, kElevation, kDistance}};
  return contact_sheet(renderer, {shapes.begin(), shapes.end()}, options);
}

TriangleMesh mesh_for_page(const SoftShape& shape, const Pose& pose) {
  const WithoutCrumbs clean = without_crumbs(shape, kSmallestPiece);
  TriangleMesh mesh =
      shape_mesh(pose.mirrored == Mirroring::on ? mirror_x(clean.shape) : clean.shape,
                 {SurfaceStyle::smooth, false, kTrianglesOnPage});
  turn(mesh, pose.yaw_degrees);
  return mesh;
}

}  // namespace

ShapeView evaluated_view(const MetricLines& metrics, std::int64_t iteration) {
  ShapeView view;
  const auto look_at = [&](const SampleOrigin& origin) {
    if (origin.iteration == iteration) view.threshold = origin.threshold.value_or(view.threshold);
  };
  for (const PictureLine& line : metrics.pictures) look_at(line.origin);
  for (const ShapeLine& line : metrics.shapes) look_at(line.origin);
  const auto evaluations = metrics.evaluations_by_iteration();
  if (const auto found = evaluations.find(iteration); found != evaluations.end()) {
    look_at(found->second->origin);
    view.pose = found->second->one_pose();
  }
  return view;
}

ReportViewer viewer_of(const std::vector<SoftShape>& shapes, const std::vector<std::string>& names,
                       const Pose& pose, Renderer& renderer) {
  IGGAN_CHECK(shapes.size() == names.size());
  ReportViewer viewer;
  viewer.title = "Generated shapes";
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < shapes.size() && bytes < kRoomForMeshes; ++i) {
    const TriangleMesh mesh = mesh_for_page(shapes[i], pose);
    if (mesh.triangles.empty()) continue;
    const ImageU8 poster =
        picture(mirrored({shapes[i].solid}, pose), kFront, pose, 1, 320, renderer);
    viewer.shapes.push_back(
        {names[i], encode_glb(mesh), picture_of_image(poster, "A generated shape, " + names[i])});
    bytes += viewer.shapes.back().glb.size();
  }
  return viewer;
}

ReportFilm turntable_of(const std::vector<VoxelGrid>& shapes, const Pose& pose,
                        Renderer& renderer) {
  const std::vector<VoxelGrid> shown = mirrored(shapes, pose);
  ReportFilm film;
  film.title = "Turntable of generated shapes";
  film.endless = true;
  for (int i = 0; i < kTurntableFrames; ++i) {
    const int degrees = i * 360 / kTurntableFrames;
    const ImageU8 frame =
        picture(shown, kFront + degrees, pose, static_cast<int>(shown.size()), 240, renderer);
    film.frames.push_back(
        {fmt::format("turned by {}°", degrees),
         picture_of_image(frame, fmt::format("{} generated shapes, seen after a turn of {} degrees",
                                             shown.size(), degrees))});
  }
  return film;
}

ReportPicture ways_between(const TrainedGenerator& generator,
                           const std::vector<std::pair<std::uint64_t, std::uint64_t>>& seeds,
                           const ShapeView& view, Renderer& renderer) {
  std::vector<VoxelGrid> shapes;
  for (const auto& [from, to] : seeds) {
    auto row = generator.sample_between(from, to, kStepsBetween, view.threshold);
    shapes.insert(shapes.end(), row.begin(), row.end());
  }
  return sheet_of(shapes, view.pose, kStepsBetween, renderer,
                  fmt::format("{} rows of {} shapes; each row changes from one generated shape on "
                              "the left into another on the right",
                              seeds.size(), kStepsBetween));
}

ReportFilm film_along(const TrainedGenerator& generator, const std::vector<std::uint64_t>& seeds,
                      const LatentDirection& direction, const ShapeView& view, Renderer& renderer,
                      Renderer* tracer) {
  ShapeFilmOptions options;
  options.size = 240;
  options.paper = SheetPaper::clear;
  options.view = {kFront - view.pose.yaw_degrees, kElevation, kDistance};
  const std::vector<double> steps = steps_along(kReachAlong, kStepsAlong);
  std::vector<SoftShape> shapes;  // one step after another
  for (const double step : steps)
    for (const std::uint64_t seed : seeds) {
      const SoftShape shape =
          generator.shape(moved(generator.latent(seed), direction, step), view.threshold);
      shapes.push_back(view.pose.mirrored == Mirroring::on ? mirror_x(shape) : shape);
    }
  const std::vector<ImageU8> tiles = shape_film(renderer, tracer, shapes, options);
  ReportFilm film;
  film.title = "Shapes moved along: " + direction.name();
  film.first_shown = steps.size() / 2;
  const auto row = static_cast<std::ptrdiff_t>(seeds.size());
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const auto first = tiles.begin() + static_cast<std::ptrdiff_t>(i) * row;
    const ImageU8 frame =
        tile_images({first, first + row}, static_cast<int>(row), 0, SheetPaper::clear);
    film.frames.push_back(
        {fmt::format("{:+.2f} steps", steps[i]),
         picture_of_image(frame, fmt::format("{} shapes, moved by {:+.2f} steps", row, steps[i]))});
  }
  return film;
}

ReportPicture sheet_of(const std::vector<VoxelGrid>& shapes, const Pose& pose, int columns,
                       Renderer& renderer, const std::string& alt) {
  return picture_of_image(picture(mirrored(shapes, pose), kFront, pose, columns, 160, renderer),
                          alt);
}

}  // namespace iggan
