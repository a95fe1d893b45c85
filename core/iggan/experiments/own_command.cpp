#include <iggan/experiments/own_command.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>

#include <fcntl.h>
#include <unistd.h>

#include <iggan/base/child_process.h>
#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/base/interrupt.h>
#include <iggan/base/rank_place.h>
#include <iggan/base/shell_words.h>

namespace iggan {
namespace {

namespace fs = std::filesystem;

/// The command as a user would type it, without the program's folder.
std::string as_text(CommandLine words) {
  words.front() = "iggan";
  return shell_words(words);
}

}  // namespace

std::string command_line() {
  std::ifstream in("/proc/self/cmdline");
  CommandLine words;
  for (std::string word; std::getline(in, word, '\0');) words.push_back(word);
  return as_text(words);
}

CommandLine own_command(std::initializer_list<std::string> arguments) {
  static const std::string self = fs::read_symlink("/proc/self/exe").string();
  CommandLine all{self};
  all.insert(all.end(), arguments);
  return all;
}

void run_own_command(const CommandLine& words, const fs::path& log, const FolderLock& lock,
                     const std::function<void()>& waiting) {
  append_text(log, "\n$ " + as_text(words) + "\n");
  const int file = ::open(log.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW);
  if (file < 0) fail<Error>("cannot write {}: {}", log.string(), std::strerror(errno));
  forget_rank_place();  // under srun each job runs its own cells
  constexpr int kLockOfChild = 9;
  CommandLine line = words;
  line.insert(line.begin() + 1, {kChildOf, std::to_string(::getpid())});
  ChildProcess child(
      line, {{file, STDOUT_FILENO}, {file, STDERR_FILENO}, {lock.descriptor(), kLockOfChild}});
  ::close(file);
  bool signalled = false;
  while (!child.wait(0.2)) {
    if (waiting) waiting();
    if (interrupted() && !signalled) {
      ::kill(child.id(), SIGTERM);
      signalled = true;
    }
  }
  if (interrupted()) throw Interrupted("stopped; run the same command to continue");
  const std::string how = child.how_it_ended();
  if (!how.empty()) fail<Error>("{}: {}; its output is in {}", as_text(words), how, log.string());
}

}  // namespace iggan
