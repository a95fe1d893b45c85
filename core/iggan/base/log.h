#pragma once
#include <filesystem>
#include <memory>

#include <spdlog/logger.h>

namespace iggan {

/// Log lines travel through a logger that is passed along; the library has no global one.
using Log = spdlog::logger;

/// A logger that writes plain lines to standard error, and to `file` too unless it is empty.
[[nodiscard]] std::shared_ptr<Log> make_log(const std::filesystem::path& file = {});

}  // namespace iggan
