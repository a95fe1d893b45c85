#include <iggan/console/log.h>

#include <mutex>
#include <vector>

#include <fmt/format.h>
#include <spdlog/sinks/base_sink.h>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/console/display_width.h>
#include <iggan/console/status_line.h>

namespace iggan {
namespace {

/// Standard error, through the owner of its last line.
class StatusLineSink : public spdlog::sinks::base_sink<std::mutex> {
 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    static const Colour colour = colour_of(Stream::error);
    std::string prefix;
    if (message.level >= spdlog::level::err)
      prefix = painted("error:", Paint::red, colour) + " ";
    else if (message.level == spdlog::level::warn)
      prefix = painted("warning:", Paint::yellow, colour) + " ";
    const std::string text(message.payload.begin(), message.payload.end());
    StatusLine::of_process().say(Stream::error, prefix + text + "\n");
  }
  void flush_() override {}  // say() does
};

/// A file of lines, each passed to the system when it is logged. If the disk refuses a line, work
/// continues without it, and the program reports the loss at the end.
class LogFileSink : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit LogFileSink(std::filesystem::path file) : file_(std::move(file)) {
    set_pattern_("%Y-%m-%d %H:%M:%S %l %v");
  }

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    spdlog::memory_buf_t line;
    formatter_->format(message, line);
    try {
      append_text(file_, without_commands({line.data(), line.size()}));
    } catch (const Error& error) {
      StatusLine::of_process().note_loss(std::string("lines of the log are lost: ") + error.what());
    }
  }
  void flush_() override {}  // each line is flushed
 private:
  std::filesystem::path file_;
};

}  // namespace

std::shared_ptr<Log> make_log(const std::filesystem::path& file) {
  std::vector<spdlog::sink_ptr> sinks{std::make_shared<StatusLineSink>()};
  if (!file.empty()) {
    sinks.push_back(std::make_shared<LogFileSink>(file));
  }
  auto log = std::make_shared<Log>("iggan", sinks.begin(), sinks.end());
  log->flush_on(spdlog::level::info);
  return log;
}

void log_figures(Log& log, const std::string& line) {
  const bool bar = StatusLine::of_process().on_terminal();
  const spdlog::details::log_msg message(log.name(), spdlog::level::info, line);
  for (const spdlog::sink_ptr& sink : log.sinks()) {
    if (bar && dynamic_cast<StatusLineSink*>(sink.get()) != nullptr) continue;
    if (!sink->should_log(message.level)) continue;
    sink->log(message);
    sink->flush();
  }
}

}  // namespace iggan
