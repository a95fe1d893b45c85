#pragma once
#include <filesystem>
#include <string>

#include "support/plugin_under_test.h"
#include "support/skip.h"

/// Why an optional renderer cannot be tested here; empty if it can.
inline std::string why_absent(const std::string& name) {
  if (!std::filesystem::exists(std::string(IGGAN_PLUGIN_DIR) + "/" + name + "_renderer.so"))
    return name + "_renderer is not built: ./setup.sh --renderers installs what it needs";
  try {
    TestRenderer renderer(name);
  } catch (const std::runtime_error& error) {  // no driver
    return error.what();
  }
  return "";
}

#define SKIP_WITHOUT_RENDERER(name) \
  if (const std::string absent = why_absent(name); !absent.empty()) SKIP_TEST(absent)
