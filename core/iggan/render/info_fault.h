#pragma once
#include <cstring>
#include <string>

#include <fmt/format.h>

#include <iggan/renderer_abi.h>

namespace iggan {

/// How a renderer's id and limits violate the contract; empty if they do not. Hosts may rely on
/// these minimum limits (docs/renderer_abi.md).
[[nodiscard]] inline std::string info_fault(const iggan_info& info) {
  if (std::strchr(info.id, '.') == nullptr)
    return fmt::format("expected a reverse-DNS id such as com.example.name, got \"{}\"", info.id);
  if (info.max_width < 256 || info.max_height < 256 || info.max_grid_edge < 64 ||
      info.max_lights < 4)
    return fmt::format(
        "expected at least 256 x 256 pixels, 64 voxels per edge and 4 lights, got {} x {}, {} and "
        "{}",
        info.max_width, info.max_height, info.max_grid_edge, info.max_lights);
  return "";
}

}  // namespace iggan
