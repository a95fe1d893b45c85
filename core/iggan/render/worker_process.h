#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <iggan/base/child_process.h>
#include <iggan/base/keeper.h>
#include <iggan/render/output_lines.h>
#include <iggan/render/shared_file.h>

namespace iggan {

inline constexpr int kSocketDescriptor = 3;  // as the worker sees them
/// The descriptor of the shared memory.
inline constexpr int kMemoryDescriptor = 4;

/// WorkerProcess::end of a program that ended by itself with status 0.
inline constexpr const char* kExited = "it exited";

/// A program that works for this process, under a keeper: lines go back and forth over a socket,
/// bulk data is in shared memory, and the program's output is collected. No call waits for the
/// program for more than a few seconds.
class WorkerProcess {
 public:
  /// Starts it; the program may still fail to run. @throws Error when the keeper cannot be started.
  explicit WorkerProcess(const KeptProgram& program);
  /// Closes the socket, which tells the program to end, waits up to a second, then kills it.
  ~WorkerProcess();
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;

  [[nodiscard]] SharedFile& memory() { return memory_; }
  [[nodiscard]] int socket() const { return socket_; }  // for polling
  [[nodiscard]] int output() const { return output_; }  // likewise; -1 once closed
  [[nodiscard]] pid_t id() const { return child_->id(); }
  [[nodiscard]] bool running() { return child_->running(); }

  /// Sends a line. @return false when the program does not read, or is gone.
  [[nodiscard]] bool send(const std::string& line);
  /// Reads what has arrived, without waiting. @return false once the program has closed the socket
  /// or sent an endless line.
  [[nodiscard]] bool receive();
  /// The next complete line received.
  [[nodiscard]] std::optional<std::string> next_line();
  /// Reads what it has printed, a limited amount at a time.
  void read_output(const OutputLines::Sink& sink);
  void flush_output(const OutputLines::Sink& sink) { lines_.flush(sink); }

  /// Tells the program to end, without waiting for it.
  void close_socket();
  /// Ends it: kills it, but if `how` is empty first waits up to a second. @return how it ended:
  /// `how`, or else the system's reason, such as "signal 9 (Killed)" or kExited.
  [[nodiscard]] std::string end(const std::string& how);
  /// What it printed last: "; it printed: ..." or nothing.
  [[nodiscard]] std::string last_words() const { return lines_.last_words(); }

 private:
  SharedFile memory_;
  int socket_ = -1, output_ = -1;
  std::string received_;
  std::size_t scanned_ = 0;  // bytes of it without a newline
  OutputLines lines_;
  std::unique_ptr<ChildProcess> child_;
};

}  // namespace iggan
