#pragma once
#include <filesystem>

#include <iggan/renderer_abi.h>

#include <iggan/render/isolation.h>

namespace iggan {

/// A program that is a renderer (docs/process_renderer.md) as a plugin: a function table like a
/// library's, whose renderers are pools of the program's processes. The first call with a path runs
/// the program to read its facts, and gives that process to the first instance. So lists, checks
/// and training see only one kind of renderer. A line on standard error says so when it waits a
/// long time for the facts.
/// @param isolation  for instances created from now on.
/// @throws PluginError with the program's last output; Interrupted.
[[nodiscard]] const iggan_plugin& program_plugin(const std::filesystem::path& file,
                                                 const Isolation& isolation = {});

}  // namespace iggan
