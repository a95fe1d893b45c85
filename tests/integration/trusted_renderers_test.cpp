#include <support/catch.h>

#include <filesystem>

#include <iggan/base/files.h>
#include <iggan/config/json_file.h>

#include "support/box_world.h"
#include "support/environment_variable.h"
#include "support/fake_plugins.h"
#include "support/run_command.h"
#include "support/temp_dir.h"

namespace fs = std::filesystem;
using iggan::config::Json;

TEST_CASE("a plugin named by a data set, a run or a scene file runs only if the user names it too",
          "[command]") {
  BoxWorld world;
  const fs::path plugin = world.dir / "it_renderer.so", canary = world.dir / "canary";
  fs::copy_file(fake_plugin("rude_renderer"), plugin);
  const std::string pictures = quoted(world.dir / "set"), path = quoted(plugin);
  const EnvironmentVariable sings("IGGAN_TEST_CANARY", canary);
  const auto refuses = [&](const std::string& command, const std::string& by,
                           const std::string& option) {
    fs::remove(canary);
    const auto result = run_iggan(command);
    INFO(command << "\n" << result.output);
    CHECK(result.status == 1);
    CHECK_THAT(result.output, Contains(by) && Contains(plugin.string()) && Contains(option) &&
                                  Contains("IGGAN_PLUGIN_PATH"));
    CHECK_FALSE(fs::exists(canary));
  };
  const auto takes = [&](const std::string& command) {
    fs::remove(canary);
    const auto result = run_iggan(command);
    INFO(command << "\n" << result.output);
    CHECK(result.status == 0);
    CHECK(fs::exists(canary));
  };

  REQUIRE(run_iggan("dataset render --shapes " + quoted(world.shapes) + " --renderer " + path +
                    " --views-per-shape 2 --size 16 --out " + pictures)
              .status == 0);
  const Json scene = iggan::config::read_json(world.dir / "set/dataset.json").at("scene");
  iggan::config::write_json(world.dir / "scene.json", scene);
  const std::string train = "train --preset smoke --data " + pictures + " --out " +
                            quoted(world.dir / "runs"),
                    file = " --scene " + quoted(world.dir / "scene.json");

  refuses(train, "dataset.json", "--renderer");
  refuses("render --shape x.binvox --out x.png" + file, "scene.json", "--renderer");
  refuses("dataset render --shapes " + quoted(world.shapes) + " --out " +
              quoted(world.dir / "other") + file,
          "scene.json", "--renderer");
  takes(train + " --renderer " + path);
  const std::string run = quoted(fs::directory_iterator(world.dir / "runs")->path());
  refuses("train --resume " + run, "data.json", "--renderer");
  refuses("report " + run, "data.json", "--renderer");
  refuses("evaluate --samples 2 --run " + run + " --pictures " + pictures, "dataset.json",
          "--picture-renderer");
  takes("report " + run + " --renderer " + path);
  takes("train --resume " + run + " --renderer " + path);
  {
    const PluginPath trusted(world.dir.path.string());
    takes("train --resume " + run);
  }
}

TEST_CASE("a plugin that calls exit(0) makes the command fail", "[command]") {
  const BoxWorld world;
  fs::path shape;
  for (const auto& entry : fs::recursive_directory_iterator(world.shapes))
    if (entry.path().extension() == ".binvox") shape = entry.path();
  const auto render = [&](const std::string& plugin, const std::string& more) {
    return run_iggan("render --renderer " + quoted(fake_plugin(plugin)) + " --shape " +
                     quoted(shape) + " --out " + quoted(world.dir / "x.png") + more);
  };
  const auto loaded = render("rude_exit", "");
  CHECK(loaded.status == 1);
  CHECK_THAT(loaded.output, Contains("rude_exit.so") && Contains("exit()"));
  for (const char* more : {"", " --isolate"}) {
    const auto drawn =
        render("rude_renderer", std::string(" --params '{\"rude\": \"exit\"}'") + more);
    INFO(drawn.output);
    CHECK(drawn.status == 1);
    CHECK_THAT(drawn.output, Contains("exit"));
    CHECK_FALSE(fs::exists(world.dir / "x.png"));
  }
}
