#pragma once
#include <string>
#include <vector>

#include "command_tree.h"

namespace iggan::cli {

/// What may stand at the end of a line: of `iggan train --pre`, words {"train", "--pre"}, all
/// options of train; the shell keeps those that begin as the last word does. The last word is the
/// one at the cursor, empty after a space. --option=value may be one word, or three, as bash takes
/// it.
///
/// One candidate a line, with a tab and its description where it has one. A line ":files" or
/// ":folders" says that paths may stand there too (after --option=, where that is one word with the
/// value). Plugins are loaded only where the name of a renderer may stand.
[[nodiscard]] std::string completions(const CommandFacts& program,
                                      const std::vector<std::string>& words);

}  // namespace iggan::cli
