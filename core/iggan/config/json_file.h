#pragma once
#include <filesystem>

#include <iggan/config/fields.h>

namespace iggan::config {

/// @throws DataError when the file cannot be read, ConfigError when it is not JSON.
[[nodiscard]] Json read_json(const std::filesystem::path& file);

/// A document as text, two spaces per level. Invalid UTF-8 from other sources, for example in a
/// plugin's message, becomes replacement characters.
[[nodiscard]] std::string text_of(const Json& document);
/// The same on one line.
[[nodiscard]] std::string line_of(const Json& document);
/// Writes the complete file or nothing. @throws DataError.
void write_json(const std::filesystem::path& file, const Json& document);

}  // namespace iggan::config
