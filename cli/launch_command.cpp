#include <chrono>
#include <csignal>
#include <memory>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <iggan/base/child_process.h>
#include <iggan/base/error.h>
#include <iggan/base/interrupt.h>
#include <iggan/experiments/own_command.h>

#include "command.h"

namespace iggan::cli {
namespace {

constexpr std::chrono::seconds kGrace{
    8};  // between SIGTERM and SIGKILL, after one process has failed

struct LaunchArguments {
  int processes = 0;
  std::vector<std::string> command;
};

/// A loopback port that no process listens on.
int free_port() {
  const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  const bool found = probe >= 0 &&
                     ::bind(probe, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                     ::getsockname(probe, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  if (probe >= 0) ::close(probe);
  if (!found) fail<Error>("no free port on the loopback interface");
  return ntohs(address.sin_port);
}

/// The command for process number `rank`, which saves and ends when this process ends.
CommandLine command_of(const LaunchArguments& arguments, int rank, int processes, int port) {
  CommandLine line = {"/usr/bin/env",
                      fmt::format("RANK={}", rank),
                      fmt::format("LOCAL_RANK={}", rank),
                      fmt::format("WORLD_SIZE={}", processes),
                      fmt::format("LOCAL_WORLD_SIZE={}", processes),
                      "MASTER_ADDR=127.0.0.1",
                      fmt::format("MASTER_PORT={}", port)};
  for (const std::string& word : own_command({kChildOf, std::to_string(::getpid())}))
    line.push_back(word);
  line.insert(line.end(), arguments.command.begin(), arguments.command.end());
  return line;
}

using Children = std::vector<std::unique_ptr<ChildProcess>>;

void signal_all(const Children& children) {
  for (const auto& child : children)
    if (child->running()) ::kill(child->id(), SIGTERM);
}

/// @return how a failed process ended, with its rank. Prefers one that a signal ended, since the
///         others fail because of it. Empty if none has failed so far.
std::string failure_of(const Children& children) {
  std::string failure;
  for (std::size_t rank = 0; rank < children.size(); ++rank) {
    if (children[rank]->running() || children[rank]->how_it_ended().empty()) continue;
    const std::string how = children[rank]->how_it_ended();
    if (failure.empty() || how.rfind("signal", 0) == 0)
      failure = fmt::format("process {} ended with {}", rank, how);
  }
  return failure;
}

bool any_runs(const Children& children) {
  bool runs = false;
  for (const auto& child : children) runs = child->running() || runs;
  return runs;
}

void run_launch(const LaunchArguments& arguments) {
  if (arguments.command.front() != "train")
    fail<ConfigError>("launch runs train in several processes, not {}", arguments.command.front());
  const int processes = arguments.processes > 0
                            ? arguments.processes
                            : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  const int port = free_port();
  Children children;
  for (int rank = 0; rank < processes; ++rank)
    children.push_back(std::make_unique<ChildProcess>(command_of(arguments, rank, processes, port),
                                                      std::vector<std::pair<int, int>>{}));
  bool asked = false;
  while (any_runs(children)) {
    (void)children.front()->wait(0.05);
    if (!children.front()->running()) ::usleep(50'000);
    if (interrupted() && !asked) {
      signal_all(children);  // they save and end together
      asked = true;
    }
    if (const std::string failure = failure_of(children); !failure.empty() && !asked) {
      signal_all(children);
      const auto end = std::chrono::steady_clock::now() + kGrace;
      while (any_runs(children) && std::chrono::steady_clock::now() < end) ::usleep(50'000);
      children.clear();  // kills what is left
      fail<Error>("{}; the others were stopped", failure);
    }
  }
  if (interrupted()) fail<Interrupted>("interrupted, together with all processes");
  if (const std::string failure = failure_of(children); !failure.empty())
    fail<Error>("{}", failure);
}

}  // namespace

void add_launch_command(CLI::App& app) {
  auto arguments = std::make_shared<LaunchArguments>();
  auto* command = app.add_subcommand(
      "launch", "Train in several processes on this machine, each with its part of every batch.");
  command->add_option("--nproc", arguments->processes, "Processes; 0: one per core")
      ->check(CLI::Range(0, 1024));
  command->add_option("command", arguments->command, "-- train and its options")
      ->required()
      ->type_name("COMMAND");
  command->footer(
      "Example:\n  iggan launch --nproc 2 -- train --data data/sofa-pictures --set "
      "training.batch_size=8\nEach process takes training.batch_size pictures; the first one "
      "writes the run. On several machines,\ntorchrun, srun or mpirun start `iggan train` in the "
      "same way (docs/parallel_training.md).");
  command->callback([arguments] { run_launch(*arguments); });
}

}  // namespace iggan::cli
