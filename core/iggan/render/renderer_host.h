#pragma once
#include <filesystem>

namespace iggan {

/// The program that runs a plugin in its own process, iggan-renderer-host: $IGGAN_RENDERER_HOST, or
/// the one next to this executable, or the one in the install prefix.
/// @throws PluginError naming the places searched if it is not found.
[[nodiscard]] std::filesystem::path renderer_host_program();

}  // namespace iggan
