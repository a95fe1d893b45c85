#pragma once
#include <filesystem>
#include <memory>
#include <string>

#include <spdlog/logger.h>

namespace iggan {

/// Log lines travel through a logger that is passed along; the library has no global one.
using Log = spdlog::logger;

/// A logger that writes plain lines to standard error, above a progress bar if one stands there,
/// and to `file` too unless it is empty.
[[nodiscard]] std::shared_ptr<Log> make_log(const std::filesystem::path& file = {});

/// Logs figures that come again and again, for work that shows them in a progress bar: where the
/// bar is drawn they are left out, and the file has them all.
void log_figures(Log& log, const std::string& line);

}  // namespace iggan
