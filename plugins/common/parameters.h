#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "style.h"

namespace iggan::plugins {

/// Reads a plugin's parameters. Every function throws plugin::Failure with E_INVALID, naming the
/// key; a key that nobody asked for is an error too.
class ParameterReader {
 public:
  explicit ParameterReader(std::string_view json);

  [[nodiscard]] int integer(const std::string& key, int fallback, int least, int most);
  [[nodiscard]] double number(const std::string& key, double fallback, double least, double most);
  [[nodiscard]] bool boolean(const std::string& key, bool fallback);
  /// The index of the value in `names`.
  [[nodiscard]] std::size_t choice(const std::string& key, std::size_t fallback,
                                   const std::vector<std::string>& names);
  /// Refuses what is left over.
  void finish() const;

 private:
  [[nodiscard]] nlohmann::json take(const std::string& key);

  nlohmann::json values_;
  std::string known_;  // for the message about an unknown key
};

/// samples_per_axis, normals and shadows.
[[nodiscard]] Style read_shared_style(ParameterReader& reader);
/// The JSON schema of those parameters, and of a renderer's own.
/// @param own  more members of "properties", each after a comma; may be empty.
[[nodiscard]] std::string shared_style_schema(const std::string& own = {});

}  // namespace iggan::plugins
