#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include <iggan/base/error.h>

/// Reads and writes plain structs as JSON, from one list of fields per struct:
///
///   struct CameraOptions {
///     double fov_degrees = 40;  // vertical, (0, 180)
///     template <class Self, class Visitor>
///     static void fields(Self& self, Visitor& visit) {
///       visit("fov_degrees", self.fov_degrees, "vertical field of view", range(0.1, 179.0));
///     }
///   };
///
/// to_json writes every field. from_json overwrites the fields that are present, and fails on an
/// unknown key, a wrong type or a value out of range with the full path ("training.bach_size") and
/// the nearest known key. Supported: bool, integers, double, std::string, std::vector and
/// std::array of those or of structs, nested structs, std::optional (no value: no key), Named (an
/// object whose keys are data), nlohmann::json, and enums with to_string/from_string.
namespace iggan::config {

/// JSON whose keys keep their order.
using Json = nlohmann::ordered_json;

/// A JSON object whose keys are data, in their order.
template <class T>
using Named = std::vector<std::pair<std::string, T>>;

/// The value of a key; nullptr if there is none.
template <class T>
[[nodiscard]] const T* find_named(const Named<T>& all, const std::string& key) {
  for (const auto& [name, value] : all)
    if (name == key) return &value;
  return nullptr;
}

/// Inclusive limits for a number; applied to each element of an array.
struct Range {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool may_be_unknown = false;  // null in JSON is NaN here, and vice versa
};
/// A measured number, which can be unknown: null in JSON, NaN in the struct.
[[nodiscard]] inline Range figure() {
  Range range;
  range.may_be_unknown = true;
  return range;
}
/// Inclusive limits.
[[nodiscard]] inline Range range(double low, double high) {
  return {low, high, false};
}
/// An inclusive lower limit.
[[nodiscard]] inline Range at_least(double low) {
  return range(low, std::numeric_limits<double>::infinity());
}

/// The candidate with the smallest edit distance to `name`; empty if none is close.
[[nodiscard]] std::string nearest_name(const std::string& name,
                                       const std::vector<std::string>& candidates);
/// @throws ConfigError that names the key and the nearest known one.
[[noreturn]] void fail_unknown_key(const std::string& path, const std::vector<std::string>& known);
/// @throws ConfigError that names the key, what it must be and what it is.
[[noreturn]] void fail_type(const std::string& path, const std::string& expected, const Json& got);
/// @throws ConfigError when a number is outside its limits.
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
template <class T>
struct IsNamed : std::false_type {};
template <class T>
struct IsNamed<Named<T>> : std::true_type {};
template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};

/// Whether a 64-bit JSON integer fits into T. Not checked as double, in which 2^63 and 2^63 - 1 are
/// equal.
template <class T>
[[nodiscard]] bool fits(const Json& integer) {
  if (integer.is_number_unsigned())
    return integer.get<std::uint64_t>() <= std::uint64_t(std::numeric_limits<T>::max());
  return integer.get<std::int64_t>() >= std::int64_t(std::numeric_limits<T>::lowest());
}

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
    if constexpr (IsOptional<T>::value) {
      if (value) json[key] = to_json(*value);
    } else {
      json[key] = to_json(value);
    }
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

/// A value as JSON, in the order of its fields. A number that is not finite is null.
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
  } else if constexpr (detail::IsNamed<T>::value) {
    Json object = Json::object();
    for (const auto& [key, element] : value) object[key] = to_json(element);
    return object;
  } else if constexpr (detail::IsArray<T>::value) {
    Json array = Json::array();
    for (const auto& element : value) array.push_back(to_json(element));
    return array;
  } else if constexpr (std::is_floating_point_v<T>) {
    return std::isfinite(value) ? Json(value) : Json(nullptr);
  } else {
    return Json(value);
  }
}

/// Overwrites the fields that the JSON has. @param path  of the value, for messages:
/// "training.batch_size".
/// @param range  limits of numbers. @throws ConfigError with the full path of what is wrong.
template <class T>
void from_json(const Json& json, T& value, const std::string& path, const Range& range) {
  if constexpr (std::is_same_v<T, Json>) {
    value = json;
  } else if constexpr (detail::IsOptional<T>::value) {
    value.reset();
    if (!json.is_null()) from_json(json, value.emplace(), path, range);
  } else if constexpr (detail::IsNamed<T>::value) {
    if (!json.is_object()) fail_type(path, "an object", json);
    value.clear();
    for (const auto& item : json.items()) {
      value.emplace_back(item.key(), typename T::value_type::second_type{});
      from_json(item.value(), value.back().second,
                path.empty() ? item.key() : path + "." + item.key(), range);
    }
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
    if (!detail::fits<T>(json))
      fail<ConfigError>("{}: {} is outside [{}, {}]", path, json.dump(),
                        std::numeric_limits<T>::lowest(), std::numeric_limits<T>::max());
    value = json.get<T>();
  } else if constexpr (std::is_floating_point_v<T>) {
    if (range.may_be_unknown && json.is_null()) {
      value = std::numeric_limits<T>::quiet_NaN();
      return;
    }
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

/// The value of a key; nullptr if there is none, or `json` is not an object.
[[nodiscard]] inline const Json* find_key(const Json& json, const char* key) {
  const auto found = json.is_object() ? json.find(key) : json.end();
  return found == json.end() ? nullptr : &*found;
}

/// Parses JSON text. @throws ConfigError with `where`, line and column.
[[nodiscard]] Json parse_json(const std::string& text, const std::string& where);

namespace detail {

/// Splits "a, b" into words.
[[nodiscard]] std::vector<std::string> names_in(const char* list);

template <class Values, class Visitor>
void visit_named(const char* names, const Values& values, Visitor& visit) {
  const std::vector<std::string> keys = names_in(names);
  std::size_t next = 0;
  std::apply([&](auto&... value) { (visit(keys[next++].c_str(), value, "", figure()), ...); },
             values);
}

}  // namespace detail
}  // namespace iggan::config

/// fields() of a struct of results, with members as keys. Numbers may be unknown.
///   struct Pair { double psnr = kUnknown, ssim = kUnknown; IGGAN_FIELDS(psnr, ssim) };
#define IGGAN_FIELDS(...)                                                           \
  [[nodiscard]] auto field_values() {                                               \
    return std::tie(__VA_ARGS__);                                                   \
  }                                                                                 \
  [[nodiscard]] auto field_values() const {                                         \
    return std::tie(__VA_ARGS__);                                                   \
  }                                                                                 \
  template <class Self, class Visitor>                                              \
  static void fields(Self& self, Visitor& visit) {                                  \
    ::iggan::config::detail::visit_named(#__VA_ARGS__, self.field_values(), visit); \
  }
