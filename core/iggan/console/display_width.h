#pragma once
#include <cstddef>
#include <string>

namespace iggan {

/// Columns that UTF-8 text takes on a terminal, by Unicode's tables, independent of the locale: two
/// for wide characters (East Asian, emoji), none for combining marks and control characters. A byte
/// that is not UTF-8 counts as one.
[[nodiscard]] std::size_t display_width(const std::string& text);
/// The longest prefix of complete characters that takes no more columns.
[[nodiscard]] std::string cut_to_width(const std::string& text, std::size_t columns);

/// An untrusted name as one line of UTF-8 that shows every byte: control characters, bytes that
/// are not UTF-8 and backslashes become "\n", "\xff" and "\\", as in C.
[[nodiscard]] std::string printable(const std::string& name);

/// Lines for a terminal that contain outside text, such as a file's name. Line ends, tabs and
/// colours are kept; other control characters, such as those that move the cursor, are shown like
/// "\x1b".
[[nodiscard]] std::string without_commands(const std::string& text);

}  // namespace iggan
