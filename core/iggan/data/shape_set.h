#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include <iggan/config/enum_names.h>
#include <iggan/geometry/voxel_grid.h>

namespace iggan {

/// The parts of a shape set; only the first is trained on.
enum class Split { train, val, test };
template <>
inline constexpr auto enum_names<Split> =
    names<Split>("a split", {{Split::train, "train"}, {Split::val, "val"}, {Split::test, "test"}});

/// One voxelised shape of a shape set: a source model or an augmented variant of it.
struct Shape {
  std::string id;              // unique in the set
  std::string source_model;    // the same for all variants of a model
  std::string category;        // as `dataset shapes --category` named it, or a folder's name
  Split split = Split::train;  // all variants of a model are in the train split
  VoxelGrid grid;              // a cube; with albedo if the set has colours
};

/// A folder written by `iggan dataset shapes`: manifest.json and one .binvox file per shape, with a
/// picture of its colours if it has any.
struct ShapeSet {
  int resolution = 0;         // edge of every grid
  std::vector<Shape> shapes;  // in the manifest's order, without those that failed

  /// Copies of the shapes of a split.
  [[nodiscard]] std::vector<Shape> of_split(Split split) const;
  /// Whether a split has shapes.
  [[nodiscard]] bool has(Split split) const;
};

/// @throws DataError naming the folder and file when the manifest or a shape cannot be read.
[[nodiscard]] ShapeSet load_shape_set(const std::filesystem::path& folder);

/// A summary of a shape set from its manifest.
struct ShapeSetSummary {
  int resolution = 0;               // edge of every grid
  std::size_t training_shapes = 0;  // in the train split
  std::string sha256;               // over each shape's split and digests, in order
};

/// Reads no shape. @throws DataError naming the folder when the manifest cannot be read.
[[nodiscard]] ShapeSetSummary summarize_shape_set(const std::filesystem::path& folder);

}  // namespace iggan
