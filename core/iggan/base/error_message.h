#pragma once
#include <exception>
#include <string>

namespace iggan {

/// The text of an error for users. Our errors have it already; the file system's become "path:
/// reason"; if memory is short, advice follows. For errors of other libraries only the first line
/// is kept: exception numbers, sources and backtraces help only us, and `IGGAN_BACKTRACE=1` keeps
/// them.
[[nodiscard]] std::string message_of(const std::exception& error);

}  // namespace iggan
