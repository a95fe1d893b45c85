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
inline constexpr int kMemoryDescriptor = 4;

/// A program that works for this process, below a keeper: lines go back and forth over a socket,
/// bulk data lies in shared memory, and what it prints is collected. Nothing here waits for it.
class WorkerProcess {
 public:
  /// Starts it; the program may still fail to run. @throws Error when the keeper cannot be started.
  explicit WorkerProcess(const KeptProgram& program);
  /// Closes the socket, which tells the program to end, gives it a second and ends it.
  ~WorkerProcess();
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;

  [[nodiscard]] SharedFile& memory() { return memory_; }
  [[nodiscard]] int socket() const { return socket_; }  // to be polled
  [[nodiscard]] int output() const { return output_; }  // likewise; -1 once it is closed
  [[nodiscard]] pid_t id() const { return child_->id(); }
  [[nodiscard]] bool running() { return child_->running(); }

  /// Sends a line. @return false when the program reads nothing, or has gone.
  [[nodiscard]] bool send(const std::string& line);
  /// Takes in what has come, without waiting. @return false once the program has closed the socket
  /// or sent a line without end.
  [[nodiscard]] bool receive();
  /// The next whole line that has come.
  [[nodiscard]] std::optional<std::string> next_line();
  /// Takes in what it has printed, at most a little at a time.
  void read_output(const OutputLines::Sink& sink);
  void flush_output(const OutputLines::Sink& sink) { lines_.flush(sink); }

  /// Tells the program to end, without waiting for it.
  void close_socket();
  /// Ends it now. @return how it went, with the last that it printed: `how`, or else what the
  /// system says, such as "signal 9 (Killed)".
  [[nodiscard]] std::string end(const std::string& how);

 private:
  SharedFile memory_;
  int socket_ = -1, output_ = -1;
  std::string received_;
  std::size_t scanned_ = 0;  // bytes of it that hold no end of a line
  OutputLines lines_;
  std::unique_ptr<ChildProcess> child_;
};

}  // namespace iggan
