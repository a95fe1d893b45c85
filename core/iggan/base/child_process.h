#pragma once
#include <sys/types.h>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace iggan {

/// A program run as a child in its own process group. Destroying it kills the group, so nothing
/// that a broken plugin started survives.
class ChildProcess {
 public:
  /// @param command    program (a path) and arguments.
  /// @param inherited  descriptors of this process and their numbers in the child; all others are
  ///                   closed in the child if they were opened with O_CLOEXEC.
  /// @throws Error naming the program when it cannot be started, or a descriptor cannot be passed
  /// on.
  ChildProcess(const std::vector<std::string>& command,
               const std::vector<std::pair<int, int>>& inherited);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  [[nodiscard]] pid_t id() const { return id_; }
  /// True until the child has ended; then kills what the child left behind and reaps the child.
  [[nodiscard]] bool running();
  /// Waits until the child has ended, at most this long. @return whether it has ended.
  bool wait(double seconds);
  void kill();
  /// Sends SIGTERM, and kills the child after this time. At SIGTERM, a keeper (keeper.h) ends
  /// whatever its program started.
  void stop(double seconds);
  /// How it ended: "status 3" or "signal 11 (Segmentation fault)"; empty for status 0.
  [[nodiscard]] std::string how_it_ended() const;

 private:
  pid_t id_ = -1;
  bool ended_ = false;
  int wait_status_ = 0;
};

/// A pipe whose two ends close automatically.
class Pipe {
 public:
  Pipe();
  ~Pipe();
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  [[nodiscard]] int reader() const { return ends_[0]; }
  [[nodiscard]] int writer() const { return ends_[1]; }
  void close_writer();

 private:
  int ends_[2] = {-1, -1};
};

/// The descriptor on which a child of run_child reports.
constexpr int kChildReport = 3;

/// The outcome of run_child.
struct ChildOutcome {
  bool timed_out = false;
  std::string how_it_ended;  // empty: status 0
  std::string report;        // what it wrote to kChildReport
  std::string output;        // the first and last part of its standard output and error
};

/// Runs a program and collects what it reports; kills it after `seconds`.
/// @param most_report  maximum bytes of its report; a longer one is cut off, and the child is
/// killed.
/// @throws Error when it cannot be started; Interrupted, after killing the child, when the user
/// stops this program.
[[nodiscard]] ChildOutcome run_child(const std::vector<std::string>& command, double seconds,
                                     std::size_t most_report = SIZE_MAX);

/// Must be called first in a program that must not outlive its parent, however the parent ends. The
/// kernel watches the thread that started the program, so start such programs from a long-lived
/// thread.
/// @param parent         the id of the parent process, which passes it to this one.
/// @param signal_number  sent to this process when the parent ends; SIGTERM lets this one save its
/// work.
void end_with_parent(pid_t parent, int signal_number);

}  // namespace iggan
