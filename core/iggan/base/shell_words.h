#pragma once
#include <string>
#include <vector>

namespace iggan {

/// A word in POSIX shell syntax: in single quotes if necessary.
[[nodiscard]] std::string shell_word(const std::string& word);
/// Words separated by spaces, each in shell syntax.
[[nodiscard]] std::string shell_words(const std::vector<std::string>& words);

}  // namespace iggan
