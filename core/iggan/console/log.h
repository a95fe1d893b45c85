#pragma once
#include <filesystem>
#include <memory>
#include <string>

#include <spdlog/logger.h>

namespace iggan {

/// Log lines go to a logger that is passed along; the library has no global one.
using Log = spdlog::logger;

/// A logger that writes plain lines to standard error, above the progress bar if there is one, and
/// also to `file` unless it is empty.
[[nodiscard]] std::shared_ptr<Log> make_log(const std::filesystem::path& file = {});

/// Logs recurring figures that a progress bar also shows. A terminal with the bar omits them; the
/// log file has them all.
void log_figures(Log& log, const std::string& line);

}  // namespace iggan
