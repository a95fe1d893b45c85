#include <iggan/report/run_sections.h>

#include <algorithm>

#include <iggan/base/files.h>
#include <iggan/config/json_file.h>
#include <iggan/console/log.h>
#include <iggan/console/quantities.h>
#include <iggan/formats/image_file.h>
#include <iggan/render/mesh_tracer.h>
#include <iggan/render/plugin_registry.h>
#include <iggan/render/renderer_trust.h>
#include <iggan/report/evaluation_report.h>
#include <iggan/report/shape_blocks.h>

namespace iggan {

namespace fs = std::filesystem;
using config::Json;

RunFiles::RunFiles(const fs::path& path)
    : folder(RunFolder::open(path)),
      config(folder.load_config()),
      scene(folder.load_scene()),
      data(folder.load_data_path()),
      statistics(read_statistics(folder)) {
  // A cell of an experiment keeps its metrics two folders up, next to runs/.
  const fs::path cell = whole_path(path).parent_path().parent_path();
  for (const fs::path& place : {path, fs::exists(cell / "cell.json") ? cell : fs::path()})
    for (const fs::path& file : place.empty() ? std::vector<fs::path>{} : metric_files(place))
      metrics.add_file(file);
  if (const fs::path file = folder.file("environment.json"); fs::exists(file)) try {
      const Json read = config::read_json(file);
      if (!read.is_object()) fail<DataError>("{} is not an object", file.string());
      environment = read;
    } catch (const Error& error) {
      make_log()->warn("{}: the run's environment is left out", error.what());
    }
  if (fs::exists(data / "dataset.json")) pictures = load_picture_manifest(data);
}

TrainingCost RunFiles::cost() const {
  return cost_of(statistics).value_or(TrainingCost{});
}

namespace {

constexpr std::size_t kFilmFrames = 12;  // of the pictures made during training

/// The plugin that renders the samples: the requested one, or the run's own with its parameters.
std::unique_ptr<Renderer> open_black_box(const RunFiles& run, const ReportOptions& options) {
  const std::string own = run.scene.renderer;
  const bool is_own = options.renderer.empty() || same_renderer(own, options.renderer);
  if (is_own)
    require_named_by_user(own, run.folder.file("data.json"), options.renderer, "--renderer");
  return open_renderer({is_own ? own : options.renderer,
                        is_own ? run.scene.renderer_params : Json::object(), 0, make_log()});
}

}  // namespace

namespace {

constexpr int kDirections = 4;
constexpr std::size_t kMoreThanLatents = 100;  // samples, so that the fit is not exact

/// Adds a slider for each of the directions that change the shapes most.
void add_directions(ReportSection& section, const TrainedGenerator& generator,
                    const std::vector<std::uint64_t>& seeds, const ShapeView& view,
                    const std::shared_ptr<Renderer>& renderer, Log& log) {
  DirectionOptions options;
  options.count = kDirections;
  options.samples = static_cast<int>(generator.latent(seeds.front()).size() + kMoreThanLatents);
  options.threshold = view.threshold;
  try {
    const auto directions = principal_directions(generator, options);
    const auto tracer = open_mesh_tracer(renderer, "the page shows voxels, not meshes");
    section.heading("Along the latents' principal directions");
    section.text(
        "The directions that change the generator's shapes most, each named after what one step "
        "changes.");
    for (const LatentDirection& direction : directions) {
      ReportFilm film = film_along(generator, seeds, direction, view, *renderer, tracer.get());
      film.caption = fmt::format("{}: {:.1f} % of the variance. Seeds {}.", direction.name(),
                                 100 * direction.share, fmt::join(seeds, ", "));
      section.film(film);
    }
  } catch (const DataError& error) {
    log.warn("no directions on the page: {}", error.what());
  }
}

/// What add_viewer shows, for further blocks of the section.
struct ShownShapes {
  const TrainedGenerator& generator;
  ShapeView view;
  std::shared_ptr<Renderer> renderer;
  std::vector<std::uint64_t> seeds;
  std::vector<SoftShape> shapes;  // one for each seed
};

/// Adds interactive shapes of the newest checkpoint, or a sentence that says why there are none.
std::optional<ShownShapes> add_viewer(ReportSection& section, const RunFiles& run,
                                      const TrainedGenerator* generator,
                                      const ReportOptions& options, Log& log) {
  if (generator == nullptr) {
    section.text("This run has no checkpoint yet, so there are no shapes to show.");
    return std::nullopt;
  }
  ShownShapes shown{*generator, {}, open_black_box(run, options), {}, {}};
  shown.view = evaluated_view(run.metrics, shown.generator.iteration());
  std::vector<std::string> names;
  for (int i = 0; i < options.shapes; ++i) {
    shown.seeds.push_back(options.first_seed + static_cast<std::uint64_t>(i));
    names.push_back(fmt::format("seed {}", shown.seeds.back()));
  }
  log.info("making {} shapes of iteration {}", shown.seeds.size(), shown.generator.iteration());
  shown.shapes = shown.generator.sample_soft(shown.seeds, shown.view.threshold);
  ReportViewer viewer = viewer_of(shown.shapes, names, shown.view.pose, *shown.renderer);
  if (viewer.shapes.empty()) {
    section.text(fmt::format("All shapes of iteration {} are empty at a threshold of {}.",
                             shown.generator.iteration(), shown.view.threshold));
    return std::nullopt;
  }
  section.text(
      fmt::format("Shapes from the generator after {} iterations, with unselected seeds: {} to {}, "
                  "thresholded at an occupancy of {}.",
                  grouped(shown.generator.iteration()), shown.seeds.front(), shown.seeds.back(),
                  shown.view.threshold));
  if (viewer.shapes.size() < shown.shapes.size())
    viewer.caption =
        fmt::format("{} of {} shapes: the others are empty, or too large for one page.",
                    viewer.shapes.size(), shown.shapes.size());
  section.viewer(viewer);
  return shown;
}

}  // namespace

void add_run_viewer(ReportSection& section, const RunFiles& run, const TrainedGenerator* generator,
                    const ReportOptions& options, Log& log) {
  (void)add_viewer(section, run, generator, options, log);
}

void add_run_shapes(ReportPage& page, const RunFiles& run, const TrainedGenerator* generator,
                    const ReportOptions& options, Log& log) {
  ReportSection& section = page.section("Shapes");
  const auto shown = add_viewer(section, run, generator, options, log);
  if (!shown) return;
  Renderer& renderer = *shown->renderer;
  std::vector<std::uint64_t> seeds = shown->seeds;

  log.info("turning and interpolating shapes through {}", renderer.info().name);
  section.heading("On a turntable");
  const std::size_t turned = std::min<std::size_t>(4, shown->shapes.size());
  std::vector<VoxelGrid> turning;
  for (std::size_t i = 0; i < turned; ++i) turning.push_back(shown->shapes[i].solid);
  ReportFilm film = turntable_of(turning, shown->view.pose, renderer);
  film.caption = fmt::format("Seeds {} to {}, rendered by {}.", seeds.front(), seeds[turned - 1],
                             renderer.info().name);
  section.film(film);

  section.heading("Between latents");
  std::vector<std::pair<std::uint64_t, std::uint64_t>> pairs;
  for (std::uint64_t i = 0; i < 4; ++i)
    pairs.emplace_back(options.first_seed + 2 * i, options.first_seed + 2 * i + 1);
  ReportPicture ways = ways_between(shown->generator, pairs, shown->view, renderer);
  ways.caption = fmt::format(
      "From the shape of one seed, on the left, to that of the next, on the right: the latents are "
      "interpolated spherically, and the generator makes every shape in between. Rendered by {}.",
      renderer.info().name);
  section.picture(ways);
  log.info("looking for directions in latent space");
  seeds.resize(turned);
  add_directions(section, shown->generator, seeds, shown->view, shown->renderer, log);
}

namespace {

/// The iteration of a picture that training saved; empty for any other file.
std::optional<std::int64_t> iteration_of(const fs::path& file) {
  return number_in_name(file, kFakesPrefix, ".png");
}

/// A picture that can be shown; empty, with a warning, if the file is damaged.
std::optional<ReportPicture> sound_picture(const fs::path& file, const std::string& alt,
                                           const std::string& caption, Log& log) {
  try {
    (void)read_image(file);
    return picture_of_file(file, alt, caption);
  } catch (const Error& error) {
    log.warn("{}: it is left out", error.what());
    return std::nullopt;
  }
}

/// At most kFilmFrames of the pictures that training saved, including the first and the last.
std::vector<fs::path> chosen_fakes(const fs::path& folder) {
  std::vector<fs::path> all, chosen;
  for (const auto& entry : fs::directory_iterator(folder))
    if (iteration_of(entry.path())) all.push_back(entry.path());
  std::sort(all.begin(), all.end());
  const std::size_t count = std::min(all.size(), kFilmFrames);
  for (std::size_t i = 0; i < count; ++i)
    chosen.push_back(all[count == 1 ? 0 : i * (all.size() - 1) / (count - 1)]);
  return chosen;
}

}  // namespace

void add_run_pictures(ReportPage& page, const RunFiles& run, Log& log) {
  const std::vector<fs::path> fakes = chosen_fakes(run.folder.path());
  const fs::path reals = run.folder.file("reals.png");
  if (fakes.empty() && !fs::exists(reals)) return;
  ReportSection& section = page.section("Pictures");
  section.text(
      "What the discriminator sees: pictures of the data set and, below them, pictures generated "
      "from the same latents and views throughout training. Next to each rendering by the black "
      "box is the picture that its gradients came from.");
  if (fs::exists(reals))
    if (const auto picture =
            sound_picture(reals, "A sheet of pictures from the data set", "Real.", log))
      section.picture(*picture, PictureScaling::pixels);
  if (fakes.empty()) return;
  ReportFilm film;
  film.title = "Generated pictures during training";
  film.caption = "Generated. The slider moves through the training run.";
  film.scaling = PictureScaling::pixels;
  for (const fs::path& file : fakes) {
    const std::string iteration = "iteration " + grouped(iteration_of(file).value_or(0));
    if (auto picture = sound_picture(file, "Generated pictures at " + iteration, "", log))
      film.frames.push_back({iteration, std::move(*picture)});
  }
  if (film.frames.empty()) return;
  film.first_shown = film.frames.size() - 1;
  section.film(film);
}

}  // namespace iggan
