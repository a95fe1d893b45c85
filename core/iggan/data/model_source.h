#pragma once
#include <array>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <iggan/data/licenses.h>
#include <iggan/data/model_files.h>
#include <iggan/formats/mesh_file.h>
#include <iggan/geometry/voxelizer.h>

namespace iggan {

/// Models whose name matches `pattern` (ECMAScript, case-insensitive, anywhere in the name) belong
/// to the category. An empty pattern matches all.
struct CategoryRule {
  std::string name;
  std::string pattern;
};

/// Which models to take from which files.
struct ModelSelection {
  std::vector<std::filesystem::path>
      inputs;                            // .sh3f, .jar, .binvox, mesh files, or folders of those
  std::vector<CategoryRule> categories;  // first match wins; none: folders name the categories
  std::string exclude;                   // pattern as in CategoryRule; empty excludes nothing
  bool curated_exclude = true;           // leave out the models of curated_exclusions()
  std::optional<UpAxis> up;              // of mesh files; none: by their formats
  std::optional<FrontAxis> front;        // of mesh files; none: usual_front
};

/// A mesh, or voxels as in a .binvox file.
using SourceGeometry = std::variant<TriangleMesh, VoxelGrid>;

/// A model as read, before it becomes voxels.
struct SourceModel {
  SourceGeometry geometry;
  std::vector<std::string> notes;  // what was lost on reading
};

/// One model that can be voxelised, and its origin.
struct ModelSource {
  std::string key;  // catalogue or folder, and id: the same on every machine
  std::string id;   // unique in the set, usable as a file name
  std::string category, name, room, creator;
  std::string license_statement;
  License license;
  std::string license_file;  // name of the text in its archive; empty if there is none
  std::string archive, archive_sha256, entry, catalogue_id, catalogue_version, model_id;
  std::array<double, 3> size_cm{};                            // x, y, z; zeros when unknown
  std::array<double, 9> rotation{1, 0, 0, 0, 1, 0, 0, 0, 1};  // already applied by `open`
  std::optional<ModelAxes> axes;                              // of a mesh file
  FloorCap floor = FloorCap::closed;
  std::function<SourceModel(MeshColours)> open;  // thread-safe
  std::function<std::string()> license_text;     // empty if there is no license_file
};

/// The models that were selected.
struct ModelList {
  std::vector<ModelSource> models;  // in the order of the inputs
  std::vector<std::string> warnings;
  std::size_t left_out = 0;  // matched, but excluded
};

/// Finds the models without opening their meshes. Patterns are matched against the English name of
/// a catalogue's model, or the path of a file relative to its input folder.
/// @throws DataError for an input that is missing or of an unknown kind, or when nothing matches;
///         ConfigError for a pattern that is not a regular expression, or a catalogue without a
///         rule.
[[nodiscard]] ModelList list_models(const ModelSelection& selection);

/// The catalogues of the package sweethome3d-furniture.
/// @throws DataError naming the package to install when there are none.
[[nodiscard]] std::vector<std::filesystem::path> installed_catalogues();
/// The default catalogue of the package sweethome3d, which has a different license from the others.
/// @throws DataError naming the package to install when it is missing.
[[nodiscard]] std::filesystem::path installed_default_catalogue();

}  // namespace iggan
