#pragma once
#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <string>

namespace iggan {

/// What a program prints, cut into lines for a log: a few lines a second, so that a million of them
/// harm nothing; the others are counted. Long lines are cut, what is no
/// UTF-8 is replaced.
class OutputLines {
 public:
  using Sink = std::function<void(const std::string&)>;

  void add(const char* bytes, std::size_t count, const Sink& sink);
  /// Hands over the last line, if it was not ended, and how many were left out.
  void flush(const Sink& sink);
  /// The last lines in one, for a message: "; it printed: ..." or nothing.
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
