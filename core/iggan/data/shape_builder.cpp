#include <iggan/data/shape_builder.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <optional>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/base/parallel.h>
#include <iggan/data/downsampler.h>
#include <iggan/data/shape_manifest.h>
#include <iggan/formats/binvox.h>
#include <iggan/scene/mesh_geometry.h>

namespace iggan {
namespace {

constexpr double kMinFill = 0.003, kMaxFill = 0.60;  // outside: the mesh is broken or of another kind
constexpr double kMinLargest = 0.98;                 // share of the largest component, below: a warning
constexpr double kMaxSealedGain = 0.15;              // above: a warning

void check_options(const ShapeBuildOptions& options) {
  if (options.size < 8 || options.size > 256) fail<ConfigError>("--size is {}, expected 8 to 256", options.size);
  if (options.margin < -1 || options.margin > options.size / 4)
    fail<ConfigError>("--margin is {}, expected 0 to {} (a quarter of the size)", options.margin, options.size / 4);
  if (options.augment < 0 || options.augment > 10000)
    fail<ConfigError>("--augment is {}, expected 0 to 10000", options.augment);
  if (options.jobs < 0) fail<ConfigError>("--jobs is {}, expected 0 or more", options.jobs);
  if (!std::isfinite(options.yaw_degrees)) fail<ConfigError>("--yaw is not finite");
}

/// A grid of the set's size, with what is known of how it came about.
struct Built {
  VoxelGrid grid;
  std::optional<MeshFacts> mesh;
  double sealed_gain = 0;
};

/// Builds the shapes of one set; every method may run on several threads at once.
class ShapeWorkshop {
 public:
  ShapeWorkshop(const ShapeBuildOptions& options, std::filesystem::path folder)
      : options_(options), folder_(std::move(folder)) {}

  /// The source as it is, or warped. The item tells what went wrong, if anything did.
  ManifestItem make(const ModelSource& source, const std::string& id, const std::optional<Warp>& warp,
                    VoxelGrid* keep_grid = nullptr) const {
    ManifestItem item;
    item.source = &source;
    item.id = id;
    item.warp = warp;
    try {
      Built built = build(source, warp);
      check(built.grid, item);
      item.mesh = built.mesh;
      item.sealed_gain = built.sealed_gain;
      if (item.sealed_gain > kMaxSealedGain)
        item.warnings.push_back(fmt::format("sealing gaps made the solid {:.0f} % larger", 100 * item.sealed_gain));
      item.size = options_.size;
      item.file = "shapes/" + id + ".binvox";
      write_binvox(folder_ / item.file, built.grid);
      item.sha256 = sha256_of_file(folder_ / item.file);
      if (keep_grid != nullptr) *keep_grid = std::move(built.grid);
    } catch (const Interrupted&) {
      throw;
    } catch (const std::exception& error) {
      item.failure = error.what();
    }
    return item;
  }

 private:
  [[nodiscard]] Built build(const ModelSource& source, const std::optional<Warp>& warp) const {
    SourceGeometry geometry = source.open();
    if (auto* grid = std::get_if<VoxelGrid>(&geometry)) return copied(*grid);
    auto& mesh = std::get<TriangleMesh>(geometry);
    Built built;
    built.mesh = facts_of(mesh);
    turn(mesh);
    VoxelizerOptions voxels;
    voxels.size = options_.size;
    voxels.margin = options_.margin < 0 ? default_margin(options_.size) : options_.margin;
    voxels.floor = source.floor;
    VoxelizedMesh result = voxelize(warp ? warped(mesh, *warp) : mesh, voxels);
    built.grid = std::move(result.grid);
    built.sealed_gain = result.sealed_gain;
    return built;
  }

  [[nodiscard]] Built copied(const VoxelGrid& grid) const {
    const double turns = options_.yaw_degrees / 90;
    if (turns != std::round(turns))
      fail<DataError>("voxels can only be turned by quarter turns, not by {:g} degrees", options_.yaw_degrees);
    if (grid.nx < options_.size)
      fail<DataError>("its {0}^3 voxels are fewer than the {1}^3 wanted: use --size {0} or less", grid.nx,
                      options_.size);
    Built built;
    built.grid = quarter_turned(downsample_grid(grid, options_.size), static_cast<int>(std::fmod(turns, 4)));
    return built;
  }

  void turn(TriangleMesh& mesh) const {
    if (options_.yaw_degrees == 0) return;
    const double angle = options_.yaw_degrees * 3.14159265358979323846 / 180;
    const double c = std::cos(angle), s = std::sin(angle);
    rotate(mesh, {c, 0, s, 0, 1, 0, -s, 0, c});
  }

  static void check(const VoxelGrid& grid, ManifestItem& item) {
    item.grid = facts_of(grid);
    if (item.grid.fill < kMinFill || item.grid.fill > kMaxFill)
      fail<DataError>("{:.2f} % of the voxels are solid, expected {:g} to {:g} %", 100 * item.grid.fill,
                      100 * kMinFill, 100 * kMaxFill);
    if (item.grid.largest_fraction < kMinLargest)
      item.warnings.push_back(fmt::format("{:.1f} % of the solid voxels touch the rest nowhere",
                                          100 * (1 - item.grid.largest_fraction)));
  }

  const ShapeBuildOptions& options_;
  std::filesystem::path folder_;
};

/// The plain shapes, one for each source, in order.
std::vector<ManifestItem> make_plain_shapes(const ShapeWorkshop& workshop, const std::vector<ModelSource>& sources,
                                            const ShapeBuildOptions& options, const BuildProgress& progress) {
  std::vector<ManifestItem> items(sources.size());
  std::vector<VoxelGrid> grids(sources.size());
  parallel_for(
      sources.size(), options.jobs,
      [&](std::size_t i) { items[i] = workshop.make(sources[i], sources[i].id, std::nullopt, &grids[i]); },
      [&](std::size_t done) {
        if (progress) progress("voxelize", done, sources.size());
      });
  std::vector<SplitCandidate> candidates;
  std::vector<std::size_t> which;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!items[i].ok()) continue;
    candidates.push_back({sources[i].key, sources[i].category, &grids[i]});
    which.push_back(i);
  }
  const std::vector<Split> splits = assign_splits(candidates, options.split);
  for (std::size_t i = 0; i < which.size(); ++i) items[which[i]].split = splits[i];
  return items;
}

/// `options.augment` variants of every training model that is a mesh, model by model.
std::vector<ManifestItem> make_variants(const ShapeWorkshop& workshop, const std::vector<ManifestItem>& plain,
                                        const ShapeBuildOptions& options, const BuildProgress& progress) {
  std::vector<const ManifestItem*> models;
  for (const ManifestItem& item : plain)
    if (item.ok() && item.split == Split::train && item.mesh) models.push_back(&item);
  const auto per_model = static_cast<std::size_t>(options.augment);
  std::vector<ManifestItem> variants(models.size() * per_model);
  parallel_for(
      variants.size(), options.jobs,
      [&](std::size_t i) {
        const ManifestItem& model = *models[i / per_model];
        const std::size_t number = i % per_model + 1;
        // The stream belongs to model and number alone: other inputs or more variants change nothing.
        Rng rng(seed_for(options.seed, "warp " + model.source->key, number));
        variants[i] = workshop.make(*model.source, fmt::format("{}-v{:03}", model.id, number), draw_warp(rng));
        variants[i].variant_of = model.id;
      },
      [&](std::size_t done) {
        if (progress) progress("augment", done, variants.size());
      });
  return variants;
}

/// Copies the licence texts that the archives hold, each once, and notes where they lie.
void copy_licences(const std::filesystem::path& folder, std::vector<ManifestItem>& items) {
  std::map<std::string, std::string> copied;  // archive and entry to file
  for (ManifestItem& item : items) {
    const ModelSource& source = *item.source;
    if (!item.ok() || source.licence_file.empty()) continue;
    std::string& file = copied[source.archive + "/" + source.licence_file];
    if (file.empty()) {
      const std::filesystem::path entry = source.licence_file;
      const bool of_catalogue = !entry.has_parent_path();
      const std::string stem = of_catalogue ? std::filesystem::path(source.archive).stem().string() : source.id;
      file = "licences/" + stem + entry.extension().string();
      write_text_atomically(folder / file, source.licence_text());
    }
    item.licence_file = file;
  }
}

config::Json parameters_json(const ShapeBuildOptions& options) {
  config::Json inputs = config::Json::array(), categories = config::Json::object();
  for (const auto& input : options.models.inputs) inputs.push_back(input.filename().string());
  for (const CategoryRule& rule : options.models.categories) categories[rule.name] = rule.pattern;
  return {{"inputs", inputs},
          {"categories", categories},
          {"exclude", options.models.exclude},
          {"curated_exclude", options.models.curated_exclude},
          {"size", options.size},
          {"margin", options.margin < 0 ? default_margin(options.size) : options.margin},
          {"yaw_degrees", options.yaw_degrees},
          {"augment", options.augment},
          {"seed", options.seed},
          {"split", options.split}};
}

ShapeBuildReport summarized(const std::vector<ManifestItem>& items, const ModelList& list) {
  ShapeBuildReport report;
  report.left_out = list.left_out;
  report.warnings = list.warnings;
  std::vector<double> fills;
  for (const ManifestItem& item : items) {
    for (const std::string& warning : item.warnings) report.warnings.push_back(item.id + ": " + warning);
    if (!item.ok()) {
      report.failures.push_back(item.id + ": " + item.failure);
      continue;
    }
    ++report.shapes;
    if (!item.variant_of.empty()) continue;
    ++report.models;
    ++report.split_models[static_cast<std::size_t>(item.split)];
    fills.push_back(item.grid.fill);
  }
  std::sort(fills.begin(), fills.end());
  if (!fills.empty()) report.median_fill = fills[fills.size() / 2];
  return report;
}

}  // namespace

ShapeBuildReport build_shape_set(const ShapeBuildOptions& options, const BuildProgress& progress) {
  check_options(options);
  const auto start = std::chrono::steady_clock::now();
  const ModelList list = list_models(options.models);
  AtomicFolder folder(options.output);
  const ShapeWorkshop workshop(options, folder.path());

  std::vector<ManifestItem> items = make_plain_shapes(workshop, list.models, options, progress);
  std::vector<ManifestItem> variants = make_variants(workshop, items, options, progress);
  copy_licences(folder.path(), items);
  std::move(variants.begin(), variants.end(), std::back_inserter(items));

  ShapeBuildReport report = summarized(items, list);
  if (report.models == 0)
    fail<DataError>("none of the {} models became a shape; the first: {}", list.models.size(), report.failures.front());
  if (options.on_failure == OnFailure::stop && !report.failures.empty())
    fail<DataError>("{} shapes failed, and --strict allows none; the first: {}", report.failures.size(),
                    report.failures.front());
  write_shape_manifest(folder.path(), {options.tool_version, options.size, options.yaw_degrees, parameters_json(options)},
                       items);
  write_attribution(folder.path(), items);
  folder.commit();
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return report;
}

}  // namespace iggan
