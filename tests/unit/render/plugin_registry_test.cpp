#include <support/catch.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include <spdlog/sinks/ostream_sink.h>

#include <support/fake_plugins.h>
#include <support/temp_dir.h>

#include <iggan/base/error.h>

using iggan::open_renderer;
using iggan::PluginError;
using iggan::PluginListing;
namespace fs = std::filesystem;

namespace {

iggan::RendererRequest request(const std::string& name) {
  iggan::RendererRequest wanted;
  wanted.name = name;
  return wanted;
}

/// The listings of files in one folder; the build tree's own plugins are in the search path too.
std::vector<PluginListing> listings_in(const fs::path& folder) {
  std::vector<PluginListing> chosen;
  for (const auto& listing : iggan::list_plugins())
    if (listing.path.parent_path() == folder) chosen.push_back(listing);
  return chosen;
}

}  // namespace

TEST_CASE("the search path starts with IGGAN_PLUGIN_PATH and includes the build tree", "[render]") {
  const PluginPath path("/first/folder:/second::/first/folder");
  const auto folders = iggan::plugin_search_path();
  REQUIRE(folders.size() >= 4);
  CHECK(folders[0] == "/first/folder");
  CHECK(folders[1] == "/second");
  CHECK(std::count(folders.begin(), folders.end(), fs::path("/first/folder")) == 1);
  CHECK(std::count(folders.begin(), folders.end(), fs::path(IGGAN_PLUGIN_DIR)) == 1);
  // Libraries next to an executable are not plugins: /usr/bin contains ld.so.
  const fs::path own = fs::read_symlink("/proc/self/exe").parent_path();
  CHECK(std::count(folders.begin(), folders.end(), own) == 0);
}

TEST_CASE("a renderer opens by its last name, its id, its library's name and its path",
          "[render]") {
  const PluginPath path(IGGAN_FAKE_PLUGIN_DIR);
  for (const std::string name : {"instance_serial", "org.iggan.test.instance_serial"})
    CHECK(open_renderer(request(name))->info().id == "org.iggan.test.instance_serial");
  CHECK(open_renderer(request("rival"))->info().id == "com.example.concurrent");
  CHECK(open_renderer(request(fake_plugin("rival_renderer").string()))->info().id ==
        "com.example.concurrent");
}

TEST_CASE("a name that matches two plugins is refused with both ids", "[render]") {
  const TempDir dir;
  fs::copy_file(fake_plugin("concurrent_renderer"), dir / "a.so");
  fs::copy_file(fake_plugin("rival_renderer"), dir / "b.so");
  const PluginPath path(dir.path.string());
  CHECK_THROWS_WITH(open_renderer(request("concurrent")),
                    Contains("matches 2 plugins") && Contains("org.iggan.test.concurrent") &&
                        Contains("com.example.concurrent"));
  CHECK(open_renderer(request("com.example.concurrent"))->info().id == "com.example.concurrent");
}

TEST_CASE("a file named like the renderer takes precedence over others that contain the name",
          "[render]") {
  const PluginPath path(IGGAN_FAKE_PLUGIN_DIR);
  CHECK(open_renderer(request("concurrent"))->info().id == "org.iggan.test.concurrent");
}

TEST_CASE("an unknown name reports what was found, where, and what could not be used", "[render]") {
  const PluginPath path(IGGAN_FAKE_PLUGIN_DIR);
  CHECK_THROWS_WITH(
      open_renderer(request("instance_seriel")),
      Contains("no renderer \"instance_seriel\" (did you mean instance_serial?)") &&
          Contains("found: ") &&
          Contains("thread_affine (" + fake_plugin("thread_affine_renderer").string()) &&
          Contains("searched: " + std::string(IGGAN_FAKE_PLUGIN_DIR)) && Contains("not usable: ") &&
          Contains("the plugin has ABI 7.3"));
}

TEST_CASE("a copy of a plugin later in the search path is listed as shadowed", "[render]") {
  const TempDir dir;
  fs::copy_file(fake_plugin("rival_renderer"), dir / "copy_renderer.so");
  std::ofstream(dir / "notes.so") << "these are no plugins";
  std::ofstream(dir / "readme.txt") << "not looked at";
  const PluginPath path(std::string(IGGAN_FAKE_PLUGIN_DIR) + ":" + dir.path.string());
  const auto listings = listings_in(dir.path);
  REQUIRE(listings.size() == 2);
  CHECK(listings[0].error.empty());
  CHECK(listings[0].note ==
        "com.example.concurrent is shadowed by " + fake_plugin("rival_renderer").string());
  CHECK_THAT(listings[1].error, Contains((dir / "notes.so").string()));
  CHECK(listings[1].renderers.empty());

  std::ostringstream text;
  auto wanted = request("com.example.concurrent");
  wanted.log =
      std::make_shared<iggan::Log>("test", std::make_shared<spdlog::sinks::ostream_sink_mt>(text));
  CHECK(open_renderer(wanted)->info().library_path == fake_plugin("rival_renderer").string());
  CHECK_THAT(text.str(), Contains("is shadowed by"));
}

TEST_CASE("a library that is also found through a link is noted and not counted twice",
          "[render]") {
  const TempDir dir;
  fs::create_symlink(fake_plugin("rival_renderer"), dir / "link_renderer.so");
  const PluginPath path(std::string(IGGAN_FAKE_PLUGIN_DIR) + ":" + dir.path.string());
  const auto listings = listings_in(dir.path);
  REQUIRE(listings.size() == 1);
  CHECK(listings[0].renderers.empty());
  CHECK_THAT(listings[0].note, Contains("the same library as"));
}

TEST_CASE("a missing folder in IGGAN_PLUGIN_PATH is reported", "[render]") {
  const PluginPath path("/no/such/folder");
  const auto listings = iggan::list_plugins();
  REQUIRE_FALSE(listings.empty());
  CHECK_THAT(listings.front().error, Contains("/no/such/folder") && Contains("IGGAN_PLUGIN_PATH") &&
                                         Contains("No such file"));
}

TEST_CASE("a parameter that is not in the schema never reaches the plugin", "[render]") {
  CHECK_THROWS_AS(open_fake("concurrent_renderer", {{"mod", "tell"}}), iggan::ConfigError);
  CHECK_THROWS_WITH(open_fake("concurrent_renderer", {{"mod", "tell"}}),
                    Contains("renderer org.iggan.test.concurrent: unknown parameter mod (did you "
                             "mean mode?)"));
}
