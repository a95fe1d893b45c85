#pragma once
#include <string>

#include <iggan/config/fields.h>

namespace iggan {

/// The template page_assets/templates/NAME.mustache, filled in with values. An empty text, an empty
/// list, false and null are "no" to {{#value}} and {{^value}}.
///
/// A value is data: {{value}} escapes it, and no template syntax in it is read. {{{value}}} does
/// not escape; it is for what this library made itself: HTML, scripts, JSON, base64.
/// {{#with_code}}{{value}}{{/with_code}} makes code of what stands between two backticks.
/// @throws DataError when a template is not found, is no Mustache, or names a value that is not
///         among `values`.
[[nodiscard]] std::string rendered(const std::string& name, const config::Json& values);

}  // namespace iggan
