#include <iggan/data/shape_manifest.h>

#include <algorithm>

#include <iggan/config/complete.h>
#include <iggan/config/json_file.h>

namespace iggan {
namespace {

namespace fs = std::filesystem;
using config::Json;

constexpr const char* kShapeManifestName = "manifest.json";

/// Checked before the rest is read: another format may have keys unknown here.
void check_format(const Json& json) {
  const auto version = json.is_object() ? json.find("format_version") : json.end();
  if (version == json.end()) fail<ConfigError>("format_version is missing");
  if (!version->is_number_integer()) config::fail_type("format_version", "an integer", *version);
  if (*version != ShapeManifest::kFormatVersion)
    fail<ConfigError>("the format version is {}, but this program reads {}", version->dump(),
                      ShapeManifest::kFormatVersion);
}

/// Whether a path, joined to a folder, stays inside it, ignoring links.
bool stays_inside(const std::string& text) {
  const fs::path path = fs::path(text).lexically_normal();
  return !path.empty() && path != "." && !path.is_absolute() && *path.begin() != ".." &&
         text.find('\0') == std::string::npos;
}

void check_shape_item(const ShapeManifestItem& item, const std::string& where) {
  const auto require = [&](const auto& value, const char* key) {
    if (!value) fail<ConfigError>("{}.{} is missing", where, key);
  };
  require(item.split, "split");
  require(item.file, "file");
  require(item.sha256, "sha256");
  const auto require_inside = [&](const std::string& file, const char* key) {
    if (!stays_inside(file))
      fail<ConfigError>("{}.{}: {} is outside the set's folder", where, key, Json(file).dump());
  };
  require_inside(*item.file, "file");
  if (item.albedo) {
    require(item.albedo_sha256, "albedo_sha256");
    require_inside(*item.albedo, "albedo");
  }
}

/// " (written by iggan 0.2.0)", if a refused manifest says so.
std::string writer_of(const Json& json) {
  const auto version = json.is_object() ? json.find("tool_version") : json.end();
  const std::string text =
      version != json.end() && version->is_string() ? version->get<std::string>() : "";
  return text.empty() ? "" : " (written by iggan " + text + ")";
}

}  // namespace

ShapeManifest read_shape_manifest(const fs::path& folder) {
  const fs::path path = folder / kShapeManifestName;
  std::error_code ignored;
  if (!fs::is_regular_file(path, ignored))
    fail<DataError>("{} is not a shape set: it has no {}; make one with 'iggan dataset shapes'",
                    folder.string(), kShapeManifestName);
  Json json;
  try {
    json = config::read_json(path);
  } catch (const ConfigError& error) {
    fail<DataError>("{}", error.what());  // the error names the file
  }
  ShapeManifest manifest;
  try {
    check_format(json);
    config::from_json(json, manifest, "");
    config::check_complete(json, manifest, "");
    for (std::size_t i = 0; i < manifest.items.size(); ++i)
      if (manifest.items[i].status == ShapeStatus::ok)
        check_shape_item(manifest.items[i], fmt::format("items[{}]", i));
  } catch (const ConfigError& error) {
    fail<DataError>("{}{}: {}", path.string(), writer_of(json), error.what());
  }
  if (std::none_of(manifest.items.begin(), manifest.items.end(),
                   [](const ShapeManifestItem& item) { return item.status == ShapeStatus::ok; }))
    fail<DataError>("{} holds no shape", path.string());
  return manifest;
}

void write_shape_manifest(const fs::path& folder, const ShapeManifest& manifest) {
  config::write_json(folder / kShapeManifestName, config::to_json(manifest));
}

}  // namespace iggan
