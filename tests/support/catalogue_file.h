#pragma once
#include <filesystem>
#include <map>
#include <stdexcept>
#include <string>

#include <zip.h>

/// Writes a zip archive, e.g. a small Sweet Home 3D catalogue. @throws std::runtime_error.
inline void write_zip(const std::filesystem::path& path,
                      const std::map<std::string, std::string>& entries) {
  const auto require = [](bool done) {
    if (!done) throw std::runtime_error("libzip cannot write an archive");
  };
  int error = 0;
  zip_t* zip = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &error);
  require(zip != nullptr);
  for (const auto& [name, bytes] : entries) {
    zip_source_t* source = zip_source_buffer(zip, bytes.data(), bytes.size(), 0);
    require(zip_file_add(zip, name.c_str(), source, ZIP_FL_OVERWRITE) >= 0);
  }
  require(zip_close(zip) == 0);  // `entries` must live until here: libzip reads the buffers now
}
