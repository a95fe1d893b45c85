#pragma once
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>

#include <iggan/base/error.h>

namespace iggan {

/// The host's copy of a plugin's extension table (renderer_extensions.h) of any version; members
/// that a shorter table lacks are 0.
/// @param least  size of the table's first version, in bytes.
/// @throws PluginError if the table is shorter than that.
template <class Table>
[[nodiscard]] Table checked_table(const std::string& renderer, const char* id, const void* table,
                                  std::uint32_t least) {
  const auto* given = static_cast<const Table*>(table);
  if (given->struct_size < least)
    fail<PluginError>(
        "renderer {}: its {} says it has {} bytes, but at least {} are needed; rebuild the plugin",
        renderer, id, given->struct_size, least);
  Table copy{};
  std::memcpy(&copy, given, std::min<std::size_t>(given->struct_size, sizeof(copy)));
  return copy;
}

}  // namespace iggan
