#pragma once
#include <array>
#include <cstddef>
#include <string>
#include <type_traits>
#include <vector>

#include <iggan/base/error.h>

/// The names of an enum's values, in one table next to the enum:
///
///   enum class CameraKind { perspective = 1, orthographic = 2 };
///   template <>
///   inline constexpr auto enum_names<CameraKind> =
///       names<CameraKind>("a camera kind", {{CameraKind::perspective, "perspective"},
///                                           {CameraKind::orthographic, "orthographic"}});
///
/// to_string, from_string and names_of use it, and so do JSON (config/fields.h) and the choices of
/// command-line options. For an enum in a namespace inside iggan, the table is in iggan, and the
/// enum's namespace says `using iggan::from_string; using iggan::to_string;`.
namespace iggan {

/// One value of an enum and its name.
template <class E>
struct EnumName {
  E value;
  const char* name;
};
/// All values of an enum, in the order in which messages list them.
template <class E, std::size_t N>
struct EnumNames {
  const char* what;  // a description of a value, for messages: "a camera kind"
  std::array<EnumName<E>, N> all;
};

/// The table of an enum. @param what  a description of a value, for messages: "a camera kind".
template <class E, std::size_t N>
[[nodiscard]] constexpr EnumNames<E, N> names(const char* what, const EnumName<E> (&all)[N]) {
  EnumNames<E, N> table{what, {}};
  for (std::size_t i = 0; i < N; ++i) table.all[i] = all[i];
  return table;
}

/// An enum without a table has none of the functions below.
template <class E>
inline constexpr std::nullptr_t enum_names = nullptr;

/// Whether an enum has a table.
template <class E>
inline constexpr bool has_enum_names =
    !std::is_same_v<std::remove_cv_t<decltype(enum_names<E>)>, std::nullptr_t>;

namespace detail {
[[noreturn]] void fail_unknown_name(const std::string& text, const char* what,
                                    const std::vector<std::string>& known);
}  // namespace detail

/// Every name, in the table's order.
template <class E, std::enable_if_t<has_enum_names<E>, int> = 0>
[[nodiscard]] std::vector<std::string> names_of() {
  std::vector<std::string> all;
  for (const EnumName<E>& entry : enum_names<E>.all) all.emplace_back(entry.name);
  return all;
}

template <class E, std::enable_if_t<has_enum_names<E>, int> = 0>
[[nodiscard]] std::string to_string(E value) {
  for (const EnumName<E>& entry : enum_names<E>.all)
    if (entry.value == value) return entry.name;
  IGGAN_CHECK(false);  // every value of an enum is in its table
  return {};
}

/// @throws ConfigError with the known names and the nearest of them, for an unknown text.
template <class E, std::enable_if_t<has_enum_names<E>, int> = 0>
void from_string(const std::string& text, E& value) {
  for (const EnumName<E>& entry : enum_names<E>.all)
    if (text == entry.name) {
      value = entry.value;
      return;
    }
  detail::fail_unknown_name(text, enum_names<E>.what, names_of<E>());
}

}  // namespace iggan
