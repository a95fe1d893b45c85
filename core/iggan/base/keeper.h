#pragma once
#include <sys/types.h>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace iggan {

/// What a keeper needs to know. A keeper is a process between iggan and a program that iggan does
/// not trust. It adopts every process that the program starts, even one that leaves its process
/// group with setsid or a double fork (PR_SET_CHILD_SUBREAPER), and kills all of them when the
/// program ends, when the keeper gets SIGTERM, and when iggan ends for any reason.
///
/// It does not protect against a program of the same user that kills its keeper with SIGKILL: the
/// program itself then dies, but a separate session that it started before survives.
struct KeptProgram {
  std::vector<std::string> command;  // a path and arguments
  std::uint64_t memory_mib = 0;      // of data for each process of the program; 0: no limit
  std::vector<std::pair<std::string, std::string>> environment;  // added to that of this process
};

/// The command line of a keeper for that program.
/// @param keeper  the program that calls keep_program: iggan-renderer-host.
[[nodiscard]] std::vector<std::string> keeper_command(const std::string& keeper,
                                                      const KeptProgram& program);

/// The keeper's side: starts the program with this process's descriptors and, once none of its
/// processes are left, ends as the program did, with the same signal or status.
/// @param words  what keeper_command made, without the program and the word "keep".
[[noreturn]] void keep_program(const std::vector<std::string>& words);

}  // namespace iggan
