#pragma once
#include <filesystem>

#include <iggan/renderer_abi.h>

#include <iggan/render/isolation.h>

namespace iggan {

/// Presents a program that is a renderer (docs/process_renderer.md) as a plugin, so that lists,
/// checks and training see only one kind of renderer: a function table like a library's, whose
/// instances are pools of the program's processes. The first call with a path runs the program to
/// read its facts and keeps that process for the first instance. A line on standard error reports a
/// long wait for the facts.
/// @param isolation  for instances created from now on.
/// @throws PluginError with the program's last output; Interrupted.
[[nodiscard]] const iggan_plugin& program_plugin(const std::filesystem::path& file,
                                                 const Isolation& isolation = {});

}  // namespace iggan
