#include <support/catch.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include <support/box_world.h>
#include <support/skip.h>

#include <iggan/base/files.h>
#include <iggan/base/sanitizer.h>
#include <iggan/config/fields.h>
#include <iggan/formats/image_file.h>

using iggan::config::Json;

namespace {

/// Every command whose help has --json.
std::set<std::string> commands_with_json() {
  std::set<std::string> commands;
  std::istringstream manual(run_iggan_for_output("manual").output);
  std::string command;
  for (std::string line; std::getline(manual, line);) {
    if (line.rfind(".SS iggan ", 0) == 0) {
      command = line.substr(10);
      command.erase(std::remove(command.begin(), command.end(), '\\'), command.end());  // of "\-"
    }
    if (line.rfind("\\fB\\-\\-json", 0) == 0) commands.insert(command);
  }
  return commands;
}

/// A small experiment of one cell.
std::filesystem::path write_experiment(const BoxWorld& world) {
  const auto file = world.dir / "experiment.json";
  const Json values = {{{"value", "0"}}};
  iggan::write_text_atomically(file, Json{{"name", "one"},
                                          {"preset", "smoke"},
                                          {"pictures", world.pictures.string()},
                                          {"shapes", world.shapes.string()},
                                          {"samples", 2},
                                          {"renders", 70},
                                          {"threshold", "0.3"},
                                          {"settings", {{"training.iterations", 2}}},
                                          {"axes", {{{"axis", "seed"}, {"values", values}}}}}
                                         .dump());
  return file;
}

/// Arguments for each command, and a key of the JSON it prints. The order lets each command use
/// what earlier ones made.
std::vector<std::array<std::string, 3>> calls(const BoxWorld& world) {
  const std::string shapes = quoted(world.shapes), run = quoted(world.runs / "00000-smoke-raster");
  const auto out = [&](const char* name) { return " --out " + quoted(world.dir / name); };
  return {
      {"train", "--preset smoke --data " + quoted(world.pictures) + " --out " + quoted(world.runs),
       "run"},
      {"train", "--profile 1 --resume " + run, "stages"},
      {"sample", "--seeds 0-1 --threshold 0.2 --run " + run + out("samples"), "shapes"},
      {"invert",
       quoted(world.pictures / "00000/img00000000.png") +
           " --candidates 4 --starts 2 --steps 2 --run " + run + out("inverted"),
       "pictures"},
      {"interpolate", "--seeds 0,1 --frames 2 --size 16 --threshold 0.2 --run " + run + out("film"),
       "films"},
      {"directions",
       "--count 1 --samples 300 --size 16 --threshold 0.2 --run " + run + out("directions"),
       "directions"},
      {"render", "--shape " + quoted(world.dir / "samples/seed0000.binvox") + out("seed.png"),
       "solid_voxels"},
      {"evaluate", "--samples 2 --threshold 0.2 --run " + run + " --shapes " + shapes, "samples"},
      {"experiment", quoted(write_experiment(world)) + out("experiment"), "results"},
      {"dataset shapes", quoted(world.dir / "meshes") + " --size 8 --no-sheet" + out("eight"),
       "models"},
      {"dataset render", "--views-per-shape 1 --size 8 --shapes " + shapes + out("few"),
       "pictures"},
      {"dataset images",
       quoted(world.pictures) + " --size 8 --no-flip --key none" + out("photographs"), "files"},
      {"features train",
       "--pictures 40 --epochs 1 --threads 1 --shapes " + shapes + out("features.safetensors"),
       "sha256"},
      {"features check", "", "width"},
      {"convert-checkpoint",
       quoted(std::filesystem::path(IGGAN_SOURCE_DIR) /
              "tests/support/archives/furniture-features-0.1.pt") +
           out("converted.safetensors"),
       "files"},
      {"compare",
       "--dataset " + shapes + out("comparison") + " --renderers raster --stages render --size 16",
       "pairs"},
      {"report", quoted(world.dir / "comparison"), "page"},
      {"renderers list", "", "plugins"},
      {"renderers info", "raster", "params_schema"},
      {"renderers check", "raster --only geometry.axes" + out("check.json"), "checks"},
      {"bench renderers",
       "raster --sizes 8:8 --repeats 1 --seconds 0.01 --shapes " + shapes + out("speed.json"),
       "speeds"},
      {"doctor", "", "findings"},
  };
}

}  // namespace

TEST_CASE("every command with --json prints JSON and nothing else on standard output",
          "[command]") {
  const BoxWorld world;
  std::set<std::string> tried;
  for (const auto& [command, arguments, key] : calls(world)) {
    tried.insert(command);
    // A sanitizer makes system calls that the confined process must not.
    if (iggan::kSanitized && command == "convert-checkpoint") continue;
    const auto printed = run_iggan_for_output(command + " --json " + arguments);
    INFO(command << ": " << printed.output);
    CHECK(printed.status == 0);
    std::istringstream lines(printed.output);
    std::string first = printed.output;
    if (command == "evaluate") std::getline(lines, first);  // JSON lines
    const Json document = Json::parse(first, nullptr, false);
    REQUIRE_FALSE(document.is_discarded());
    CHECK(document.contains(key));
  }
  CHECK(tried == commands_with_json());
  for (const auto& [file, key] : {std::pair{"check.json", "checks"}, {"speed.json", "speeds"}})
    CHECK(iggan::config::parse_json(iggan::read_text(world.dir / file), file).contains(key));
}

TEST_CASE("a broken plugin's check prints its whole document before it fails", "[command]") {
  const TempDir dir;
  const auto checked = run_iggan_for_output(
      "renderers check --json --only geometry.axes --pictures " + quoted(dir.path) + " " +
      quoted(std::filesystem::path(IGGAN_MUTANT_DIR) / "mirror_z.so"));
  INFO(checked.output);
  CHECK(checked.status == 1);
  const Json checks = Json::parse(checked.output).at("checks");
  REQUIRE(checks.size() == 2);  // first, whether it can be loaded
  CHECK(checks.at(0).at("id") == "load.opens");
  const Json check = checks.at(1);
  CHECK(check.at("verdict") == "fail");
  const auto picture = dir / "geometry.axes.png";
  CHECK(check.at("picture") == picture.string());
  const iggan::ImageU8 image = iggan::read_image(picture);
  CHECK(image.channels == 3);
  CHECK(image.width > 256);  // the check rendered a few pixels
  CHECK(std::distance(std::filesystem::directory_iterator(dir.path), {}) == 1);
}

TEST_CASE("results that do not reach standard output are a failure", "[json]") {
  if (!std::filesystem::exists("/dev/full")) SKIP_TEST("there is no /dev/full");
  for (const char* command : {"train --options", "renderers list", "renderers list --json",
                              "doctor", "--help", "--version", "manual"}) {
    const auto result =
        run_shell(std::string("'") + IGGAN_COMMAND + "' " + command + " 2>&1 >/dev/full");
    INFO(command << "\n" << result.output);
    CHECK(result.status == 1);
    CHECK_THAT(result.output, Contains("cannot write to standard output"));
  }
}
