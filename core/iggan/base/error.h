#pragma once
#include <stdexcept>
#include <string>

#include <fmt/format.h>

namespace iggan {

/// Root of every error this library throws. The message says what failed, the value, where, and
/// what to try; only main() turns errors into exit codes.
struct Error : std::runtime_error {
  using std::runtime_error::runtime_error;
};
/// A configuration value is unknown, of the wrong type or out of range.
struct ConfigError : Error {
  using Error::Error;
};
/// A file or data set is missing, unreadable or malformed.
struct DataError : Error {
  using Error::Error;
};
/// A renderer plugin could not be loaded, or refused or failed a call.
struct PluginError : Error {
  using Error::Error;
};
/// A tensor does not have the documented shape.
struct ShapeError : Error {
  using Error::Error;
};
/// The user pressed Ctrl-C (or sent SIGTERM), and the work stopped where it could.
struct Interrupted : Error {
  using Error::Error;
};

/// Throws E with a message formatted by fmt.
template <class E, class... Args>
[[noreturn]] void fail(fmt::format_string<Args...> format, Args&&... args) {
  throw E(fmt::format(format, std::forward<Args>(args)...));
}

namespace detail {
[[noreturn]] void check_failed(const char* condition, const char* file, int line);
}

/// Only for programming errors, never for user input.
#define IGGAN_CHECK(condition) \
  ((condition) ? void(0) : ::iggan::detail::check_failed(#condition, __FILE__, __LINE__))

}  // namespace iggan
