#include <support/catch.h>

#include <fstream>

#include <sys/stat.h>

#include <support/environment_variable.h>
#include <support/fake_plugins.h>
#include <support/run_command.h>
#include <support/temp_dir.h>

#include <iggan/base/error.h>
#include <iggan/render/plugin_probe.h>

using iggan::PluginFacts;
using iggan::PluginListing;
using iggan::probe_plugin;
namespace fs = std::filesystem;

namespace {

/// Whether a plugin ran, by the file that it leaves.
struct Canary {
  TempDir dir;
  EnvironmentVariable set{"IGGAN_TEST_CANARY", dir / "canary"};
  [[nodiscard]] bool sang() const { return fs::exists(dir / "canary"); }
};

}  // namespace

TEST_CASE("a plugin that exits while it is loaded gives an error and does not end this process",
          "[render]") {
  CHECK_THAT(probe_plugin(fake_plugin("rude_exit")).error,
             Contains("rude_exit.so") && Contains("exit()"));
  CHECK_THAT(probe_plugin(fake_plugin("rude_crash")).error, Contains("signal 6"));
  CHECK_THAT(probe_plugin(fake_plugin("rude_throw")).error,
             Contains("rude_throw.so") && Contains("no display"));
  const PluginFacts sound = probe_plugin(fake_plugin("rude_print"));
  CHECK(sound.error.empty());
  CHECK(sound.printed == "Banner of a ray tracer 1.0");
  REQUIRE(sound.renderers.size() == 1);
  CHECK(sound.renderers[0].id == "org.iggan.test.rudeprint");
  CHECK(sound.renderers[0].formats == 0xfffu);
}

TEST_CASE("a changed plugin is queried again", "[render]") {
  const TempDir dir;
  fs::copy_file(fake_plugin("rude_print"), dir / "it.so");
  CHECK(probe_plugin(dir / "it.so").renderers.at(0).id == "org.iggan.test.rudeprint");
  fs::remove(dir / "it.so");
  fs::copy_file(fake_plugin("rude_renderer"), dir / "it.so");
  CHECK(probe_plugin(dir / "it.so").renderers.at(0).id == "org.iggan.test.rude");
}

TEST_CASE("the search lists plugins that crash, with the reason, and tries only regular files",
          "[render]") {
  const TempDir dir;
  for (const char* name : {"rude_exit", "rude_crash", "rude_print"})
    fs::copy_file(fake_plugin(name), dir / (std::string(name) + ".so"));
  REQUIRE(::mkfifo((dir / "pipe.so").c_str(), 0600) == 0);
  fs::create_directory(dir / "folder.so");
  const PluginPath path(dir.path.string());
  int seen = 0;
  for (const PluginListing& listing : iggan::list_plugins()) {
    if (listing.path.parent_path() != dir.path) continue;
    ++seen;
    const std::string name = listing.path.filename().string();
    INFO(name << ": " << listing.error << listing.note);
    CHECK(listing.error.empty() == (name == "rude_print.so"));
    if (name == "rude_print.so") CHECK_THAT(listing.printed, Contains("Banner of a ray tracer"));
    if (name == "pipe.so" || name == "folder.so")
      CHECK_THAT(listing.error, Contains("not a regular file"));
  }
  CHECK(seen == 5);
}

TEST_CASE("finding a renderer by name opens no other plugin", "[render]") {
  const Canary canary;
  const TempDir dir;
  fs::copy_file(fake_plugin("rude_renderer"), dir / "aaa.so");
  const PluginPath path(dir.path.string());
  for (const std::string name : {"raster", "org.iggan.raster"}) {
    iggan::RendererRequest request;
    request.name = name;
    CHECK(iggan::open_renderer(request)->info().id == "org.iggan.raster");
    CHECK(iggan::describe_renderer(name).id == "org.iggan.raster");
  }
  CHECK_FALSE(canary.sang());
  CHECK(iggan::describe_renderer("rude").library_path == (dir / "aaa.so").string());
  CHECK(canary.sang());
}
