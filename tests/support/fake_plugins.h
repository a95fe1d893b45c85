#pragma once
#include <filesystem>
#include <memory>
#include <string>

#include <iggan/render/plugin_registry.h>

#include "environment_variable.h"

/// The plugins of tests/support/plugins.
inline std::filesystem::path fake_plugin(const std::string& name) {
  return std::filesystem::path(IGGAN_FAKE_PLUGIN_DIR) / (name + ".so");
}

inline std::unique_ptr<iggan::Renderer> open_fake(
    const std::string& name, const iggan::config::Json& params = iggan::config::Json::object(),
    std::shared_ptr<iggan::Log> log = nullptr) {
  iggan::RendererRequest request;
  request.name = fake_plugin(name).string();
  request.params = params;
  request.log = std::move(log);
  return iggan::open_renderer(request);
}

/// Sets IGGAN_PLUGIN_PATH for one test.
struct PluginPath : EnvironmentVariable {
  explicit PluginPath(const std::string& value) : EnvironmentVariable("IGGAN_PLUGIN_PATH", value) {}
};
