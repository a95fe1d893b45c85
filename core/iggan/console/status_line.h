#pragma once
#include <mutex>
#include <string>

#include <iggan/console/terminal.h>

namespace iggan {

/// The only owner of the last line of the terminal on standard error, which is redrawn in place.
/// While it is shown, other output goes through say(), which removes the line and restores it, so
/// that a progress bar and log lines do not mix. Thread-safe.
class StatusLine {
 public:
  /// A process has one standard error, hence one status line; it has no settings.
  static StatusLine& of_process();

  StatusLine(const StatusLine&) = delete;
  StatusLine& operator=(const StatusLine&) = delete;

  /// Whether anything can be drawn.
  [[nodiscard]] bool on_terminal() const { return terminal_; }
  /// Takes the line for one user; false if it is taken. The user must give it back.
  [[nodiscard]] bool take();
  void give_back();

  void show(const std::string& line);
  /// Writes complete lines to a stream, above the status line.
  void say(Stream stream, const std::string& text);
  /// Records for the end of the program that output for people was lost, such as lines of a log.
  /// The work continues, but the program does not count as successful.
  void note_loss(const std::string& what);
  /// The first loss; empty if none.
  [[nodiscard]] std::string loss();

 private:
  StatusLine();
  void erase();
  void draw();

  std::mutex mutex_;
  bool terminal_;
  bool taken_ = false;
  std::string line_;  // empty: nothing is drawn
  std::string loss_;
};

}  // namespace iggan
