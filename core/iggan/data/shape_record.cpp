#include <iggan/data/shape_record.h>

#include <algorithm>
#include <ctime>

#include <iggan/base/files.h>

namespace iggan {
namespace {

std::string now_utc() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

ShapeSource source_of(const ModelSource& model) {
  ShapeSource source;
  source.entry = model.entry;
  if (model.catalogue_id.empty()) return source;
  source.archive = model.archive;
  source.archive_sha256 = model.archive_sha256;
  source.catalogue = model.catalogue_id;
  source.catalogue_version = model.catalogue_version;
  source.catalogue_id = model.model_id;
  return source;
}

void add_provenance(ShapeManifestItem& item, const ShapeRecord& record, double yaw_degrees) {
  const ModelSource& model = *record.source;
  item.source = source_of(model);
  item.license = {model.license.spdx, model.license_statement, model.license.url,
                  record.license_file};
  item.creator = model.creator;
  if (model.size_cm[0] > 0) item.dims_cm = model.size_cm;
  item.transform = ShapeTransform{model.rotation, yaw_degrees, {}, {}};
  if (model.axes) {
    item.transform->up = model.axes->up;
    item.transform->front = model.axes->front;
  }
}

ShapeManifestItem item_of(const ShapeRecord& record, double yaw_degrees) {
  ShapeManifestItem item;
  item.id = record.id;
  item.category = record.source->category;
  item.subcategory = record.source->room;
  item.name = record.source->name;
  item.status = record.ok() ? ShapeStatus::ok : ShapeStatus::failed;
  if (!record.variant_of.empty()) item.variant_of = record.variant_of;
  item.augmentation = record.warp;
  if (record.ok()) {
    item.split = record.split;
    item.file = record.file;
    item.sha256 = record.sha256;
    if (!record.albedo_file.empty()) {
      item.albedo = record.albedo_file;
      item.albedo_sha256 = record.albedo_sha256;
    }
    item.size = record.size;
    item.occupied = record.grid.occupied;
    item.quality = {record.grid.fill, record.grid.components, record.grid.largest_fraction,
                    record.grid.voids, record.sealed_gain};
    item.mesh = record.mesh;
    item.warnings = record.warnings;
  } else {
    item.reason = record.failure;
  }
  if (!record.ok() || record.variant_of.empty()) add_provenance(item, record, yaw_degrees);
  return item;
}

ShapeCounts counts_of(const std::vector<ShapeRecord>& records) {
  ShapeCounts counts;
  for (const ShapeRecord& record : records) {
    if (!record.ok()) {
      ++counts.failed;
      continue;
    }
    ++counts.shapes;
    ++(record.variant_of.empty() ? counts.models : counts.variants);
    ++(record.split == Split::train ? counts.train
       : record.split == Split::val ? counts.val
                                    : counts.test);
    const std::string& category = record.source->category;
    const auto found = std::find_if(counts.categories.begin(), counts.categories.end(),
                                    [&](const auto& entry) { return entry.first == category; });
    if (found == counts.categories.end())
      counts.categories.emplace_back(category, 1);
    else
      ++found->second;
  }
  return counts;
}

std::string attribution_of(const ShapeRecord& record, std::size_t variants) {
  const ModelSource& source = *record.source;
  const auto or_unknown = [](const std::string& text) {
    return text.empty() ? std::string("not stated") : text;
  };
  std::string text = fmt::format("{}\n  title:    {}\n  creator:  {}\n  license:  {} ({})\n",
                                 record.id, or_unknown(source.name), or_unknown(source.creator),
                                 or_unknown(source.license_statement), source.license.spdx);
  if (!source.license.url.empty()) text += fmt::format("            {}\n", source.license.url);
  if (!record.license_file.empty()) text += fmt::format("            {}\n", record.license_file);
  if (source.catalogue_id.empty())
    text += fmt::format("  source:   {}\n", source.entry);
  else
    text += fmt::format("  source:   {} of {}, version {} ({})\n", source.model_id,
                        source.catalogue_id, or_unknown(source.catalogue_version), source.archive);
  text += record.mesh ? "  changes:  turned into voxels" : "  changes:  none, or fewer voxels";
  if (variants > 0)
    text += fmt::format("; {} more shapes of the set are variants with different proportions",
                        variants);
  return text + "\n\n";
}

}  // namespace

ShapeManifest manifest_of(const std::vector<ShapeRecord>& records,
                          const ShapeSetParameters& parameters, const std::string& tool_version) {
  ShapeManifest manifest;
  manifest.tool_version = tool_version;
  manifest.created = now_utc();
  manifest.resolution = parameters.size;
  manifest.parameters = parameters;
  manifest.counts = counts_of(records);
  for (const ShapeRecord& record : records)
    manifest.items.push_back(item_of(record, parameters.yaw_degrees));
  return manifest;
}

void write_attribution(const std::filesystem::path& folder,
                       const std::vector<ShapeRecord>& records) {
  std::string text =
      "The shapes in this folder come from the 3D models below. Keep this list with them when you\n"
      "pass them on: most licenses ask for the creators' names.\n\n";
  for (const ShapeRecord& record : records) {
    if (!record.ok() || !record.variant_of.empty()) continue;
    const auto variants = std::count_if(
        records.begin(), records.end(),
        [&](const ShapeRecord& other) { return other.ok() && other.variant_of == record.id; });
    text += attribution_of(record, static_cast<std::size_t>(variants));
  }
  write_text_atomically(folder / "ATTRIBUTION.txt", text);
}

}  // namespace iggan
