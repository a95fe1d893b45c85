#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <iggan/config/fields.h>
#include <iggan/data/augmentation.h>
#include <iggan/data/model_source.h>
#include <iggan/data/shape_set.h>
#include <iggan/geometry/grid_facts.h>
#include <iggan/geometry/mesh_facts.h>

namespace iggan {

/// One line of a manifest: a shape, or a model that could not become one.
struct ManifestItem {
  const ModelSource* source = nullptr;
  std::string id;          // the source's, with the variant's number for variants
  std::string variant_of;  // id of the plain shape; empty for that one
  Split split = Split::train;
  std::string file, sha256;  // relative to the set's folder
  int size = 0;
  GridFacts grid;
  std::optional<MeshFacts> mesh;  // absent for voxels that were copied
  double sealed_gain = 0;
  std::optional<Warp> warp;
  std::string licence_file;  // relative to the set's folder; empty when there is none
  std::string failure;       // empty when the shape exists
  std::vector<std::string> warnings;

  [[nodiscard]] bool ok() const { return failure.empty(); }
};

/// What stands at the head of a manifest.
struct ManifestHead {
  std::string tool_version;
  int resolution = 0;
  double yaw_degrees = 0;
  config::Json parameters = config::Json::object();
};

/// Writes manifest.json (format version 1, as load_shape_set reads it).
void write_shape_manifest(const std::filesystem::path& folder, const ManifestHead& head,
                          const std::vector<ManifestItem>& items);

/// Writes ATTRIBUTION.txt: title, creator, licence and source of every model of the set, and what
/// was changed, as CC-BY asks.
void write_attribution(const std::filesystem::path& folder, const std::vector<ManifestItem>& items);

}  // namespace iggan
