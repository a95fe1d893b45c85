#include <iggan/base/child_process.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <thread>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <iggan/base/error.h>
#include <iggan/base/interrupt.h>

extern char** environ;  // POSIX

namespace iggan {
namespace {

constexpr std::size_t kKeptOutput = 4096;  // bytes at either end
constexpr const char* kLeftOut = "\n...\n";

/// Appends what can be read without waiting. @return false at the end of the stream.
bool read_some(int descriptor, std::string& text) {
  char buffer[4096];
  const ssize_t count = ::read(descriptor, buffer, sizeof buffer);
  if (count > 0) text.append(buffer, static_cast<std::size_t>(count));
  return count > 0 || (count < 0 && errno == EINTR);
}

/// Copies of this process's descriptors, above every number that the child needs, so that no action
/// of posix_spawn overwrites a descriptor that a later one needs. They close automatically.
class DescriptorCopies {
 public:
  DescriptorCopies(const std::string& program, const std::vector<std::pair<int, int>>& inherited) {
    int above = 3;
    for (const auto& [here, there] : inherited) above = std::max(above, there + 1);
    copies_.reserve(inherited.size());
    for (const auto& [here, there] : inherited) {
      const int copy = ::fcntl(here, F_DUPFD_CLOEXEC, above);
      if (copy < 0) {
        const int reason = errno;
        close_all();
        fail<Error>("cannot start {}: descriptor {} cannot be passed on: {}", program, here,
                    std::strerror(reason));
      }
      copies_.push_back(copy);
    }
  }
  ~DescriptorCopies() { close_all(); }
  DescriptorCopies(const DescriptorCopies&) = delete;
  DescriptorCopies& operator=(const DescriptorCopies&) = delete;
  [[nodiscard]] int operator[](std::size_t index) const { return copies_[index]; }

 private:
  void close_all() {
    for (const int copy : copies_) ::close(copy);
  }
  std::vector<int> copies_;
};

}  // namespace

ChildProcess::ChildProcess(const std::vector<std::string>& command,
                           const std::vector<std::pair<int, int>>& inherited) {
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const DescriptorCopies copies(command.front(), inherited);
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  for (std::size_t i = 0; i < inherited.size(); ++i)
    posix_spawn_file_actions_adddup2(&actions, copies[i], inherited[i].second);
  // A background process group that reads from the terminal would be stopped.
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  // Signals that this program catches or blocks must reach the child as usual.
  sigset_t none, defaults;
  sigemptyset(&none);
  sigemptyset(&defaults);
  for (const int number : {SIGINT, SIGTERM, SIGPIPE}) sigaddset(&defaults, number);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  const int failure =
      ::posix_spawn(&id_, arguments[0], &actions, &attributes, arguments.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (failure != 0) fail<Error>("cannot start {}: {}", command.front(), std::strerror(failure));
}

ChildProcess::~ChildProcess() {
  kill();
  wait(5);  // do not wait forever for a process stuck in the kernel
}

bool ChildProcess::running() {
  if (ended_) return false;
  siginfo_t info{};
  if (::waitid(P_PID, static_cast<id_t>(id_), &info, WEXITED | WNOHANG | WNOWAIT) == 0) {
    if (info.si_pid != id_) return true;
    ::kill(-id_, SIGKILL);  // ends what it started; the group id is not reused until the child is
                            // reaped
    ::waitpid(id_, &wait_status_, 0);
  } else if (errno != ECHILD) {
    return true;  // ECHILD: it was reaped elsewhere
  }
  ended_ = true;
  return false;
}

bool ChildProcess::wait(double seconds) {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + std::chrono::duration<double>(seconds);
  for (auto pause = std::chrono::microseconds(50); running();
       pause = std::min(2 * pause, std::chrono::microseconds(2000))) {
    if (Clock::now() > end) return false;
    std::this_thread::sleep_for(pause);
  }
  return true;
}

void ChildProcess::kill() {
  if (running()) ::kill(-id_, SIGKILL);
}

void ChildProcess::stop(double seconds) {
  if (running()) ::kill(id_, SIGTERM);
  if (!wait(seconds)) kill();
}

std::string ChildProcess::how_it_ended() const {
  if (!ended_) return "still running";
  if (WIFSIGNALED(wait_status_))
    return fmt::format("signal {} ({})", WTERMSIG(wait_status_),
                       ::strsignal(WTERMSIG(wait_status_)));
  return WEXITSTATUS(wait_status_) == 0 ? "" : fmt::format("status {}", WEXITSTATUS(wait_status_));
}

Pipe::Pipe() {
  if (::pipe2(ends_, O_CLOEXEC) != 0) fail<Error>("cannot make a pipe: {}", std::strerror(errno));
}

Pipe::~Pipe() {
  ::close(ends_[0]);
  close_writer();
}

void Pipe::close_writer() {
  if (ends_[1] >= 0) ::close(ends_[1]);
  ends_[1] = -1;
}

ChildOutcome run_child(const std::vector<std::string>& command, double seconds,
                       std::size_t most_report) {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + std::chrono::duration<double>(seconds);
  Pipe report, output;
  ChildProcess child(command,
                     {{report.writer(), kChildReport}, {output.writer(), 1}, {output.writer(), 2}});
  report.close_writer();
  output.close_writer();
  ChildOutcome outcome;
  for (const int reader : {report.reader(), output.reader()}) ::fcntl(reader, F_SETFL, O_NONBLOCK);
  pollfd streams[2] = {{report.reader(), POLLIN, 0}, {output.reader(), POLLIN, 0}};
  std::string* const texts[2] = {&outcome.report, &outcome.output};
  // The pipes close when the child ends; a grandchild that keeps them open does not block us.
  while (child.running()) {
    if (interrupted()) {
      child.stop(1);
      throw Interrupted("stopped");
    }
    if (Clock::now() > end) {
      outcome.timed_out = true;
      child.stop(1);
      break;
    }
    if (streams[0].fd < 0 && streams[1].fd < 0) {  // the child has closed both, but may still run
      child.wait(0.02);
      continue;
    }
    if (::poll(streams, 2, 20) <= 0) continue;
    for (int i = 0; i < 2; ++i)
      if (streams[i].revents != 0 && !read_some(streams[i].fd, *texts[i])) streams[i].fd = -1;
    if (outcome.report.size() > most_report) {
      child.kill();
      break;
    }
    if (outcome.output.size() > 4 * kKeptOutput)
      outcome.output.replace(kKeptOutput, outcome.output.size() - 2 * kKeptOutput, kLeftOut);
  }
  child.wait(5);
  for (int i = 0; i < 2; ++i)
    for (int piece = 0; piece < 256 && streams[i].fd >= 0 && outcome.report.size() <= most_report;
         ++piece)
      if (!read_some(streams[i].fd, *texts[i])) break;
  outcome.how_it_ended = outcome.timed_out ? "" : child.how_it_ended();
  return outcome;
}

void end_with_parent(pid_t parent, int signal_number) {
  ::prctl(PR_SET_PDEATHSIG, signal_number);
  if (::getppid() != parent) ::_exit(1);  // the parent ended before prctl was called
}

}  // namespace iggan
