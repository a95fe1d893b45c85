#pragma once
#include <string>

namespace iggan {

/// Text as HTML, in an element or in a quoted attribute.
[[nodiscard]] std::string escape_html(const std::string& text);

/// A paragraph's text as HTML; what stands between two backticks is code.
[[nodiscard]] std::string inline_html(const std::string& text);

/// JSON text that may stand in a script element: no "<" that could end it.
[[nodiscard]] std::string json_for_script(std::string json);

/// A name that may stand in an id and in a link: lower-case letters, digits and dashes.
[[nodiscard]] std::string slug(const std::string& text);

/// The picture as a data URI; its kind is told from its first bytes.
/// @throws DataError when they are not those of PNG, JPEG or WebP.
[[nodiscard]] std::string picture_uri(const std::string& bytes);

}  // namespace iggan
