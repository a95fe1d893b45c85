#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

#include <nlohmann/json.hpp>

#include <iggan/base/error.h>

/// JSON in and out for plain structs, from one list of fields per struct:
///
///   struct CameraOptions {
///     double fov_degrees = 40;  // vertical, (0, 180)
///     template <class Self, class Visitor>
///     static void fields(Self& self, Visitor& visit) {
///       visit("fov_degrees", self.fov_degrees, "vertical field of view", range(0.1, 179.0));
///     }
///   };
///
/// to_json writes every field; from_json overwrites the fields present, and fails on an unknown
/// key, a wrong type or a value out of range with the full path ("training.bach_size") and the
/// nearest known key. Supported: bool, integers, double, std::string, std::vector and std::array
/// of those or of structs, nested structs, nlohmann::json, and enums with to_string/from_string.
namespace iggan::config {

using Json = nlohmann::ordered_json;

/// Inclusive limits for a number; applied to each element of an array.
struct Range {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
};
[[nodiscard]] inline Range range(double low, double high) {
  return {low, high};
}
[[nodiscard]] inline Range at_least(double low) {
  return {low, std::numeric_limits<double>::infinity()};
}

/// The candidate with the smallest edit distance to `name`; empty when none is near.
[[nodiscard]] std::string nearest_name(const std::string& name,
                                       const std::vector<std::string>& candidates);
[[noreturn]] void fail_unknown_key(const std::string& path, const std::vector<std::string>& known);
[[noreturn]] void fail_type(const std::string& path, const std::string& expected, const Json& got);
void check_range(const std::string& path, double value, const Range& range);

namespace detail {

struct ProbeVisitor {
  template <class T>
  void operator()(const char*, T&, const char*, Range = {}) {}
};
template <class T, class = void>
struct HasFields : std::false_type {};
template <class T>
struct HasFields<
    T, std::void_t<decltype(T::fields(std::declval<T&>(), std::declval<ProbeVisitor&>()))>>
    : std::true_type {};

template <class T>
struct IsArray : std::false_type {};
template <class T, class A>
struct IsArray<std::vector<T, A>> : std::true_type {};
template <class T, std::size_t N>
struct IsArray<std::array<T, N>> : std::true_type {};
template <class T>
struct IsVector : std::false_type {};
template <class T, class A>
struct IsVector<std::vector<T, A>> : std::true_type {};

}  // namespace detail

template <class T>
[[nodiscard]] Json to_json(const T& value);
template <class T>
void from_json(const Json& json, T& value, const std::string& path, const Range& range = {});

namespace detail {

struct Writer {
  Json json = Json::object();
  template <class T>
  void operator()(const char* key, const T& value, const char*, Range = {}) {
    json[key] = to_json(value);
  }
};

struct KeyCollector {
  std::vector<std::string> keys;
  template <class T>
  void operator()(const char* key, const T&, const char*, Range = {}) {
    keys.emplace_back(key);
  }
};

struct Reader {
  const Json& json;
  const std::string& path;
  template <class T>
  void operator()(const char* key, T& value, const char*, Range range = {}) {
    const auto found = json.find(key);
    if (found != json.end()) from_json(*found, value, path.empty() ? key : path + "." + key, range);
  }
};

}  // namespace detail

template <class T>
Json to_json(const T& value) {
  if constexpr (std::is_same_v<T, Json>) {
    return value;
  } else if constexpr (detail::HasFields<T>::value) {
    detail::Writer writer;
    T::fields(value, writer);
    return writer.json;
  } else if constexpr (std::is_enum_v<T>) {
    return to_string(value);
  } else if constexpr (detail::IsArray<T>::value) {
    Json array = Json::array();
    for (const auto& element : value) array.push_back(to_json(element));
    return array;
  } else {
    return Json(value);
  }
}

template <class T>
void from_json(const Json& json, T& value, const std::string& path, const Range& range) {
  if constexpr (std::is_same_v<T, Json>) {
    value = json;
  } else if constexpr (detail::HasFields<T>::value) {
    if (!json.is_object()) fail_type(path, "an object", json);
    detail::KeyCollector known;
    T::fields(value, known);
    for (const auto& item : json.items())
      if (std::find(known.keys.begin(), known.keys.end(), item.key()) == known.keys.end())
        fail_unknown_key(path.empty() ? item.key() : path + "." + item.key(), known.keys);
    detail::Reader reader{json, path};
    T::fields(value, reader);
  } else if constexpr (std::is_enum_v<T>) {
    if (!json.is_string()) fail_type(path, "a string", json);
    try {
      from_string(json.get<std::string>(), value);
    } catch (const ConfigError& error) {
      fail<ConfigError>("{}: {}", path, error.what());
    }
  } else if constexpr (std::is_same_v<T, bool>) {
    if (!json.is_boolean()) fail_type(path, "true or false", json);
    value = json.get<bool>();
  } else if constexpr (std::is_integral_v<T>) {
    if (!json.is_number_integer()) fail_type(path, "an integer", json);
    check_range(path, json.get<double>(), range);
    check_range(path, json.get<double>(),
                {double(std::numeric_limits<T>::lowest()), double(std::numeric_limits<T>::max())});
    value = json.get<T>();
  } else if constexpr (std::is_floating_point_v<T>) {
    if (!json.is_number()) fail_type(path, "a number", json);
    check_range(path, json.get<double>(), range);
    value = json.get<T>();
  } else if constexpr (std::is_same_v<T, std::string>) {
    if (!json.is_string()) fail_type(path, "a string", json);
    value = json.get<std::string>();
  } else {
    static_assert(detail::IsArray<T>::value, "unsupported field type");
    if (!json.is_array()) fail_type(path, "an array", json);
    if constexpr (detail::IsVector<T>::value) value.resize(json.size());
    if (json.size() != value.size())
      fail_type(path, "an array of " + std::to_string(value.size()) + " values", json);
    for (std::size_t i = 0; i < value.size(); ++i)
      from_json(json[i], value[i], path + "[" + std::to_string(i) + "]", range);
  }
}

/// Parses JSON text. @throws ConfigError with `where` and the parser's own words.
[[nodiscard]] Json parse_json(const std::string& text, const std::string& where);

}  // namespace iggan::config
