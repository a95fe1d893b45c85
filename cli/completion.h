#pragma once
#include <string>
#include <vector>

#include "command_tree.h"

namespace iggan::cli {

/// Lists the candidates that can complete a line. `iggan train --pre` has the words {"train",
/// "--pre"}, and its candidates are all options of train; the shell keeps those that start with the
/// last word. The last word is the one at the cursor, empty after a space. --option=value is one
/// word, or three words where bash splits it.
///
/// One candidate per line, followed by a tab and its description if it has one. A line ":files" or
/// ":folders" means that a path is possible too; in a word --option=value, the path is the part
/// after "=". Plugins are loaded only where a renderer's name is possible.
[[nodiscard]] std::string completions(const CommandFacts& program,
                                      const std::vector<std::string>& words);

}  // namespace iggan::cli
