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
  std::string name;                     // printable; of an entry: "archive.zip/folder/name"
  std::filesystem::path path;           // of the file
  std::shared_ptr<ZipArchive> archive;  // null: a file of its own
  std::string entry;                    // of the archive
  std::string link;                     // what a symbolic link names, printable
  std::string obstacle;                 // why it cannot be opened; empty: nobody knows yet

  /// @throws DataError naming it.
  [[nodiscard]] std::unique_ptr<ImageReader> open() const;
};

struct PhotographFiles {
  std::vector<PhotographFile> files;
  std::vector<std::string> passed_over;  // hidden, or no pictures by their names; printable
};

/// Looks through folders and what is in them, files, and zip archives, each in the order of names.
/// Inside folders and archives the ending of a name says what may be a picture; a file given by
/// name is always tried. Links to folders are not followed.
/// @throws DataError naming an input that does not exist.
[[nodiscard]] PhotographFiles find_photographs(const std::vector<std::filesystem::path>& inputs);

}  // namespace iggan
