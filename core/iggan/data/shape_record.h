#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <iggan/data/augmentation.h>
#include <iggan/data/model_source.h>
#include <iggan/data/shape_manifest.h>
#include <iggan/geometry/grid_facts.h>
#include <iggan/geometry/mesh_facts.h>

namespace iggan {

/// What is known about a shape, or a model that could not become one, while its set is made.
struct ShapeRecord {
  const ModelSource* source = nullptr;
  std::string id;          // the source's, with the variant's number for variants
  std::string variant_of;  // id of the plain shape; empty for the plain shape itself
  Split split = Split::train;
  std::string file, sha256;                // relative to the set's folder
  std::string albedo_file, albedo_sha256;  // the same; empty without colour
  int size = 0;
  GridFacts grid;
  std::optional<MeshFacts> mesh;  // absent for voxels that were copied
  double sealed_gain = 0;
  std::optional<Warp> warp;
  std::string license_file;  // relative to the set's folder; empty if there is none
  std::string failure;       // empty if the shape exists
  std::vector<std::string> warnings;

  [[nodiscard]] bool ok() const { return failure.empty(); }
};

/// The manifest of a set, created now.
[[nodiscard]] ShapeManifest manifest_of(const std::vector<ShapeRecord>& records,
                                        const ShapeSetParameters& parameters,
                                        const std::string& tool_version);

/// Writes ATTRIBUTION.txt: title, creator, license and source of every model in the set, and what
/// was changed, as CC-BY requires.
void write_attribution(const std::filesystem::path& folder,
                       const std::vector<ShapeRecord>& records);

}  // namespace iggan
