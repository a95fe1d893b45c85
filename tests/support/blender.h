#pragma once
#include <string>

#include <iggan/base/error.h>
#include <iggan/render/plugin_registry.h>

#include "run_command.h"
#include "skip.h"

inline const std::string kBlender = IGGAN_PLUGIN_DIR "/blender_renderer";

/// Why Blender cannot be tested here; empty if it can.
inline std::string why_no_blender() {
  static const std::string reason = []() -> std::string {
    try {
      (void)iggan::describe_renderer(kBlender);
    } catch (const iggan::PluginError& error) {
      const std::string text = error.what();
      for (const char* missing : {"Blender is missing", "Blender's Python has no NumPy"})
        if (text.find(missing) != std::string::npos) return text;
      throw;
    }
    return "";
  }();
  return reason;
}

#define SKIP_WITHOUT_BLENDER() \
  if (const std::string absent = why_no_blender(); !absent.empty()) SKIP_TEST(absent)
