#include <iggan/base/folder_listing.h>

#include <algorithm>

namespace iggan {
namespace fs = std::filesystem;
namespace {

void list(const fs::path& folder, FolderListing& listing) {
  std::error_code error;
  fs::directory_iterator at(folder, error);
  for (; !error && at != fs::directory_iterator(); at.increment(error)) {
    std::error_code gone;  // an entry that has vanished is neither folder nor file
    const bool folder_there = at->is_directory(gone);
    if (folder_there && at->is_symlink(gone))
      listing.linked.push_back(at->path());
    else if (folder_there)
      list(at->path(), listing);
    else if (at->is_regular_file(gone))
      listing.files.push_back(at->path());
  }
  if (error) listing.unreadable.push_back(folder.string() + ": " + error.message());
}

}  // namespace

FolderListing files_below(const fs::path& folder) {
  FolderListing listing;
  list(folder, listing);
  std::sort(listing.files.begin(), listing.files.end());
  std::sort(listing.linked.begin(), listing.linked.end());
  std::sort(listing.unreadable.begin(), listing.unreadable.end());
  return listing;
}

}  // namespace iggan
