#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <iggan/geometry/axes.h>

namespace iggan {

/// How a mesh file stands in its coordinates.
struct ModelAxes {
  UpAxis up = UpAxis::y;
  FrontAxis front = FrontAxis::plus_z;
  bool guessed = false;  // neither the user nor the format says so
};

/// What the format says, or else what is usual in it: glTF says y, 3MF z; OBJ, PLY and OFF have
/// mostly y, STL mostly z. What the user says comes before all that.
/// @param format  an extension without its dot.
/// @throws ConfigError when the front lies along the up axis.
[[nodiscard]] ModelAxes axes_of(const std::string& format, std::optional<UpAxis> up,
                                std::optional<FrontAxis> front);

/// The lower-case extension without its dot.
[[nodiscard]] std::string format_of(const std::filesystem::path& path);
/// Whether a file is a mesh or voxels, by its extension.
[[nodiscard]] bool is_model_file(const std::filesystem::path& path);
/// ".obj, .glb, ... or .binvox"
[[nodiscard]] std::string model_extensions();

struct ModelFiles {
  std::vector<std::filesystem::path> taken;  // sorted
  std::vector<std::string> unreadable;       // folders that cannot be listed or are links, and why
  std::size_t repeated = 0;  // left out: the same folder has the name in another format too
};

/// The model files of a folder and the folders in it. Of one name in several formats, as `sample`
/// writes them, one is taken; .obj and .binvox always.
[[nodiscard]] ModelFiles model_files_in(const std::filesystem::path& folder);

}  // namespace iggan
