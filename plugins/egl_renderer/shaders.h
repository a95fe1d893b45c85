#pragma once
#include <string>

namespace iggan::plugins {

/// The most lamps that a job may have.
constexpr int kMostLamps = 64;

[[nodiscard]] std::string vertex_shader();
/// @param smooth  normals from the slope of the blurred occupancy.
/// @param cut     the near plane may cut the solid: faces are seen from behind too.
[[nodiscard]] std::string fragment_shader(bool smooth, bool cut);

}  // namespace iggan::plugins
