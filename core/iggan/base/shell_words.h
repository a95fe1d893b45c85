#pragma once
#include <string>
#include <vector>

namespace iggan {

/// A word as a POSIX shell takes it: between single quotes where it must be.
[[nodiscard]] std::string shell_word(const std::string& word);
/// Words with spaces between them, each as a shell takes it.
[[nodiscard]] std::string shell_words(const std::vector<std::string>& words);

}  // namespace iggan
