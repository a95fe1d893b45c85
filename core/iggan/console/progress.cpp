#include <iggan/console/progress.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include <iggan/console/display_width.h>
#include <iggan/console/quantities.h>
#include <iggan/console/status_line.h>

namespace iggan {
namespace {

double share_of(std::uint64_t done, std::uint64_t total) {
  return total > 0 ? static_cast<double>(done) / static_cast<double>(total) : 1.0;
}

std::string bar(double share, std::size_t columns) {
  const bool utf8 = writes_utf8();
  const auto full = static_cast<std::size_t>(share * static_cast<double>(columns) + 0.5);
  std::string text = utf8 ? "" : "[";
  for (std::size_t i = 0; i < columns; ++i)
    text += i < full ? (utf8 ? "█" : "#") : (utf8 ? "░" : "-");
  return utf8 ? text : text + "]";
}

}  // namespace

ProgressLine::ProgressLine(std::string label, std::uint64_t total, std::uint64_t first)
    : label_(std::move(label)),
      total_(total),
      first_(first),
      shown_(StatusLine::of_process().take()),
      terminal_(StatusLine::of_process().on_terminal()),
      start_(Clock::now()),
      last_(start_) {}

ProgressLine::~ProgressLine() {
  if (shown_) StatusLine::of_process().give_back();
}

void ProgressLine::update(std::uint64_t done, const std::string& note) {
  draw(done, std::nullopt, note);
}

void ProgressLine::update(std::uint64_t done, const ProgressEstimate& estimate,
                          const std::string& note) {
  draw(done, estimate, note);
}

/// The interval between updates. On a terminal: none before the first line, then 0.1 s. In a log:
/// at least 10 s, growing with the elapsed time, so that an hour gives about fifty lines.
double ProgressLine::seconds_to_next(double elapsed) const {
  if (terminal_) return drawn_ ? 0.1 : 0;
  return std::max(10.0, elapsed / 10);
}

void ProgressLine::draw(std::uint64_t done, const std::optional<ProgressEstimate>& known,
                        const std::string& note) {
  if (!shown_) return;
  const auto now = Clock::now();
  const double elapsed = std::chrono::duration<double>(now - start_).count();
  const double since_last = std::chrono::duration<double>(now - last_).count();
  const bool completes = done >= total_ && drawn_ && !complete_;  // always shown, but only once
  if (since_last < seconds_to_next(elapsed) && !completes) return;
  last_ = now;
  drawn_ = true;
  complete_ = done >= total_;
  ProgressFacts facts{label_, done, total_, {}, elapsed, note};
  facts.estimate.share = share_of(done, total_);
  facts.estimate.seconds_left =
      done > first_ ? elapsed * static_cast<double>(total_ - std::min(done, total_)) /
                          static_cast<double>(done - first_)
                    : std::numeric_limits<double>::infinity();
  if (known) facts.estimate = *known;
  StatusLine& screen = StatusLine::of_process();
  if (terminal_)
    screen.show(format_progress_bar(facts, columns_of(Stream::error)));
  else
    screen.say(Stream::error, format_progress(facts) + "\n");
}

std::string format_progress_bar(const ProgressFacts& facts, int columns) {
  constexpr std::size_t kLongest = 30, kShortest = 8;
  const double share = std::clamp(facts.estimate.share, 0.0, 1.0);
  const std::string left = std::isfinite(facts.estimate.seconds_left)
                               ? "  " + duration(facts.estimate.seconds_left) + " left"
                               : "";
  // The percentage is rounded down: 100% means that nothing is left.
  const std::string tail = fmt::format("  {:>3}%  {}/{}{}", static_cast<int>(share * 100 + 1e-9),
                                       facts.done, facts.total, left);
  // The last column stays empty: a terminal would start a new line there.
  const auto width = static_cast<std::size_t>(std::max(columns, 2)) - 1;
  const std::size_t words = display_width(facts.label) + 2 + display_width(tail) + 2;
  const std::string note = facts.note.empty() ? "" : "  " + facts.note;
  std::size_t room = width > words ? width - words : 0;
  if (!note.empty() && room > kShortest)  // the bar makes room for the note
    room = std::max(kShortest, room - std::min(room, display_width(note)));
  std::string line = facts.label;
  if (room >= kShortest) line += "  " + bar(share, std::min(room, kLongest));
  return cut_to_width(line + tail + note, width);
}

std::string format_progress(const ProgressFacts& facts) {
  return fmt::format("{} {}/{}  {} elapsed, {} left{}", facts.label, facts.done, facts.total,
                     duration(facts.seconds_elapsed), duration(facts.estimate.seconds_left),
                     facts.note.empty() ? "" : "  " + facts.note);
}

}  // namespace iggan
