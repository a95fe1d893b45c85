#pragma once
#include <filesystem>

#include <iggan/renderer_abi.h>

#include <iggan/render/isolation.h>

namespace iggan {

/// Whether the file is a program to run, not a library to load: an ELF file that has an interpreter
/// or is not a shared object, a file that starts with #!, or any other executable file whose name
/// does not end in .so. False if it is not a file.
[[nodiscard]] bool is_program(const std::filesystem::path& file);

/// A program that is a renderer (docs/process_renderer.md) as a plugin: a function table like a
/// library's, whose renderers are pools of the program's processes. The first call with a path runs
/// the program to read its facts, and gives that process to the first instance. So lists, checks
/// and training see only one kind of renderer.
/// @param isolation  for instances created from now on.
/// @throws PluginError with the program's last output; Interrupted.
[[nodiscard]] const iggan_plugin& program_plugin(const std::filesystem::path& file,
                                                 const Isolation& isolation = {});

}  // namespace iggan
