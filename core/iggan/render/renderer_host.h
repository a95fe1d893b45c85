#pragma once
#include <filesystem>

namespace iggan {

/// The program that holds a plugin in a process of its own, iggan-renderer-host: that of
/// $IGGAN_RENDERER_HOST, or the one beside this executable, or that of the install prefix.
/// @throws PluginError naming the places when it is nowhere.
[[nodiscard]] std::filesystem::path renderer_host_program();

}  // namespace iggan
