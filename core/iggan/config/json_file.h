#pragma once
#include <filesystem>

#include <iggan/config/fields.h>

namespace iggan::config {

/// @throws DataError when the file cannot be read, ConfigError when it is not JSON.
[[nodiscard]] Json read_json(const std::filesystem::path& file);

/// A document as text, two spaces a level. Bytes from outside that are no UTF-8, such as a
/// plugin's message may hold, become replacement characters.
[[nodiscard]] std::string text_of(const Json& document);
/// The same in one line.
[[nodiscard]] std::string line_of(const Json& document);
/// The text as a file, whole or not at all. @throws DataError.
void write_json(const std::filesystem::path& file, const Json& document);

}  // namespace iggan::config
