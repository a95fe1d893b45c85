#pragma once
#include <filesystem>
#include <string>

namespace iggan {

/// Whether the file is a program to run, not a library to load: an ELF file that has an interpreter
/// or is not a shared object, a file that starts with #!, or any other executable file whose name
/// does not end in .so. False if it is not a file.
[[nodiscard]] bool is_program(const std::filesystem::path& file);

/// What a file needs to become a program, if it can be neither a program nor a library: it is not
/// an ELF file, and its name does not end in .so. Empty for any other file, and if there is none.
[[nodiscard]] std::string advice_for_program(const std::filesystem::path& file);

/// @throws PluginError for a program that the system would not run, with what to do: its file is
/// not executable, or its first line has a Windows line ending.
void check_program_file(const std::filesystem::path& path);

}  // namespace iggan
