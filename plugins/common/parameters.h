#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "style.h"

namespace iggan::plugins {

/// Reads a plugin's parameters. Every function throws plugin::Failure with E_INVALID, naming the
/// key; a key that was not read is an error too.
class ParameterReader {
 public:
  explicit ParameterReader(std::string_view json);

  [[nodiscard]] int integer(const std::string& key, int fallback, int least, int most);
  [[nodiscard]] double number(const std::string& key, double fallback, double least, double most);
  [[nodiscard]] bool boolean(const std::string& key, bool fallback);
  /// The index of the value in `names`.
  [[nodiscard]] std::size_t choice(const std::string& key, std::size_t fallback,
                                   const std::vector<std::string>& names);
  /// Refuses remaining keys.
  void finish() const;

 private:
  [[nodiscard]] nlohmann::json take(const std::string& key);

  nlohmann::json values_;
  std::string known_;  // for the message about an unknown key
};

/// Members of "properties" for the parameters that several renderers share.
inline constexpr const char* kSamplesPerAxisSchema = R"(
    "samples_per_axis": {"type": "integer", "minimum": 1, "maximum": 16, "default": 1,
      "description": "rays per pixel along each axis, on a regular grid, averaged"})";
inline constexpr const char* kNormalsSchema = R"(
    "normals": {"type": "string", "enum": ["flat", "smooth"], "default": "flat",
      "description": "flat: of the voxel face hit; smooth: slope of the blurred occupancy"})";

[[nodiscard]] int read_samples_per_axis(ParameterReader& reader);
[[nodiscard]] Normals read_normals(ParameterReader& reader);
/// samples_per_axis, normals and shadows.
[[nodiscard]] Style read_shared_style(ParameterReader& reader);
/// A JSON schema.
/// @param properties  the members of its "properties", separated by commas.
[[nodiscard]] std::string parameter_schema(const std::string& properties);
/// The JSON schema of the shared style and of a renderer's own parameters.
/// @param own  more members of "properties", each after a comma; may be empty.
[[nodiscard]] std::string shared_style_schema(const std::string& own = {});

}  // namespace iggan::plugins
