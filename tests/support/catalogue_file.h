#pragma once
#include <filesystem>
#include <map>
#include <string>

#include <zip.h>

/// Writes a zip archive, e.g. a little Sweet Home 3D catalogue.
inline void write_zip(const std::filesystem::path& path,
                      const std::map<std::string, std::string>& entries) {
  int error = 0;
  zip_t* zip = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &error);
  REQUIRE(zip != nullptr);
  for (const auto& [name, bytes] : entries) {
    zip_source_t* source = zip_source_buffer(zip, bytes.data(), bytes.size(), 0);
    REQUIRE(zip_file_add(zip, name.c_str(), source, ZIP_FL_OVERWRITE) >= 0);
  }
  REQUIRE(zip_close(zip) == 0);  // `entries` must live until here: libzip reads the buffers now
}
