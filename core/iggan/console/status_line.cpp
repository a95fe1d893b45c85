#include <iggan/console/status_line.h>

#include <cstdio>

#include <iggan/console/display_width.h>

namespace iggan {

StatusLine& StatusLine::of_process() {
  static StatusLine line;
  return line;
}

StatusLine::StatusLine() : terminal_(is_terminal(Stream::error)) {}

bool StatusLine::take() {
  const std::lock_guard lock(mutex_);
  const bool free = !taken_;
  taken_ = true;
  return free;
}

void StatusLine::give_back() {
  const std::lock_guard lock(mutex_);
  erase();
  line_.clear();
  taken_ = false;
}

void StatusLine::show(const std::string& line) {
  if (!terminal_) return;
  const std::lock_guard lock(mutex_);
  erase();
  line_ = without_commands(line);
  draw();
}

void StatusLine::say(Stream stream, const std::string& words) {
  const std::string text = without_commands(words);
  const std::lock_guard lock(mutex_);
  std::FILE* file = stream == Stream::output ? stdout : stderr;
  const bool same_screen = is_terminal(stream);
  if (same_screen) erase();
  const bool written =
      std::fwrite(text.data(), 1, text.size(), file) == text.size() && std::fflush(file) == 0;
  if (stream == Stream::output && !written && loss_.empty())
    loss_ = "cannot write to standard output: is the disk full, or has its reader gone?";
  if (same_screen) draw();
}

void StatusLine::note_loss(const std::string& what) {
  const std::lock_guard lock(mutex_);
  if (loss_.empty()) loss_ = what;
}

std::string StatusLine::loss() {
  const std::lock_guard lock(mutex_);
  return loss_;
}

void StatusLine::erase() {
  if (line_.empty()) return;
  std::fputs("\r\033[K", stderr);
  std::fflush(stderr);
}

void StatusLine::draw() {
  if (line_.empty()) return;
  std::fputs(line_.c_str(), stderr);
  std::fflush(stderr);
}

}  // namespace iggan
