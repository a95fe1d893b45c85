#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace iggan {

/// What is below a folder.
struct FolderListing {
  std::vector<std::filesystem::path> files;   // regular files and links to them, sorted
  std::vector<std::string> unreadable;        // folders that cannot be listed: "path: reason"
  std::vector<std::filesystem::path> linked;  // links to folders, which are not followed, sorted
};

/// The contents of a folder and its subfolders. Links to folders are not followed.
[[nodiscard]] FolderListing files_below(const std::filesystem::path& folder);

}  // namespace iggan
