#pragma once
#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <string>

namespace iggan {

/// Splits a program's output into lines for a log. Passes on a few lines per second, so that a
/// million lines do no harm, and counts the others. Long lines are cut; invalid UTF-8 is replaced.
class OutputLines {
 public:
  using Sink = std::function<void(const std::string&)>;

  void add(const char* bytes, std::size_t count, const Sink& sink);
  /// Passes on an unterminated last line and the number of lines left out.
  void flush(const Sink& sink);
  /// The last lines joined, for a message: "; it printed: ..." or nothing.
  [[nodiscard]] std::string last_words() const;

 private:
  void end_line(const Sink& sink);
  [[nodiscard]] bool may_pass();

  std::string line_;
  std::deque<std::string> last_;
  double allowance_ = 50;  // lines that may pass now
  std::chrono::steady_clock::time_point counted_ = std::chrono::steady_clock::now();
  std::size_t left_out_ = 0;
};

}  // namespace iggan
