#include <iggan/base/progress.h>

#include <cstdio>

#include <fmt/format.h>
#include <unistd.h>

namespace iggan {

ProgressLine::ProgressLine(std::string label, std::uint64_t total)
    : label_(std::move(label)),
      total_(total),
      terminal_(::isatty(STDERR_FILENO) == 1),
      start_(Clock::now()),
      last_(start_) {}

ProgressLine::~ProgressLine() {
  if (terminal_ && drawn_) std::fputc('\n', stderr);
}

void ProgressLine::update(std::uint64_t done, const std::string& note) {
  const auto now = Clock::now();
  const double since_last = std::chrono::duration<double>(now - last_).count();
  if (done < total_ && since_last < (terminal_ ? 0.1 : 10.0)) return;
  last_ = now;
  drawn_ = true;
  const double elapsed = std::chrono::duration<double>(now - start_).count();
  const double left =
      done > 0 ? elapsed * static_cast<double>(total_ - done) / static_cast<double>(done) : 0.0;
  const std::string line = fmt::format("{} {}/{}  {} elapsed, {} left  {}", label_, done, total_,
                                       format_duration(elapsed), format_duration(left), note);
  std::fputs(terminal_ ? ("\r\033[K" + line).c_str() : (line + "\n").c_str(), stderr);
  std::fflush(stderr);
}

std::string format_duration(double seconds) {
  const auto total = static_cast<long long>(seconds + 0.5);
  if (total >= 3600) return fmt::format("{}h {:02}m", total / 3600, total / 60 % 60);
  if (total >= 60) return fmt::format("{}m {:02}s", total / 60, total % 60);
  return fmt::format("{}s", total);
}

}  // namespace iggan
