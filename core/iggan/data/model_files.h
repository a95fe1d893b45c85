#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <iggan/geometry/axes.h>

namespace iggan {

/// The orientation of a mesh file.
struct ModelAxes {
  UpAxis up = UpAxis::y;
  FrontAxis front = FrontAxis::plus_z;
  bool guessed = false;     // neither the user nor the format states them
  bool overridden = false;  // the user's axes differ from those that the format defines
};

/// The axes that the format defines, or else its usual ones: glTF defines y, 3MF z; OBJ, PLY and
/// OFF mostly have y, STL mostly z. The user's axes take precedence.
/// @param format  an extension without its dot.
/// @throws ConfigError when the front is along the up axis.
[[nodiscard]] ModelAxes axes_of(const std::string& format, std::optional<UpAxis> up,
                                std::optional<FrontAxis> front);

/// The lower-case extension without its dot.
[[nodiscard]] std::string format_of(const std::filesystem::path& path);
/// Whether a file is a mesh or voxels, by its extension.
[[nodiscard]] bool is_model_file(const std::filesystem::path& path);
/// ".obj, .glb, ... or .binvox"
[[nodiscard]] std::string model_extensions();

/// Model files in a folder.
struct ModelFiles {
  std::vector<std::filesystem::path> taken;  // sorted
  std::vector<std::string> unreadable;       // folders that cannot be listed or are links, with the
                                             // reason
  std::size_t repeated = 0;  // left out: the same folder also has this name in another format
};

/// The model files of a folder and its subfolders. If a name exists in several formats, as `sample`
/// writes them, only one of the files is used, except that .obj and .binvox files always are.
[[nodiscard]] ModelFiles model_files_in(const std::filesystem::path& folder);

}  // namespace iggan
