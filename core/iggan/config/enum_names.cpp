#include <iggan/config/enum_names.h>

#include <iggan/config/fields.h>

namespace iggan::detail {

void fail_unknown_name(const std::string& text, const char* what,
                       const std::vector<std::string>& known) {
  const std::string near = config::nearest_name(text, known);
  std::string list;
  for (std::size_t i = 0; i < known.size(); ++i)
    list += (i == 0 ? "" : i + 1 < known.size() ? ", " : " or ") + known[i];
  fail<ConfigError>("\"{}\" is not {}{}; use {}", text, what,
                    near.empty() ? "" : " (did you mean " + near + "?)", list);
}

}  // namespace iggan::detail
