#pragma once
#include <filesystem>

#include <iggan/renderer_abi.h>

#include <iggan/render/isolation.h>

namespace iggan {

/// Whether the file is a program, to be run, and no library, to be loaded: an ELF file that has an
/// interpreter or is no shared object, a file that begins with #!, or any other executable file
/// whose name does not end in .so. False for what is no file.
[[nodiscard]] bool is_program(const std::filesystem::path& file);

/// A program that is a renderer (docs/process_renderer.md) as a plugin: a function table like that
/// of a library, whose renderers are pools of the program's processes. The first call with a path
/// runs the program to ask what it is, and lends that process to the first instance. So lists,
/// checks and training need to know of no second kind of renderer.
/// @param isolation  of instances created from now on.
/// @throws PluginError with the program's last words; Interrupted.
[[nodiscard]] const iggan_plugin& program_plugin(const std::filesystem::path& file,
                                                 const Isolation& isolation = {});

}  // namespace iggan
