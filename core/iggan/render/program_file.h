#pragma once
#include <filesystem>
#include <string>

namespace iggan {

/// Whether the file is a program to run, not a library to load: an ELF file that has an interpreter
/// or is not a shared object, a file that starts with #!, or any other executable file whose name
/// does not end in .so. False if it is not a file.
[[nodiscard]] bool is_program(const std::filesystem::path& file);

/// How to turn a file into a program if it is neither a program nor a library: not an ELF file, and
/// with a name that does not end in .so. Empty for any other file, or if the file does not exist.
[[nodiscard]] std::string advice_for_program(const std::filesystem::path& file);

/// @throws PluginError, with advice, for a program that the system would not run: its file is not
/// executable, or its first line has a Windows line ending.
void check_program_file(const std::filesystem::path& path);

}  // namespace iggan
