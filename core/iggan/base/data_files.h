#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace iggan {

/// The folders to search for files that come with iggan, in order: $IGGAN_DATA_PATH (one folder),
/// then <executable's folder>/../share/iggan, then share/iggan in the install prefix.
[[nodiscard]] std::vector<std::filesystem::path> data_search_path();

/// The first file with that name in these folders.
/// @throws DataError naming the folders searched.
[[nodiscard]] std::filesystem::path find_data_file(const std::string& name);

}  // namespace iggan
