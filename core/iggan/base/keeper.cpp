#include <iggan/base/keeper.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <iggan/base/child_process.h>

namespace iggan {
namespace {

using KeeperClock = std::chrono::steady_clock;
constexpr auto kGrace = std::chrono::milliseconds(200);  // from SIGTERM to SIGKILL
constexpr auto kLongestKill = std::chrono::seconds(2);   // a process may be stuck in the kernel

[[noreturn]] void become_program(pid_t keeper, const KeptProgram& program) {
  ::setpgid(0, 0);  // signals to its own group do not reach the keeper
  end_with_parent(keeper, SIGKILL);
  for (const auto& [name, value] : program.environment) ::setenv(name.c_str(), value.c_str(), 1);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  std::vector<char*> arguments;
  for (const std::string& word : program.command)
    arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  if (program.memory_mib > 0) {  // last: a sanitizer's own memory in this process may exceed it
    const rlimit limit{program.memory_mib << 20, program.memory_mib << 20};
    ::setrlimit(RLIMIT_DATA, &limit);  // malloc fails before the machine runs out
  }
  ::execv(arguments[0], arguments.data());
  std::fprintf(stderr, "cannot run %s: %s%s\n", arguments[0], std::strerror(errno),
               errno == ENOEXEC ? "; a script must start with a line such as #!/usr/bin/env python3"
               : errno == ENOENT ? "; is the program that its first line (#!) names installed?"
                                 : "");
  std::fflush(stderr);
  ::_exit(127);
}

/// The keeper must not hold open what the program closes.
void close_descriptors() {
  const int nothing = ::open("/dev/null", O_RDWR);
  for (int standard = 0; standard < 3; ++standard) ::dup2(nothing, standard);
  ::syscall(SYS_close_range, 3u, ~0u, 0u);
  for (int i = 3; i < 64; ++i) ::close(i);  // kernels before 5.9 have no close_range
}

bool is_child_of(pid_t parent, const std::filesystem::path& folder) {
  std::ifstream in(folder / "stat");
  std::string line;
  std::getline(in, line);
  const std::size_t name_end = line.rfind(')');  // the name may contain anything
  if (name_end == std::string::npos || line.size() < name_end + 4) return false;
  return std::atol(line.c_str() + name_end + 4) == parent;
}

void kill_children() {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", ignored)) {
    const pid_t id = static_cast<pid_t>(std::atol(entry.path().filename().c_str()));
    if (id > 0 && is_child_of(::getpid(), entry.path())) ::kill(id, SIGKILL);
  }
}

/// Kills and reaps until nothing is left: children of a killed process become children of this one.
void kill_descendants(pid_t worker, int& status) {
  ::kill(-worker, SIGKILL);
  for (const auto end = KeeperClock::now() + kLongestKill; KeeperClock::now() < end;) {
    int ended = 0;
    pid_t id;
    while ((id = ::waitpid(-1, &ended, WNOHANG)) > 0)
      if (id == worker) status = ended;
    if (id < 0 && errno == ECHILD) return;
    kill_children();
    ::usleep(500);
  }
}

[[noreturn]] void end_as(int status) {
  if (WIFSIGNALED(status)) {
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
    sigset_t nothing;
    sigemptyset(&nothing);
    ::signal(WTERMSIG(status), SIG_DFL);
    ::sigprocmask(SIG_SETMASK, &nothing, nullptr);
    ::raise(WTERMSIG(status));
  }
  ::_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
}

KeptProgram read_words(const std::vector<std::string>& words) {
  KeptProgram program;
  program.memory_mib = std::strtoull(words[1].c_str(), nullptr, 10);
  std::size_t next = 2;
  for (; next < words.size() && words[next] != "--"; ++next) {
    const std::size_t equals = words[next].find('=');
    program.environment.emplace_back(words[next].substr(0, equals), words[next].substr(equals + 1));
  }
  program.command.assign(words.begin() + static_cast<std::ptrdiff_t>(next) + 1, words.end());
  return program;
}

}  // namespace

std::vector<std::string> keeper_command(const std::string& keeper, const KeptProgram& program) {
  std::vector<std::string> words{keeper, "keep", std::to_string(::getpid()),
                                 std::to_string(program.memory_mib)};
  for (const auto& [name, value] : program.environment) words.push_back(name + "=" + value);
  words.emplace_back("--");
  words.insert(words.end(), program.command.begin(), program.command.end());
  return words;
}

void keep_program(const std::vector<std::string>& words) {
  const KeptProgram program = read_words(words);
  sigset_t watched;
  sigemptyset(&watched);
  for (const int number : {SIGCHLD, SIGTERM}) sigaddset(&watched, number);
  ::sigprocmask(SIG_BLOCK, &watched, nullptr);
  end_with_parent(static_cast<pid_t>(std::atol(words[0].c_str())), SIGTERM);
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  const pid_t self = ::getpid(), worker = ::fork();
  if (worker < 0) ::_exit(126);
  if (worker == 0) become_program(self, program);
  ::setpgid(worker, worker);
  close_descriptors();
  int status = 0;
  for (bool ending = false;;) {
    const timespec grace{0, std::chrono::nanoseconds(kGrace).count()};
    const int number =
        ending ? ::sigtimedwait(&watched, nullptr, &grace) : ::sigwaitinfo(&watched, nullptr);
    if (number == SIGTERM) {
      if (!ending) ::kill(worker, SIGTERM);
      ending = true;
    } else if (number == SIGCHLD) {
      bool ended = false;
      int one = 0;
      for (pid_t id; (id = ::waitpid(-1, &one, WNOHANG)) > 0;)
        if (id == worker) {
          ended = true;
          status = one;
        }
      if (ended) break;
    } else if (ending) {
      break;  // its time is up
    }
  }
  kill_descendants(worker, status);
  end_as(status);
}

}  // namespace iggan
