#pragma once
#include <iggan/renderer_plugin_validation.hpp>

#include <charconv>
#include <string>
#include <string_view>

#include "mutation.h"

namespace mutant {

inline const char* params_schema() {
  static const std::string schema =
      std::string(R"({"type": "object", "additionalProperties": false, "properties": {"gain": {)"
                  R"("type": "number", "minimum": 0, "maximum": 8, )") +
      (MUTATED(NO_DEFAULT) ? "" : R"("default": 1, )") +
      R"("description": "multiplies all light"}}})";
  return schema.c_str();
}

/// Reads {"gain": 1.5}. Any other JSON is refused.
class ParameterReader {
 public:
  explicit ParameterReader(std::string_view json) : json_(json) {}

  double gain() {
    double gain = 1;
    if (!take('{')) refuse("parameters must be a JSON object");
    for (bool more = !take('}'); more;) {
      const std::string key(quoted());
      if (!take(':')) refuse("parameter " + key + " has no value");
      const bool is_text = !json_.empty() && json_[0] == '"';
      const std::string_view value = is_text ? quoted() : cut(json_.find_first_of(", }\t\n\r"));
      if (key == "\"gain\"")
        gain = number(value);
      else if (!MUTATED(ACCEPTS_UNKNOWN_PARAMETERS))
        refuse("unknown parameter " + key.substr(0, 100) + "; known is \"gain\"");
      more = take(',');
      if (!more && !take('}')) refuse("parameter " + key + " is followed by something else");
    }
    if (!json_.empty()) refuse("the parameters are followed by something else");
    return gain;
  }

 private:
  [[noreturn]] static void refuse(const std::string& text) { iggan::plugin::invalid(text); }

  /// Takes this character and the white space around it, if it comes next.
  bool take(char wanted) {
    skip_space();
    if (json_.empty() || json_[0] != wanted) return false;
    json_.remove_prefix(1);
    skip_space();
    return true;
  }
  void skip_space() { (void)cut(json_.find_first_not_of(" \t\n\r")); }
  /// Takes the first `count` characters, or all if there are fewer.
  std::string_view cut(std::size_t count) {
    const std::string_view head = json_.substr(0, count);
    json_.remove_prefix(head.size());
    return head;
  }
  /// Takes a quoted string, quotes included.
  std::string_view quoted() {
    if (json_.empty() || json_[0] != '"') refuse("expected a quoted name");
    volatile std::size_t end = 1;  // volatile, or the compiler may remove an endless loop
    while (end < json_.size() ? json_[end] != '"' : MUTATED(HANGS))
      end = std::min(end + (end < json_.size() && json_[end] == '\\' ? 2 : 1), json_.size());
    if (end == json_.size()) refuse("a text without its closing quote");
    return cut(end + 1);
  }

  static double number(std::string_view text) {
    const auto digit = [&](std::size_t i) {
      return i < text.size() && text[i] >= '0' && text[i] <= '9';
    };
    // from_chars also accepts .5, 1., 01 and nan, which are not JSON.
    const std::size_t first = !text.empty() && text[0] == '-' ? 1 : 0, dot = text.find('.');
    const bool json = digit(first) && !(text[first] == '0' && digit(first + 1)) &&
                      (dot == std::string_view::npos || digit(dot + 1));
    double value = -1;
    const char* end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, value);
    if (!json || result.ec != std::errc() || result.ptr != end || !(value >= 0 && value <= 8))
      refuse("parameter \"gain\" is " + std::string(text.substr(0, 100)) +
             "; it must be a number from 0 to 8");
    return value;
  }

  std::string_view json_;
};

}  // namespace mutant
