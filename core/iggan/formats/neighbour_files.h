#pragma once
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace iggan {

class ZipArchive;

/// Gives the bytes of a file that a model names: a material library, a texture, a buffer. Nothing
/// when there is none that may be read.
using NeighbourFiles = std::function<std::optional<std::string>(const std::string& name)>;

/// Regular files in `folder` and below it, links that lead out of it aside, of at most 512 MiB. A
/// name that leads elsewhere, such as a path on its author's machine, means the file of that name
/// in the folder itself. Case counts only where both exist.
[[nodiscard]] NeighbourFiles neighbours_in(const std::filesystem::path& folder);

/// The same among the entries of an archive, from the folder of `entry`.
/// @param archive  must live as long as what is returned.
[[nodiscard]] NeighbourFiles neighbours_of(const ZipArchive& archive, const std::string& entry);

}  // namespace iggan
