#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <iggan/formats/image_reader.h>
#include <iggan/formats/zip_archive.h>

namespace iggan {

/// A file, or an entry of an archive, that may hold a photograph.
struct PhotographFile {
  std::string name;                     // printable; for an entry: "archive.zip/folder/name"
  std::filesystem::path path;           // of the file
  std::shared_ptr<ZipArchive> archive;  // null: a separate file
  std::string entry;                    // of the archive
  std::string link;                     // target of a symbolic link, printable
  std::string obstacle;                 // why it cannot be opened; empty: none known yet

  /// @throws DataError naming it.
  [[nodiscard]] std::unique_ptr<ImageReader> open() const;
};

/// Files that were found.
struct PhotographFiles {
  std::vector<PhotographFile> files;
  std::vector<std::string> passed_over;  // hidden, or not named like pictures; printable
};

/// Searches folders and their contents, files, and zip archives, each in order of their names.
/// Inside folders and archives, the extension says what may be a picture; a file given by name is
/// always tried. Links to folders are not followed.
/// @throws DataError naming an input that does not exist.
[[nodiscard]] PhotographFiles find_photographs(const std::vector<std::filesystem::path>& inputs);

}  // namespace iggan
