#pragma once
#include <mutex>
#include <string>

#include <iggan/console/terminal.h>

namespace iggan {

/// The last line of the terminal on standard error, drawn anew in place, and its one owner: what
/// else is printed while it stands goes through say(), which takes the line away and puts it back,
/// so that a progress bar and log lines do not run into each other. Any thread may call.
class StatusLine {
 public:
  /// There is one standard error in a process, hence one of these; it holds no settings.
  static StatusLine& of_process();

  StatusLine(const StatusLine&) = delete;
  StatusLine& operator=(const StatusLine&) = delete;

  /// Whether anything can be drawn.
  [[nodiscard]] bool on_terminal() const { return terminal_; }
  /// Takes the line for one user; false when it is taken. Who has it gives it back.
  [[nodiscard]] bool take();
  void give_back();

  void show(const std::string& line);
  /// Writes whole lines to a stream, above the status line.
  void say(Stream stream, const std::string& text);
  /// Keeps that something for people was lost, such as lines of a log, for the end of the program:
  /// it is worth no end of the work, and no success either.
  void note_loss(const std::string& what);
  /// The first that was lost; empty: nothing.
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
