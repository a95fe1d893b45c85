#pragma once
#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <iggan/config/fields.h>
#include <iggan/data/augmentation.h>
#include <iggan/data/shape_set.h>
#include <iggan/data/splits.h>
#include <iggan/geometry/axes.h>
#include <iggan/geometry/mesh_facts.h>

/// manifest.json of a shape set, as types. Keys are optional if they depend on the shape, if older
/// sets lack them, or if loading a set does not need them.
namespace iggan {

/// Whether a model became a shape.
enum class ShapeStatus { ok, failed };
template <>
inline constexpr auto enum_names<ShapeStatus> =
    names<ShapeStatus>("a status", {{ShapeStatus::ok, "ok"}, {ShapeStatus::failed, "failed"}});

/// What a set was made from, and how.
struct ShapeSetParameters {
  std::vector<std::string> inputs;
  config::Named<std::string> categories;  // name to pattern
  std::string exclude;
  bool curated_exclude = true;
  int size = 0, margin = 0;  // voxels
  double yaw_degrees = 0;
  int augment = 0;
  std::uint64_t seed = 0;
  SplitShares split{};
  std::optional<std::uint64_t> split_seed;
  std::optional<bool> colour;      // sets without colour lack it
  std::optional<UpAxis> up;        // of mesh files, if given
  std::optional<FrontAxis> front;  // the same

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    visit("inputs", self.inputs, "names of the files and folders");
    visit("categories", self.categories, "name to pattern");
    visit("exclude", self.exclude, "pattern");
    visit("curated_exclude", self.curated_exclude, "whether the curated list was left out");
    visit("size", self.size, "voxels along an edge");
    visit("margin", self.margin, "empty voxels at each end of the longest side");
    visit("yaw_degrees", self.yaw_degrees, "about +Y");
    visit("augment", self.augment, "variants of each training model");
    visit("seed", self.seed, "of the variants");
    visit("split", self.split, "relative sizes of train, val, test");
    visit("split_seed", self.split_seed, "which model goes to which split");
    visit("colour", self.colour, "whether colours were wanted");
    visit("up", self.up, "axis of mesh files, where it was given");
    visit("front", self.front, "axis of mesh files, where it was given");
  }
};

/// Numbers of models and shapes.
struct ShapeCounts {
  int models = 0, shapes = 0, variants = 0, failed = 0;
  int train = 0, val = 0, test = 0;  // shapes of each split
  config::Named<int> categories;     // shapes of each

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    visit("models", self.models, "models that became shapes");
    visit("shapes", self.shapes, "with variants");
    visit("variants", self.variants, "of other proportions");
    visit("failed", self.failed, "models and variants without a shape");
    visit("train", self.train, "shapes");
    visit("val", self.val, "shapes");
    visit("test", self.test, "shapes");
    visit("categories", self.categories, "shapes of each");
  }
};

/// Facts about a shape's voxels.
struct ShapeQuality {
  double fill = 0;              // occupied / all voxels
  std::size_t components = 0;   // solids that share no face, edge or corner
  double largest_fraction = 0;  // fraction of the occupied voxels in the largest component
  std::size_t voids = 0;
  double sealed_gain = 0;  // growth of the solid from sealing gaps; NaN if unknown

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    visit("fill", self.fill, "fraction of the voxels");
    visit("components", self.components, "solids");
    visit("largest_fraction", self.largest_fraction, "fraction of the solid voxels");
    visit("voids", self.voids, "enclosed empty voxels");
    visit("sealed_gain", self.sealed_gain, "fraction of the unsealed solid", config::figure());
  }
};

/// Where a model comes from. A file in a folder has only its entry.
struct ShapeSource {
  std::optional<std::string> archive, archive_sha256;
  std::string entry;
  std::optional<std::string> catalogue, catalogue_version, catalogue_id;

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    visit("archive", self.archive, "file name");
    visit("archive_sha256", self.archive_sha256, "of that file");
    visit("entry", self.entry, "in the archive, or below the input folder");
    visit("catalogue", self.catalogue, "its id");
    visit("catalogue_version", self.catalogue_version, "as the catalogue states it");
    visit("catalogue_id", self.catalogue_id, "of the model");
  }
};

/// The license of a model. Format version 1 spells the word "licence" in its keys.
struct ShapeLicense {
  std::string spdx, text, url;
  std::string license_file;  // relative to the set's folder; empty if there is none

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    visit("spdx", self.spdx, "SPDX expression");
    visit("text", self.text, "as the catalogue states it");
    visit("url", self.url, "of the license");
    visit("licence_file", self.license_file, "below the set's folder");
  }
};

/// How a model was rotated before it became voxels.
struct ShapeTransform {
  std::array<double, 9> rotation{1, 0, 0, 0, 1, 0, 0, 0, 1};
  double yaw_degrees = 0;    // after it
  std::optional<UpAxis> up;  // of a mesh file; the rotation follows from these
  std::optional<FrontAxis> front;

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    visit("rotation", self.rotation, "of the file's axes, row by row");
    visit("yaw_degrees", self.yaw_degrees, "about +Y, after it");
    visit("up", self.up, "axis of a mesh file that points upwards");
    visit("front", self.front, "axis of a mesh file that the model faces");
  }
};

/// A shape, or a model that could not become one.
struct ShapeManifestItem {
  std::string id, category;
  std::optional<std::string> subcategory, name;
  ShapeStatus status = ShapeStatus::ok;
  std::optional<std::string> variant_of;  // id of the plain shape
  std::optional<Warp> augmentation;
  std::optional<std::string> reason;  // why it failed
  // Only for shapes; the reader requires the first three.
  std::optional<Split> split;
  std::optional<std::string> file, sha256;           // relative to the set's folder, and inside it
  std::optional<std::string> albedo, albedo_sha256;  // the same for its colours; absent without
                                                     // colours
  std::optional<int> size;
  std::optional<std::size_t> occupied;  // voxels
  std::optional<ShapeQuality> quality;
  std::optional<MeshFacts> mesh;  // absent for voxels that were copied
  std::optional<std::vector<std::string>> warnings;
  // For plain shapes and failures; a variant has the same source as its plain shape.
  std::optional<ShapeSource> source;
  std::optional<ShapeLicense> license;
  std::optional<std::string> creator;
  std::optional<std::array<double, 3>> dims_cm;  // x, y, z
  std::optional<ShapeTransform> transform;

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    visit("id", self.id, "unique in the set");
    visit("category", self.category, "of the set");
    visit("subcategory", self.subcategory, "the catalogue's");
    visit("name", self.name, "for people");
    visit("status", self.status, "ok or failed");
    visit("variant_of", self.variant_of, "id of the plain shape");
    visit("augmentation", self.augmentation, "its warp");
    visit("reason", self.reason, "why it failed");
    visit("split", self.split, "train, val or test");
    visit("file", self.file, "below the set's folder");
    visit("sha256", self.sha256, "of that file");
    visit("albedo", self.albedo, "file of its colours, below the set's folder");
    visit("albedo_sha256", self.albedo_sha256, "of that file");
    visit("size", self.size, "voxels along an edge");
    visit("occupied", self.occupied, "voxels");
    visit("quality", self.quality, "of the voxels");
    visit("mesh", self.mesh, "before it was turned into voxels");
    visit("warnings", self.warnings, "for people");
    visit("source", self.source, "where the model comes from");
    visit("licence", self.license, "of the model");
    visit("creator", self.creator, "of the model");
    visit("dims_cm", self.dims_cm, "x, y, z in centimetres", config::figure());
    visit("transform", self.transform, "of the model");
  }
};

/// manifest.json of a shape set (docs/file_formats.md).
struct ShapeManifest {
  static constexpr int kFormatVersion = 1;
  int format_version = kFormatVersion;
  std::optional<std::string> tool_version, created;  // created: UTC
  int resolution = 0;                                // edge of every grid, voxels
  std::optional<ShapeSetParameters> parameters;
  std::optional<ShapeCounts> counts;
  std::vector<ShapeManifestItem> items;

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    visit("format_version", self.format_version, "of this file");
    visit("tool_version", self.tool_version, "of the iggan that wrote it");
    visit("created", self.created, "UTC");
    visit("resolution", self.resolution, "voxels along an edge", config::at_least(1));
    visit("parameters", self.parameters, "what the set was made from, and how");
    visit("counts", self.counts, "of the items");
    visit("items", self.items, "shapes, and models that did not become shapes");
  }
};

/// The manifest of a set that has at least one shape. Opens no shape.
/// @throws DataError naming the file and the key: when there is no manifest, for a different format
///         version, for keys that are missing, unknown, of a wrong type or out of range, and for a
///         shape's file outside the folder.
[[nodiscard]] ShapeManifest read_shape_manifest(const std::filesystem::path& folder);

/// Writes manifest.json. @throws DataError.
void write_shape_manifest(const std::filesystem::path& folder, const ShapeManifest& manifest);

}  // namespace iggan
