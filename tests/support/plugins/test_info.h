#pragma once
#include <iggan/renderer_plugin.hpp>

/// The info of a test plugin, which may be called from any thread, is bit-identical, and supports
/// every format up to the largest sizes. The strings must outlive the info.
[[nodiscard]] inline iggan_info test_info(const char* id, const char* name, const char* schema) {
  return {sizeof(iggan_info),
          IGGAN_CONCURRENT,
          IGGAN_DET_BITWISE,
          iggan::plugin::kAllFormats,
          0,
          4096,
          4096,
          256,
          64,
          0.0f,
          0,
          id,
          name,
          "iggan tests",
          "1",
          "BSD-3-Clause",
          schema};
}
