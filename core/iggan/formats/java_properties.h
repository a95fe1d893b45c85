#pragma once
#include <map>
#include <string>
#include <string_view>

namespace iggan {

/// Key and value pairs of a Java .properties file, in UTF-8. The bytes are Latin-1 with `\uXXXX`
/// escapes, lines may continue after a backslash, and a line without a separator is a key with an
/// empty value, as in Java. A later line replaces an earlier one. Nothing is an error: broken
/// escapes stay as they are. Source: java.util.Properties.load.
[[nodiscard]] std::map<std::string, std::string> parse_java_properties(std::string_view bytes);

}  // namespace iggan
