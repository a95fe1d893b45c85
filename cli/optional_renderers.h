#pragma once
#include <string>
#include <vector>

#include <iggan/render/plugin_registry.h>

namespace iggan::cli {

/// A renderer that needs packages which iggan itself does not, with why it cannot work here and
/// what to do.
struct AbsentRenderer {
  std::string reason, advice;
};

/// Runs nothing.
[[nodiscard]] std::vector<AbsentRenderer> absent_renderers(
    const std::vector<PluginListing>& listings);

/// Whether the listed file is one of them, and a program: iggan's own, which may be run to be
/// tried.
[[nodiscard]] bool is_own_program(const PluginListing& listing);

}  // namespace iggan::cli
