#include <iggan/config/fields.h>

#include <cctype>
#include <numeric>

namespace iggan::config {
namespace {

std::size_t edit_distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substitution = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substitution});
    }
  }
  return row.back();
}

constexpr int kMostLevels = 256;  // the parser copies and prints recursively, on the stack

/// The number of levels of arrays and objects in the text, even if it is not JSON.
int levels_of(const std::string& text) {
  int level = 0, deepest = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"')
      quoted = !quoted;
    else if (quoted)
      i += c == '\\';  // the next character is part of the string, even a quote
    else if (c == '[' || c == '{')
      deepest = std::max(deepest, ++level);
    else if (c == ']' || c == '}')
      --level;
  }
  return deepest;
}

/// What is wrong with a JSON text.
/// @param byte  number of the byte where reading ended, counted from 1.
std::string fault_at(const std::string& text, std::size_t byte) {
  if (text.find_first_not_of(" \t\r\n") == std::string::npos) return "it is empty";
  if (byte == 0 || byte > text.size()) return "it ends too early";
  const std::size_t at = byte - 1;
  const auto line =
      1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
  const std::size_t before = at == 0 ? std::string::npos : text.rfind('\n', at - 1);
  const std::size_t column = before == std::string::npos ? byte : at - before;
  const char c = text[at];
  const std::string found = c > 0x20 && c < 0x7f
                                ? fmt::format("'{}'", c)
                                : fmt::format("byte 0x{:02x}", static_cast<unsigned char>(c));
  return fmt::format("unexpected {} in line {}, column {}", found, line, column);
}

/// A value from a file, for a one-line message: long strings are shortened, and for large or nested
/// structures only the kind and size are given.
std::string in_short(const Json& value) {
  constexpr std::size_t kMostElements = 8, kMostBytes = 200;
  const auto is_flat = [](const Json& structure) {
    return std::none_of(structure.begin(), structure.end(),
                        [](const Json& element) { return element.is_structured(); });
  };
  if (value.is_structured() && (value.size() > kMostElements || !is_flat(value)))
    return fmt::format("{} of {} {}{}", value.is_array() ? "an array" : "an object", value.size(),
                       value.is_array() ? "value" : "key", value.size() == 1 ? "" : "s");
  const std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  return text.size() <= kMostBytes ? text : text.substr(0, kMostBytes) + "...";
}

}  // namespace

std::string nearest_name(const std::string& name, const std::vector<std::string>& candidates) {
  std::string best;
  std::size_t best_distance = std::max<std::size_t>(3, name.size() / 2);
  for (const auto& candidate : candidates) {
    const std::size_t distance = edit_distance(name, candidate);
    if (distance < best_distance) {
      best_distance = distance;
      best = candidate;
    }
  }
  return best;
}

void fail_unknown_key(const std::string& path, const std::vector<std::string>& known) {
  const std::string key = path.substr(path.rfind('.') + 1);
  const std::string near = nearest_name(key, known);
  std::string list;
  for (const auto& name : known) list += (list.empty() ? "" : ", ") + name;
  fail<ConfigError>("unknown option {}{}; known here: {}", path,
                    near.empty() ? "" : " (did you mean " + near + "?)", list);
}

void fail_type(const std::string& path, const std::string& expected, const Json& got) {
  fail<ConfigError>("{}: expected {}, got {}", path.empty() ? "the document" : path, expected,
                    in_short(got));
}

void check_range(const std::string& path, double value, const Range& range) {
  if (std::isfinite(value) && value >= range.low && value <= range.high) return;
  fail<ConfigError>("{}: {} is outside [{}, {}]", path, value, range.low, range.high);
}

Json parse_json(const std::string& text, const std::string& where) {
  if (const int levels = levels_of(text); levels > kMostLevels)
    fail<ConfigError>(
        "{}: not valid JSON here: {} levels of arrays and objects; at most {} are read", where,
        levels, kMostLevels);
  try {
    return Json::parse(text);
  } catch (const Json::parse_error& error) {
    fail<ConfigError>("{}: not valid JSON: {}", where, fault_at(text, error.byte));
  } catch (const Json::exception&) {  // the grammar is correct
    fail<ConfigError>("{}: not valid JSON here: a number is too large", where);
  }
}

std::vector<std::string> detail::names_in(const char* list) {
  std::vector<std::string> names(1);
  for (const char* c = list; *c != '\0'; ++c) {
    if (*c == ',')
      names.emplace_back();
    else if (std::isspace(static_cast<unsigned char>(*c)) == 0)
      names.back() += *c;
  }
  return names;
}

}  // namespace iggan::config
