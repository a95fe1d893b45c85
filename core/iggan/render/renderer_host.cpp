#include <iggan/render/renderer_host.h>

#include <cstdlib>
#include <vector>

#include <boost/dll/runtime_symbol_info.hpp>

#include <iggan/base/error.h>

namespace iggan {
namespace fs = std::filesystem;

fs::path renderer_host_program() {
  constexpr const char* kName = "iggan-renderer-host";
  std::vector<fs::path> places;
  if (const char* named = std::getenv("IGGAN_RENDERER_HOST")) places.emplace_back(named);
  boost::dll::fs::error_code error;
  const fs::path executable = boost::dll::program_location(error);
  if (!error) places.push_back(executable.parent_path() / kName);
  places.push_back(fs::path(IGGAN_INSTALL_BIN_DIR) / kName);
  std::string tried;
  for (const fs::path& place : places) {
    std::error_code ignored;
    if (fs::is_regular_file(place, ignored)) return place;
    tried += (tried.empty() ? "" : ", ") + place.string();
  }
  fail<PluginError>(
      "{} is needed to run a plugin in its own process, but is not at {}; set "
      "IGGAN_RENDERER_HOST to its path",
      kName, tried);
}

}  // namespace iggan
