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

/// Lines for a terminal that holds words from outside, such as a file's name: what would move the
/// cursor or do anything else but end a line, go on to the next column or colour is shown as
/// "\x1b".
[[nodiscard]] std::string without_commands(const std::string& text);

}  // namespace iggan
