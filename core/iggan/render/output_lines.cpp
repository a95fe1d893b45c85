#include <iggan/render/output_lines.h>

#include <algorithm>

#include <fmt/format.h>

#include <iggan/config/fields.h>

namespace iggan {
namespace {

constexpr std::size_t kLongestLine = 500;  // bytes
constexpr std::size_t kKeptLines = 5;
constexpr double kLinesPerSecond = 10, kLinesAtOnce = 50;

/// The text with invalid UTF-8 replaced.
std::string valid_text(const std::string& text) {
  using config::Json;
  return Json::parse(Json(text).dump(-1, ' ', false, Json::error_handler_t::replace))
      .get<std::string>();
}

}  // namespace

void OutputLines::add(const char* bytes, std::size_t count, const Sink& sink) {
  for (std::size_t i = 0; i < count; ++i) {
    if (bytes[i] == '\n') {
      end_line(sink);
    } else if (line_.size() < kLongestLine) {
      const auto byte = static_cast<unsigned char>(bytes[i]);
      line_ += byte >= 0x20 && byte != 0x7F ? bytes[i] : byte == '\t' ? ' ' : '?';
    }
  }
}

bool OutputLines::may_pass() {
  const auto now = std::chrono::steady_clock::now();
  const std::chrono::duration<double> since = now - counted_;
  counted_ = now;
  allowance_ = std::min(kLinesAtOnce, allowance_ + kLinesPerSecond * since.count());
  if (allowance_ < 1) return false;
  allowance_ -= 1;
  return true;
}

void OutputLines::end_line(const Sink& sink) {
  if (!line_.empty()) {
    line_ = valid_text(line_);
    last_.push_back(line_);
    if (last_.size() > kKeptLines) last_.pop_front();
    if (may_pass()) {
      if (left_out_ > 0) sink(fmt::format("({} lines left out)", left_out_));
      left_out_ = 0;
      sink(line_);
    } else {
      ++left_out_;
    }
  }
  line_.clear();
}

void OutputLines::flush(const Sink& sink) {
  end_line(sink);
  if (left_out_ > 0) sink(fmt::format("({} lines left out)", left_out_));
  left_out_ = 0;
}

std::string OutputLines::last_words() const {
  std::string words;
  for (const std::string& line : last_) words += (words.empty() ? "" : " | ") + line;
  words += (words.empty() || line_.empty() ? "" : " | ") + valid_text(line_);
  if (words.size() > kLongestLine)
    words = valid_text("..." + words.substr(words.size() - kLongestLine));
  return words.empty() ? "" : "; it printed: " + words;
}

}  // namespace iggan
