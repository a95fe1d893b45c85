#pragma once
#include <string>

#include <iggan/config/fields.h>

/// Files written by another program must be complete, while options may omit keys that have
/// defaults.
namespace iggan::config {

template <class T>
void check_complete(const Json& json, const T& value, const std::string& path);

namespace detail {

struct CompletenessVisitor {
  const Json& json;
  const std::string& path;
  template <class T>
  void operator()(const char* key, const T& value, const char*, Range = {}) {
    const std::string full = path.empty() ? key : path + "." + key;
    const auto found = json.find(key);
    if (found != json.end())
      check_complete(*found, value, full);
    else if (!IsOptional<T>::value)
      fail<ConfigError>("{} is missing", full);
  }
};

}  // namespace detail

/// Checks that every key of `value`'s fields(), except std::optional ones, is in the JSON that
/// from_json read it from. @throws ConfigError with the full path of the first that is missing.
template <class T>
void check_complete(const Json& json, const T& value, const std::string& path) {
  if constexpr (detail::HasFields<T>::value) {
    detail::CompletenessVisitor visitor{json, path};
    T::fields(value, visitor);
  } else if constexpr (detail::IsOptional<T>::value) {
    if (value) check_complete(json, *value, path);
  } else if constexpr (detail::IsNamed<T>::value) {
    for (const auto& [key, element] : value)
      check_complete(json.at(key), element, path + "." + key);
  } else if constexpr (detail::IsArray<T>::value) {
    for (std::size_t i = 0; i < value.size(); ++i)
      check_complete(json[i], value[i], path + "[" + std::to_string(i) + "]");
  }
}

}  // namespace iggan::config
