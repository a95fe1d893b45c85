#pragma once
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace iggan {

class ZipArchive;

/// Returns the bytes of a file that a model names: a material library, a texture, a buffer. Empty
/// if there is none that may be read.
using NeighbourFiles = std::function<std::optional<std::string>(const std::string& name)>;

/// Regular files of at most 512 MiB in `folder` or below it; files reached through links that lead
/// outside are excluded. A name that leads elsewhere, such as a path on the author's machine, means
/// the file with that file name in the folder itself. Case is ignored if there is no exact match.
[[nodiscard]] NeighbourFiles neighbours_in(const std::filesystem::path& folder);

/// The same among the entries of an archive, from the folder of `entry`.
/// @param archive  must outlive the returned function.
[[nodiscard]] NeighbourFiles neighbours_of(const ZipArchive& archive, const std::string& entry);

}  // namespace iggan
