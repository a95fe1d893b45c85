#pragma once
#include <exception>
#include <string>

namespace iggan {

/// What a user reads of an error. Ours say it themselves; the file system's become "path: reason";
/// where memory is short, advice follows. Of other libraries' the first line is left: their numbers
/// of exceptions, sources and backtraces help nobody but us, and `IGGAN_BACKTRACE=1` keeps them.
[[nodiscard]] std::string message_of(const std::exception& error);

}  // namespace iggan
