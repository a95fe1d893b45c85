#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include <iggan/config/json_file.h>

/// Files with one JSON object per line, and files with one struct.
namespace iggan::config {

/// One line of such a file, with its position for messages.
struct JsonLine {
  Json value;
  std::string where;  // "metric-shapes.jsonl, line 3"
};
/// Empty if there is no such file. @throws ConfigError naming file and line when one is not JSON.
[[nodiscard]] std::vector<JsonLine> read_json_lines(const std::filesystem::path& path);

/// Adds lines to a file, all of them or none, one process at a time.
/// @throws DataError when the file cannot be read or written.
void append_text_lines(const std::filesystem::path& path, const std::vector<std::string>& lines);

/// A struct with fields() from JSON. @throws ConfigError naming `where` and the key.
template <class T>
[[nodiscard]] T struct_of(const Json& json, const std::string& where) {
  T value;
  try {
    from_json(json, value, "");
  } catch (const ConfigError& error) {
    fail<ConfigError>("{}: {}", where, error.what());
  }
  return value;
}

/// Reads a file with one struct. @throws DataError when it cannot be read, ConfigError as above.
template <class T>
[[nodiscard]] T read_struct(const std::filesystem::path& file) {
  return struct_of<T>(read_json(file), file.string());
}

/// Every line of a file of JSON lines as a struct. @throws DataError naming the line.
template <class T>
[[nodiscard]] std::vector<T> read_struct_lines(const std::filesystem::path& path) {
  std::vector<T> values;
  for (const JsonLine& line : read_json_lines(path))
    values.push_back(struct_of<T>(line.value, line.where));
  return values;
}

/// Appends one line for each value. @throws DataError.
template <class T>
void append_struct_lines(const std::filesystem::path& path, const std::vector<T>& values) {
  std::vector<std::string> lines;
  for (const T& value : values) lines.push_back(line_of(to_json(value)));
  append_text_lines(path, lines);
}

}  // namespace iggan::config
