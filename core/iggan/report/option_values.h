#pragma once
#include <string>
#include <utility>
#include <vector>

#include <iggan/config/fields.h>

/// Options as names and values, for ReportSection::values.
namespace iggan {

/// Names and values for a page, in order.
using NamesAndValues = std::vector<std::pair<std::string, std::string>>;

/// The options in the document itself, and those of each group below it under the group's name.
/// @param depth  groups within groups are named "group, name" down to this many levels.
[[nodiscard]] NamesAndValues values_in(const config::Json& document, int depth = 0);

/// A JSON value on one line, strings without quotes.
[[nodiscard]] std::string in_words(const config::Json& value);

}  // namespace iggan
