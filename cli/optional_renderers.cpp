#include "optional_renderers.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <sstream>

#include <fmt/format.h>
#include <unistd.h>

namespace iggan::cli {
namespace {

/// A renderer that needs packages which iggan itself does not need.
struct OptionalRenderer {
  std::string name;      // "blender"
  std::string title;     // "Blender"
  std::string packages;  // of Debian
  std::string program;   // the program that the renderer runs; empty if the renderer is built from
                         // the packages
};

const std::vector<OptionalRenderer>& optional_renderers() {
  static const std::vector<OptionalRenderer> all = {
      {"tachyon", "Tachyon", "libtachyon-mt-0-dev", ""},
      {"egl", "OpenGL (EGL)", "libegl-dev and libgles-dev", ""},
      {"blender", "Blender", "blender and python3-numpy", "blender"}};
  return all;
}

/// The program that a launcher runs: $IGGAN_BLENDER, or the one on the path.
std::string program_of(const OptionalRenderer& renderer) {
  std::string variable = "IGGAN_";
  for (const char letter : renderer.name) variable += char(letter - 'a' + 'A');
  const char* named = std::getenv(variable.c_str());
  return named != nullptr && *named != 0 ? named : renderer.program;
}

bool on_path(const std::string& program) {
  if (program.find('/') != std::string::npos) return ::access(program.c_str(), X_OK) == 0;
  const char* path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "" : path);
  for (std::string folder; std::getline(folders, folder, ':');)
    if (::access((std::filesystem::path(folder) / program).c_str(), X_OK) == 0) return true;
  return false;
}

}  // namespace

std::vector<AbsentRenderer> absent_renderers(const std::vector<PluginListing>& listings) {
  std::vector<AbsentRenderer> absent;
  for (const OptionalRenderer& renderer : optional_renderers()) {
    const bool found =
        std::any_of(listings.begin(), listings.end(), [&](const PluginListing& listing) {
          return plugin_short_name(listing.path) == renderer.name;
        });
    const std::string install =
        fmt::format("install {} (./setup.sh --renderers does)", renderer.packages);
    const std::string program = program_of(renderer);
    if (!found)
      absent.push_back({fmt::format("the {} renderer is not built; it is optional", renderer.title),
                        install + " and rebuild"});
    else if (!program.empty() && !on_path(program))
      absent.push_back(
          {fmt::format(
               "the {} renderer cannot run: there is no program {}; this renderer is optional",
               renderer.title, program),
           install});
  }
  return absent;
}

bool is_own_program(const PluginListing& listing) {
  const auto& all = optional_renderers();
  return listing.program && std::any_of(all.begin(), all.end(), [&](const OptionalRenderer& one) {
           return !one.program.empty() && plugin_short_name(listing.path) == one.name &&
                  on_path(program_of(one));
         });
}

}  // namespace iggan::cli
