#include <iggan/report/option_values.h>

#include <iggan/console/quantities.h>

namespace iggan {

using config::Json;

std::string in_words(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_null()) return kDash;
  if (!value.is_array()) return value.dump();
  std::string text;
  for (const Json& element : value) text += (text.empty() ? "" : ", ") + in_words(element);
  return text;
}

NamesAndValues values_in(const Json& document, int depth) {
  NamesAndValues values;
  for (const auto& [key, value] : document.items()) {
    if (!value.is_object()) {
      values.emplace_back(key, in_words(value));
    } else if (depth > 0) {
      for (auto& [name, text] : values_in(value, depth - 1))
        values.emplace_back(key + ", " + name, std::move(text));
    }
  }
  return values;
}

}  // namespace iggan
