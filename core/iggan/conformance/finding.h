#pragma once
#include <string>

#include <fmt/format.h>

namespace iggan::conformance {

enum class Verdict { pass, warn, fail, skip, crash, timeout };

[[nodiscard]] std::string to_string(Verdict verdict);
/// @throws ConfigError for a word that is none.
void from_string(const std::string& word, Verdict& verdict);

/// Ends a check with a verdict other than pass, and one sentence: what was expected, what came.
struct Finding {
  Verdict verdict;
  std::string message;
};

template <class... Args>
[[noreturn]] void fail_check(fmt::format_string<Args...> format, Args&&... args) {
  throw Finding{Verdict::fail, fmt::format(format, std::forward<Args>(args)...)};
}
template <class... Args>
[[noreturn]] void warn_check(fmt::format_string<Args...> format, Args&&... args) {
  throw Finding{Verdict::warn, fmt::format(format, std::forward<Args>(args)...)};
}
template <class... Args>
[[noreturn]] void skip_check(fmt::format_string<Args...> format, Args&&... args) {
  throw Finding{Verdict::skip, fmt::format(format, std::forward<Args>(args)...)};
}
template <class... Args>
void expect(bool held, fmt::format_string<Args...> format, Args&&... args) {
  if (!held) fail_check(format, std::forward<Args>(args)...);
}

}  // namespace iggan::conformance
