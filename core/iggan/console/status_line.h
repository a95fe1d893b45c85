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
  /// False once a line did not reach standard output: the disk is full, or its reader has gone.
  [[nodiscard]] bool output_written() const { return output_written_; }

 private:
  StatusLine();
  void erase();
  void draw();

  std::mutex mutex_;
  bool terminal_;
  bool taken_ = false;
  bool output_written_ = true;
  std::string line_;  // empty: nothing is drawn
};

}  // namespace iggan
