#include <iggan/data/shape_manifest.h>

#include <algorithm>
#include <ctime>

#include <iggan/base/files.h>
#include <iggan/config/json_file.h>

namespace iggan {
namespace {

using config::Json;

std::string now_utc() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

Json source_json(const ModelSource& source) {
  if (source.catalogue_id.empty()) return Json{{"entry", source.entry}};
  return Json{{"archive", source.archive},
              {"archive_sha256", source.archive_sha256},
              {"entry", source.entry},
              {"catalogue", source.catalogue_id},
              {"catalogue_version", source.catalogue_version},
              {"catalogue_id", source.model_id}};
}

Json provenance_json(const ManifestItem& item, double yaw_degrees, Json json) {
  const ModelSource& source = *item.source;
  json["source"] = source_json(source);
  json["licence"] = {{"spdx", source.licence.spdx},
                     {"text", source.licence_statement},
                     {"url", source.licence.url},
                     {"licence_file", item.licence_file}};
  json["creator"] = source.creator;
  if (source.size_cm[0] > 0) json["dims_cm"] = source.size_cm;
  json["transform"] = {{"rotation", source.rotation}, {"yaw_degrees", yaw_degrees}};
  return json;
}

Json item_json(const ManifestItem& item, double yaw_degrees) {
  const ModelSource& source = *item.source;
  Json json{{"id", item.id},
            {"category", source.category},
            {"subcategory", source.room},
            {"name", source.name},
            {"status", item.ok() ? "ok" : "failed"}};
  if (!item.variant_of.empty()) json["variant_of"] = item.variant_of;
  if (item.warp) json["augmentation"] = config::to_json(*item.warp);
  if (!item.ok()) {
    json["reason"] = item.failure;
    return provenance_json(item, yaw_degrees, std::move(json));
  }
  json["split"] = to_string(item.split);
  json["file"] = item.file;
  json["sha256"] = item.sha256;
  json["size"] = item.size;
  json["occupied"] = item.grid.occupied;
  json["quality"] = {{"fill", item.grid.fill},
                     {"components", item.grid.components},
                     {"largest_fraction", item.grid.largest_fraction},
                     {"voids", item.grid.voids},
                     {"sealed_gain", item.sealed_gain}};
  if (item.mesh)
    json["mesh"] = {{"triangles", item.mesh->triangles},
                    {"components", item.mesh->components},
                    {"watertight", item.mesh->watertight}};
  json["warnings"] = item.warnings;
  // A variant comes from where its plain shape does.
  return item.variant_of.empty() ? provenance_json(item, yaw_degrees, std::move(json)) : json;
}

Json counts_json(const std::vector<ManifestItem>& items) {
  Json counts{{"models", 0}, {"shapes", 0}, {"variants", 0}, {"failed", 0},
              {"train", 0},  {"val", 0},    {"test", 0}};
  Json categories = Json::object();
  const auto add_one = [](Json& count) { count = count.is_null() ? 1 : count.get<int>() + 1; };
  for (const ManifestItem& item : items) {
    if (!item.ok()) {
      add_one(counts["failed"]);
      continue;
    }
    add_one(counts["shapes"]);
    add_one(counts[item.variant_of.empty() ? "models" : "variants"]);
    add_one(counts[to_string(item.split)]);
    add_one(categories[item.source->category]);
  }
  counts["categories"] = std::move(categories);
  return counts;
}

std::string attribution_of(const ManifestItem& item, std::size_t variants) {
  const ModelSource& source = *item.source;
  const auto or_unknown = [](const std::string& text) {
    return text.empty() ? std::string("not stated") : text;
  };
  std::string text = fmt::format("{}\n  title:    {}\n  creator:  {}\n  licence:  {} ({})\n",
                                 item.id, or_unknown(source.name), or_unknown(source.creator),
                                 or_unknown(source.licence_statement), source.licence.spdx);
  if (!source.licence.url.empty()) text += fmt::format("            {}\n", source.licence.url);
  if (!item.licence_file.empty()) text += fmt::format("            {}\n", item.licence_file);
  if (source.catalogue_id.empty())
    text += fmt::format("  source:   {}\n", source.entry);
  else
    text += fmt::format("  source:   {} of {}, version {} ({})\n", source.model_id,
                        source.catalogue_id, or_unknown(source.catalogue_version), source.archive);
  text += item.mesh ? "  changes:  turned into voxels" : "  changes:  none, or fewer voxels";
  if (variants > 0)
    text += fmt::format("; {} more shapes of the set are variants of other proportions", variants);
  return text + "\n\n";
}

}  // namespace

void write_shape_manifest(const std::filesystem::path& folder, const ManifestHead& head,
                          const std::vector<ManifestItem>& items) {
  Json manifest{{"format_version", 1},           {"tool_version", head.tool_version},
                {"created", now_utc()},          {"resolution", head.resolution},
                {"parameters", head.parameters}, {"counts", counts_json(items)},
                {"items", Json::array()}};
  for (const ManifestItem& item : items)
    manifest["items"].push_back(item_json(item, head.yaw_degrees));
  config::write_json(folder / "manifest.json", manifest);
}

void write_attribution(const std::filesystem::path& folder,
                       const std::vector<ManifestItem>& items) {
  std::string text =
      "The shapes in this folder come from the 3D models below. Keep this list with them when you\n"
      "pass them on: most licences ask for the creators' names.\n\n";
  for (const ManifestItem& item : items) {
    if (!item.ok() || !item.variant_of.empty()) continue;
    const auto variants = std::count_if(items.begin(), items.end(), [&](const ManifestItem& other) {
      return other.ok() && other.variant_of == item.id;
    });
    text += attribution_of(item, static_cast<std::size_t>(variants));
  }
  write_text_atomically(folder / "ATTRIBUTION.txt", text);
}

}  // namespace iggan
