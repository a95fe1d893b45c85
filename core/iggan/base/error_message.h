#pragma once
#include <exception>
#include <string>

namespace iggan {

/// The text of an error for users. iggan's errors already have it; errors of the file system
/// become "path: reason"; if memory runs out, the text gives advice. For errors of other libraries
/// only the first line is kept, since exception numbers, source locations and backtraces help only
/// developers; `IGGAN_BACKTRACE=1` keeps them.
[[nodiscard]] std::string message_of(const std::exception& error);

}  // namespace iggan
