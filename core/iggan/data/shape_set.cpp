#include <iggan/data/shape_set.h>

#include <algorithm>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/data/shape_manifest.h>
#include <iggan/formats/albedo_file.h>
#include <iggan/formats/binvox.h>

namespace iggan {
namespace {

Shape load_shape(const std::filesystem::path& folder, const ShapeManifestItem& item,
                 int resolution) {
  Shape shape;
  shape.id = item.id;
  const std::string variant_of = item.variant_of.value_or("");
  shape.source_model = variant_of.empty() ? shape.id : variant_of;
  shape.category = item.category;
  shape.split = item.split.value();
  const auto described_file = [&](const std::string& file, const std::string& sha256) {
    const std::filesystem::path path = folder / file;
    if (sha256 != sha256_of_file(path))
      fail<DataError>(
          "{} is not the file that the manifest describes (its SHA-256 differs): build the "
          "set again",
          path.string());
    return path;
  };
  const std::filesystem::path path = described_file(item.file.value(), item.sha256.value());
  shape.grid = read_binvox(path);
  if (shape.grid.nx != resolution)
    fail<DataError>("{}: the edge is {}, but the set's is {}", path.string(), shape.grid.nx,
                    resolution);
  if (item.albedo)
    read_albedo(described_file(*item.albedo, item.albedo_sha256.value()), shape.grid);
  return shape;
}

}  // namespace

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
  const ShapeManifest manifest = read_shape_manifest(folder);
  ShapeSet set;
  set.resolution = manifest.resolution;
  for (const ShapeManifestItem& item : manifest.items)
    if (item.status == ShapeStatus::ok)
      set.shapes.push_back(load_shape(folder, item, set.resolution));
  return set;
}

ShapeSetSummary summarize_shape_set(const std::filesystem::path& folder) {
  const ShapeManifest manifest = read_shape_manifest(folder);
  ShapeSetSummary summary;
  summary.resolution = manifest.resolution;
  std::string digests;
  for (const ShapeManifestItem& item : manifest.items) {
    if (item.status != ShapeStatus::ok) continue;
    summary.training_shapes += item.split == Split::train;
    digests += to_string(item.split.value()) + ' ' + item.sha256.value() + '\n';
    if (item.albedo_sha256) digests += *item.albedo_sha256 + '\n';
  }
  summary.sha256 = sha256_of_bytes(digests.data(), digests.size());
  return summary;
}

}  // namespace iggan
