#pragma once
#include <filesystem>
#include <optional>

#include <iggan/data/model_source.h>
#include <iggan/data/shape_record.h>
#include <iggan/geometry/mesh_facts.h>

namespace iggan {

/// How every shape of a set is made.
struct ShapeRecipe {
  int size = 32;
  int margin = 1;
  double yaw_degrees = 0;  // about +Y; a positive quarter turn takes +Z to +X
  MeshColours colours = MeshColours::ignored;
};

/// A model's geometry in the set, before any warp.
struct OpenedModel {
  SourceGeometry geometry;  // meshes are already rotated
  std::optional<MeshFacts> mesh;
  std::vector<std::string> notes;  // what was lost on reading
};

/// Makes the shapes of one set, one at a time; thread-safe.
class ShapeMaker {
 public:
  /// @param folder  of the set; files go to its shapes/.
  ShapeMaker(const ShapeRecipe& recipe, std::filesystem::path folder)
      : recipe_(recipe), folder_(std::move(folder)) {}

  /// @throws DataError when the model cannot be read.
  [[nodiscard]] OpenedModel open(const ModelSource& source) const;

  /// Makes the shape of an item whose source, id and warp are set, writes its file and fills in the
  /// other fields of the item. Voxels are copied, or reduced if they are larger, and never warped.
  /// @throws DataError when the shape is unusable: too empty, too full, or with too few voxels.
  [[nodiscard]] VoxelGrid make(const OpenedModel& model, ShapeRecord& item) const;

 private:
  [[nodiscard]] VoxelGrid voxelized(const TriangleMesh& mesh, ShapeRecord& item) const;
  [[nodiscard]] VoxelGrid copied(const VoxelGrid& grid) const;

  ShapeRecipe recipe_;
  std::filesystem::path folder_;
};

}  // namespace iggan
