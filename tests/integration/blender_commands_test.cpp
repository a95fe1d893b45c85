#include <support/catch.h>

#include <filesystem>
#include <fstream>
#include <string>

#include <iggan/config/json_file.h>

#include "support/blender.h"
#include "support/temp_dir.h"

namespace {

namespace fs = std::filesystem;

/// A command line with environment variables before the command.
CommandResult run_iggan_with(const std::string& variables, const std::string& arguments) {
  return run_shell("env " + variables + " '" IGGAN_COMMAND "' " + arguments + " 2>&1");
}

std::string shapes_in(const TempDir& dir) {
  std::ofstream out(dir / "cube.binvox", std::ios::binary);
  out << "#binvox 1\ndim 16 16 16\ntranslate 0 0 0\nscale 1\ndata\n";
  for (int x = 0; x < 16; ++x) out << '\1' << '\x80' << '\0' << '\x80';
  out.close();
  const auto made = run_iggan("dataset shapes " + quoted(dir / "cube.binvox") +
                              " --size 16 --out " + quoted(dir / "shapes"));
  INFO(made.output);
  REQUIRE(made.status == 0);
  return quoted(dir / "shapes");
}

}  // namespace

TEST_CASE("if Blender is missing, its packages are named", "[blender][command]") {
  const std::string none = "IGGAN_BLENDER=/no/blender";
  const auto info = run_iggan_with(none, "renderers info blender");
  INFO(info.output);
  CHECK(info.status == 1);
  CHECK_THAT(info.output, Contains("Blender is missing") && Contains("/no/blender") &&
                              Contains("blender and python3-numpy"));
  const auto list = run_iggan_with(none, "renderers list");
  INFO(list.output);
  CHECK(list.status == 0);
  CHECK_THAT(list.output, Contains("the Blender renderer cannot run") &&
                              Contains("install blender and python3-numpy"));
}

TEST_CASE("renderers info says that Blender is under the GPL", "[blender][command]") {
  SKIP_WITHOUT_BLENDER();
  for (const char* name : {"blender", "org.iggan.blender"}) {
    const auto info = run_iggan(std::string("renderers info ") + name);
    INFO(info.output);
    CHECK(info.status == 0);
    CHECK_THAT(info.output, Contains("GPL-3.0-or-later") && Contains("org.iggan.blender") &&
                                Contains("world_image"));
  }
}

TEST_CASE("Blender is found by name, always isolated, and leaves nothing behind",
          "[blender][command]") {
  SKIP_WITHOUT_BLENDER();
  const TempDir dir;
  const std::string shapes = shapes_in(dir);
  fs::create_directory(dir / "temporary");
  const auto render = [&](const std::string& out, const std::string& options) {
    const auto result = run_iggan_with(
        "TMPDIR=" + quoted(dir / "temporary") + " HOME=" + quoted(dir / "home"),
        "dataset render --shapes " + shapes + " --renderer blender --size 16 --views-per-shape 6 " +
            options + " --out " + quoted(dir / out));
    INFO(result.output);
    REQUIRE(result.status == 0);
    return iggan::config::read_json(dir / out / "dataset.json").at("pictures_sha256");
  };
  const auto pictures = render("one", "--threads 1");
  CHECK(render("two", "--threads 2") == pictures);
  CHECK(render("isolated", "--isolate") == pictures);
  CHECK(fs::is_empty(dir / "temporary"));
  CHECK_FALSE(fs::exists(dir / "home"));
}

TEST_CASE("Blender runs none of the user's files", "[blender][command]") {
  SKIP_WITHOUT_BLENDER();
  const TempDir dir;
  const auto note = dir / "ran";
  const std::string text = "open(" + std::string("'") + note.string() + "', 'w')\n";
  const auto write = [&](const fs::path& file) {
    fs::create_directories(file.parent_path());
    std::ofstream(file) << text;
  };
  write(dir / "python/sitecustomize.py");
  write(dir / "scripts/startup/own.py");
  write(dir / "home/.config/blender/3.4/scripts/startup/own.py");
  write(dir / "home/.config/blender/4.3/scripts/startup/own.py");
  const std::string variables = "HOME=" + quoted(dir / "home") +
                                " PYTHONPATH=" + quoted(dir / "python") +
                                " BLENDER_USER_SCRIPTS=" + quoted(dir / "scripts");
  const std::string program = "\"${IGGAN_BLENDER:-blender}\"";
  // Run in another folder, because Blender also loads libraries from a folder "plugins" in the
  // current one, where the test plugins are.
  const std::string elsewhere = "cd " + quoted(dir.path) + " && env " + variables + " ";
  REQUIRE(run_shell(elsewhere + program + " --background --python-expr 1 2>&1").status == 0);
  CHECK(fs::remove(note));  // Blender runs a user's scripts by default
  const auto result = run_iggan_with(variables, "renderers info blender");
  INFO(result.output);
  CHECK(result.status == 0);
  CHECK_FALSE(fs::exists(note));
}

TEST_CASE("Blender finds NumPy in an active virtual environment", "[blender][command]") {
  SKIP_WITHOUT_BLENDER();
  const TempDir dir;
  fs::create_directories(dir / "bin");
  fs::create_directories(dir / "lib");
  fs::copy_file("/usr/bin/python3", dir / "bin/python");
  REQUIRE(run_shell("ln -s /usr/lib/python3.* " + quoted(dir / "lib")).status == 0);
  const auto result =
      run_iggan_with("PATH=" + quoted(dir / "bin") + ":\"$PATH\"", "renderers info blender");
  INFO(result.output);
  CHECK(result.status == 0);
}
