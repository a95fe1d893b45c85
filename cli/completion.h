#pragma once
#include <string>

#include "command_tree.h"

namespace iggan::cli {

/// Scripts that complete commands, options, sets of words, files, folders and renderers, each for
/// the shell's own place of such scripts.
[[nodiscard]] std::string bash_completion(const CommandFacts& program);
[[nodiscard]] std::string zsh_completion(const CommandFacts& program);
[[nodiscard]] std::string fish_completion(const CommandFacts& program);

}  // namespace iggan::cli
