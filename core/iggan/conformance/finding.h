#pragma once
#include <string>

#include <fmt/format.h>

#include <iggan/config/enum_names.h>

namespace iggan {

namespace conformance {
/// How a check ended.
enum class Verdict { pass, warn, fail, skip, crash, timeout };
}
template <>
inline constexpr auto enum_names<conformance::Verdict> =
    names<conformance::Verdict>("a verdict", {{conformance::Verdict::pass, "pass"},
                                              {conformance::Verdict::warn, "warn"},
                                              {conformance::Verdict::fail, "fail"},
                                              {conformance::Verdict::skip, "skip"},
                                              {conformance::Verdict::crash, "crash"},
                                              {conformance::Verdict::timeout, "timeout"}});

}  // namespace iggan

namespace iggan::conformance {

using iggan::from_string;
using iggan::to_string;

/// Ends a check with a verdict other than pass, and one sentence: what was expected and what
/// happened.
struct Finding {
  Verdict verdict;
  std::string message;
};

/// Ends the check as failed.
template <class... Args>
[[noreturn]] void fail_check(fmt::format_string<Args...> format, Args&&... args) {
  throw Finding{Verdict::fail, fmt::format(format, std::forward<Args>(args)...)};
}
/// Ends the check with a warning.
template <class... Args>
[[noreturn]] void warn_check(fmt::format_string<Args...> format, Args&&... args) {
  throw Finding{Verdict::warn, fmt::format(format, std::forward<Args>(args)...)};
}
/// Ends the check as not applicable to this plugin.
template <class... Args>
[[noreturn]] void skip_check(fmt::format_string<Args...> format, Args&&... args) {
  throw Finding{Verdict::skip, fmt::format(format, std::forward<Args>(args)...)};
}
/// Ends the check as failed unless `held`.
template <class... Args>
void expect(bool held, fmt::format_string<Args...> format, Args&&... args) {
  if (!held) fail_check(format, std::forward<Args>(args)...);
}

}  // namespace iggan::conformance
