#include <iggan/data/shape_builder.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <map>
#include <optional>

#include <iggan/base/error.h>
#include <iggan/base/error_message.h>
#include <iggan/base/files.h>
#include <iggan/base/interrupt.h>
#include <iggan/base/parallel.h>
#include <iggan/base/write_error.h>
#include <iggan/data/shape_maker.h>
#include <iggan/data/shape_record.h>

namespace iggan {
namespace {

constexpr std::size_t kVariantBlock = 10;

void check_options(const ShapeBuildOptions& options) {
  if (options.size < 8 || options.size > 256)
    fail<ConfigError>("--size is {}, expected 8 to 256", options.size);
  if (options.margin < -1 || options.margin > options.size / 4)
    fail<ConfigError>("--margin is {}, expected 0 to {} (a quarter of the size)", options.margin,
                      options.size / 4);
  if (options.augment < 0 || options.augment > 10000)
    fail<ConfigError>("--augment is {}, expected 0 to 10000", options.augment);
  if (options.jobs < 0) fail<ConfigError>("--jobs is {}, expected 0 or more", options.jobs);
  if (!std::isfinite(options.yaw_degrees)) fail<ConfigError>("--yaw is not finite");
}

/// Runs one step in making an item. Errors are recorded in the item, unless a file could not be
/// written.
template <class Step>
void record_failure(ShapeRecord& item, const Step& step) {
  try {
    step();
  } catch (const WriteError&) {
    throw;
  } catch (const std::exception& error) {
    item.failure = message_of(error);
  }
}

/// The plain shapes, one for each source, in order.
std::vector<ShapeRecord> make_plain_shapes(const ShapeMaker& maker,
                                           const std::vector<ModelSource>& sources,
                                           const ShapeBuildOptions& options,
                                           const BuildProgress& progress) {
  std::vector<ShapeRecord> items(sources.size());
  std::vector<VoxelGrid> grids(sources.size());
  parallel_for(
      sources.size(), options.jobs,
      [&](std::size_t i) {
        items[i].source = &sources[i];
        items[i].id = sources[i].id;
        record_failure(items[i], [&] { grids[i] = maker.make(maker.open(sources[i]), items[i]); });
      },
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
  const std::vector<Split> splits = assign_splits(candidates, options.split, options.split_seed);
  for (std::size_t i = 0; i < which.size(); ++i) items[which[i]].split = splits[i];
  return items;
}

/// `options.augment` variants of every training model that is a mesh, model by model.
std::vector<ShapeRecord> make_variants(const ShapeMaker& maker,
                                       const std::vector<ShapeRecord>& plain,
                                       const ShapeBuildOptions& options,
                                       const BuildProgress& progress) {
  std::vector<const ShapeRecord*> models;
  for (const ShapeRecord& item : plain)
    if (item.ok() && item.split == Split::train && item.mesh) models.push_back(&item);
  const auto per_model = static_cast<std::size_t>(options.augment);
  std::vector<ShapeRecord> variants(models.size() * per_model);
  const auto make_one = [&](const OpenedModel& opened, std::size_t i) {
    const ShapeRecord& model = *models[i / per_model];
    const std::size_t number = i % per_model + 1;
    ShapeRecord& item = variants[i];
    item.source = model.source;
    item.split = model.split;
    item.variant_of = model.id;
    item.id = fmt::format("{}-v{:03}", model.id, number);
    // The random numbers depend only on model and number, not on other inputs or variants.
    Rng rng(seed_for(options.seed, "warp " + model.source->key, number));
    item.warp = draw_warp(rng);
    record_failure(item, [&] { (void)maker.make(opened, item); });
  };
  // Reading a mesh takes as long as voxelising it, so a block of variants shares one reading.
  const std::size_t blocks_per_model = (per_model + kVariantBlock - 1) / kVariantBlock;
  std::atomic<std::size_t> made{0};
  parallel_for(
      models.size() * blocks_per_model, options.jobs,
      [&](std::size_t block) {
        const std::size_t model = block / blocks_per_model;
        const std::size_t begin = block % blocks_per_model * kVariantBlock;
        const std::size_t end = std::min(begin + kVariantBlock, per_model);
        const OpenedModel opened = maker.open(*models[model]->source);
        for (std::size_t number = begin; number < end && !interrupted(); ++number, ++made)
          make_one(opened, model * per_model + number);
      },
      [&](std::size_t) {
        if (progress) progress("augment", made, variants.size());
      });
  if (interrupted())
    fail<Interrupted>("interrupted after {} of {} variants", made.load(), variants.size());
  return variants;
}

/// Copies each license text from the archives once, and records where the copies are.
void copy_licenses(const std::filesystem::path& folder, std::vector<ShapeRecord>& items) {
  std::map<std::string, std::string> copied;  // archive and entry to file
  for (ShapeRecord& item : items) {
    const ModelSource& source = *item.source;
    if (!item.ok() || source.license_file.empty()) continue;
    std::string& file = copied[source.archive + "/" + source.license_file];
    if (file.empty()) {
      const std::filesystem::path entry = source.license_file;
      const bool of_catalogue = !entry.has_parent_path();
      const std::string stem =
          of_catalogue ? std::filesystem::path(source.archive).stem().string() : source.id;
      file = "licenses/" + stem + entry.extension().string();
      write_text_atomically(folder / file, source.license_text());
    }
    item.license_file = file;
  }
}

ShapeSetParameters parameters_of(const ShapeBuildOptions& options) {
  ShapeSetParameters parameters;
  for (const auto& input : options.models.inputs)
    parameters.inputs.push_back(input.filename().string());
  for (const CategoryRule& rule : options.models.categories)
    parameters.categories.emplace_back(rule.name, rule.pattern);
  parameters.exclude = options.models.exclude;
  parameters.curated_exclude = options.models.curated_exclude;
  parameters.size = options.size;
  parameters.margin = options.margin < 0 ? default_margin(options.size) : options.margin;
  parameters.yaw_degrees = options.yaw_degrees;
  parameters.augment = options.augment;
  parameters.seed = options.seed;
  parameters.split = options.split;
  parameters.split_seed = options.split_seed;
  if (options.colour) parameters.colour = true;
  parameters.up = options.models.up;
  parameters.front = options.models.front;
  return parameters;
}

ShapeBuildReport summarized(const std::vector<ShapeRecord>& items, const ModelList& list) {
  ShapeBuildReport report;
  report.left_out = list.left_out;
  report.warnings = list.warnings;
  std::vector<double> fills;
  for (const ShapeRecord& item : items) {
    // Variants repeat their model's warnings; the manifest has them all.
    for (const std::string& warning : item.warnings)
      if (item.variant_of.empty()) report.warnings.push_back(item.id + ": " + warning);
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
  const ShapeSetParameters parameters = parameters_of(options);
  const ShapeMaker maker({parameters.size, parameters.margin, parameters.yaw_degrees,
                          options.colour ? MeshColours::read : MeshColours::ignored},
                         folder.path());

  std::vector<ShapeRecord> items = make_plain_shapes(maker, list.models, options, progress);
  std::vector<ShapeRecord> variants = make_variants(maker, items, options, progress);
  copy_licenses(folder.path(), items);
  const bool without_variants = options.augment > 0 && variants.empty();
  std::move(variants.begin(), variants.end(), std::back_inserter(items));

  ShapeBuildReport report = summarized(items, list);
  if (without_variants)
    report.warnings.emplace_back(
        "no variants were made: only meshes get them, and no model to train on is a mesh");
  if (report.models == 0)
    fail<DataError>("none of the {} models became a shape; the first: {}", list.models.size(),
                    report.failures.front());
  if (options.on_failure == OnFailure::stop && !report.failures.empty())
    fail<DataError>("{} shapes failed, and --strict allows none; the first: {}",
                    report.failures.size(), report.failures.front());
  write_shape_manifest(folder.path(), manifest_of(items, parameters, options.tool_version));
  write_attribution(folder.path(), items);
  if (options.finish) options.finish(folder.path());
  folder.commit();
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return report;
}

}  // namespace iggan
