#pragma once
#include <string>

namespace iggan {

/// Standard output or standard error.
enum class Stream { output, error };

/// Whether the stream is a terminal whose lines can be redrawn, and not TERM=dumb.
[[nodiscard]] bool is_terminal(Stream stream);
/// Columns of the terminal; 80 if unknown.
[[nodiscard]] int columns_of(Stream stream);
/// Whether the locale that the environment names is UTF-8.
[[nodiscard]] bool writes_utf8();

/// Whether escape sequences for colour may be written.
enum class Colour { off, on };
/// On for terminals, unless NO_COLOR is set and not empty (https://no-color.org).
[[nodiscard]] Colour colour_of(Stream stream);

/// How text looks.
enum class Paint { plain, bold, red, yellow, green };
/// The text between the terminal's escape sequences; unchanged if colour is off.
[[nodiscard]] std::string painted(const std::string& text, Paint paint, Colour colour);

}  // namespace iggan
