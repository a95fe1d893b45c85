#pragma once
#include <string>

#include <iggan/config/fields.h>

namespace iggan {

/// The template page_assets/templates/NAME.mustache, filled in with values. An empty string, an
/// empty list, false and null count as false in `{{#value}}` and `{{^value}}`.
///
/// A value is data: `{{value}}` escapes it, and template syntax in it is not interpreted.
/// `{{{value}}}` does not escape; it is for text that this library made itself: HTML, scripts,
/// JSON, base64.
/// `{{#with_code}}{{value}}{{/with_code}}` turns text between two backticks into code.
/// @throws DataError when a template is not found, is not valid Mustache, or names a value that is
///         not in `values`.
[[nodiscard]] std::string rendered(const std::string& name, const config::Json& values);

}  // namespace iggan
