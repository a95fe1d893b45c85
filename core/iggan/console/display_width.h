#pragma once
#include <cstddef>
#include <string>

namespace iggan {

/// Columns that UTF-8 text takes up on a terminal, by Unicode's tables and in no locale: two for
/// wide characters (East Asian, emoji), none for combining marks and control characters. A byte
/// that is no UTF-8 counts as one.
[[nodiscard]] std::size_t display_width(const std::string& text);
/// The longest beginning of whole characters that takes up no more columns.
[[nodiscard]] std::string cut_to_width(const std::string& text, std::size_t columns);

/// A name from outside as one line of UTF-8 that shows every byte: control characters, bytes that
/// are no UTF-8 and backslashes become "\n", "\xff" and "\\", as in C.
[[nodiscard]] std::string printable(const std::string& name);

}  // namespace iggan
