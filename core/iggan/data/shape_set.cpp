#include <iggan/data/shape_set.h>

#include <algorithm>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/config/fields.h>
#include <iggan/config/json_file.h>
#include <iggan/formats/binvox.h>

namespace iggan {
namespace {

constexpr int kFormatVersion = 1;

/// manifest.at(key) with an error that names the place.
const config::Json& member(const config::Json& json, const char* key, const std::string& where) {
  const auto found = json.is_object() ? json.find(key) : json.end();
  if (found == json.end()) fail<DataError>("{}: '{}' is missing", where, key);
  return *found;
}

std::string text_member(const config::Json& json, const char* key, const std::string& where) {
  const config::Json& value = member(json, key, where);
  if (!value.is_string()) fail<DataError>("{}: '{}' is not a string", where, key);
  return value.get<std::string>();
}

int integer_member(const config::Json& json, const char* key, const std::string& where) {
  const config::Json& value = member(json, key, where);
  if (!value.is_number_integer()) fail<DataError>("{}: '{}' is not a whole number", where, key);
  return value.get<int>();
}

Shape load_shape(const std::filesystem::path& folder, const config::Json& item, int resolution,
                 const std::string& where) {
  Shape shape;
  shape.id = text_member(item, "id", where);
  const std::string variant_of = item.contains("variant_of") && item["variant_of"].is_string()
                                     ? item["variant_of"].get<std::string>()
                                     : std::string();
  shape.source_model = variant_of.empty() ? shape.id : variant_of;
  shape.category = text_member(item, "category", where);
  from_string(text_member(item, "split", where), shape.split);
  const std::filesystem::path relative = text_member(item, "file", where);
  const std::filesystem::path path = folder / relative;
  if (relative.is_absolute() || relative.lexically_normal().generic_string().rfind("..", 0) == 0)
    fail<DataError>("{}: the file '{}' lies outside the set", where, relative.string());
  if (const std::string sha256 = text_member(item, "sha256", where); sha256 != sha256_of_file(path))
    fail<DataError>(
        "{} is not the file that the manifest describes (its SHA-256 differs): build the "
        "set again",
        path.string());
  shape.grid = read_binvox(path);
  if (shape.grid.nx != resolution)
    fail<DataError>("{}: the edge is {}, but the set's is {}", path.string(), shape.grid.nx,
                    resolution);
  return shape;
}

/// A manifest of this program's version, and its items that became shapes.
class Manifest {
 public:
  explicit Manifest(const std::filesystem::path& folder) : path_(folder / "manifest.json") {
    if (!std::filesystem::exists(path_))
      fail<DataError>(
          "{} is no shape set: it has no manifest.json; make one with 'iggan dataset shapes'",
          folder.string());
    json_ = config::read_json(path_);
    const int version = integer_member(json_, "format_version", path_.string());
    if (version != kFormatVersion)
      fail<DataError>("{}: the format version is {}, this program reads {}", path_.string(),
                      version, kFormatVersion);
  }

  [[nodiscard]] int resolution() const {
    return integer_member(json_, "resolution", path_.string());
  }

  /// @param visit  is given each item and where it stands.
  template <class Visit>
  void for_each_shape(const Visit& visit) const {
    const std::string manifest = path_.string();
    const config::Json& items = member(json_, "items", manifest);
    if (!items.is_array()) fail<DataError>("{}: 'items' is not an array", manifest);
    std::size_t shapes = 0;
    for (std::size_t i = 0; i < items.size(); ++i) {
      const std::string where = fmt::format("{}: items[{}]", manifest, i);
      if (text_member(items[i], "status", where) != "ok") continue;
      ++shapes;
      try {
        visit(items[i], where);
      } catch (const ConfigError& error) {
        fail<DataError>("{}: {}", where, error.what());
      }
    }
    if (shapes == 0) fail<DataError>("{} holds no shape", manifest);
  }

 private:
  std::filesystem::path path_;
  config::Json json_;
};

}  // namespace

std::string to_string(Split split) {
  switch (split) {
    case Split::train:
      return "train";
    case Split::val:
      return "val";
    case Split::test:
      return "test";
  }
  return "?";
}

void from_string(const std::string& text, Split& split) {
  for (const Split candidate : {Split::train, Split::val, Split::test})
    if (text == to_string(candidate)) {
      split = candidate;
      return;
    }
  fail<ConfigError>("'{}' is no split: expected train, val or test", text);
}

std::vector<Shape> ShapeSet::of_split(Split split) const {
  std::vector<Shape> out;
  for (const Shape& shape : shapes)
    if (shape.split == split) out.push_back(shape);
  return out;
}

bool ShapeSet::has(Split split) const {
  return std::any_of(shapes.begin(), shapes.end(),
                     [&](const Shape& shape) { return shape.split == split; });
}

ShapeSet load_shape_set(const std::filesystem::path& folder) {
  const Manifest manifest(folder);
  ShapeSet set;
  set.resolution = manifest.resolution();
  manifest.for_each_shape([&](const config::Json& item, const std::string& where) {
    set.shapes.push_back(load_shape(folder, item, set.resolution, where));
  });
  return set;
}

ShapeSetSummary summarize_shape_set(const std::filesystem::path& folder) {
  const Manifest manifest(folder);
  ShapeSetSummary summary;
  summary.resolution = manifest.resolution();
  std::string digests;
  manifest.for_each_shape([&](const config::Json& item, const std::string& where) {
    const std::string split = text_member(item, "split", where);
    summary.training_shapes += split == to_string(Split::train);
    digests += split + ' ' + text_member(item, "sha256", where) + '\n';
  });
  summary.sha256 = sha256_of_bytes(digests.data(), digests.size());
  return summary;
}

}  // namespace iggan
