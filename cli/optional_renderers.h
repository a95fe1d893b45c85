#pragma once
#include <string>
#include <vector>

#include <iggan/render/plugin_registry.h>

namespace iggan::cli {

/// A renderer that needs packages that iggan itself does not need: why the renderer cannot work
/// here, and what to do.
struct AbsentRenderer {
  std::string reason, advice;
};

/// Runs no programs.
[[nodiscard]] std::vector<AbsentRenderer> absent_renderers(
    const std::vector<PluginListing>& listings);

/// Whether the listed file is one of iggan's own optional programs, which may be run as a trial.
[[nodiscard]] bool is_own_program(const PluginListing& listing);

}  // namespace iggan::cli
