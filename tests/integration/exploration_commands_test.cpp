#include <support/catch.h>

#include <support/box_world.h>
#include <support/run_command.h>

#include <iggan/base/files.h>
#include <iggan/config/fields.h>
#include <iggan/formats/image_file.h>

namespace fs = std::filesystem;

namespace {

iggan::config::Json json_of(const std::string& command) {
  const auto result = run_iggan_for_output(command);
  INFO(result.output);
  REQUIRE(result.status == 0);
  return iggan::config::Json::parse(result.output);
}

}  // namespace

TEST_CASE("pictures become shapes, shapes become a film, and the latents have directions",
          "[command]") {
  const BoxWorld world;
  REQUIRE(world.train("").status == 0);
  const std::string run = " --run " + quoted(world.runs / "00000-smoke-raster");
  const fs::path first = world.pictures / "00000/img00000000.png";
  const fs::path inverted = world.dir / "inverted", film = world.dir / "film";
  const auto out = [](const fs::path& folder) { return " --out " + quoted(folder); };

  const auto inversion = json_of("invert --json " + quoted(first) + " " + quoted(first) +
                                 " --candidates 6 --starts 2 --steps 4" + run + out(inverted));
  REQUIRE(inversion["pictures"].size() == 2);
  CHECK(inversion["framing"] == "whole");  // like the run's pictures, which are renders
  CHECK(inversion["pictures"][1]["name"] == "img00000000-2");
  for (const auto& picture : inversion["pictures"]) {
    const std::string name = picture["name"];
    CHECK(iggan::read_image(inverted / (name + ".png")).width == 16);
    CHECK(fs::exists(inverted / (name + ".binvox")));
    CHECK(picture["latent"].size() > 3);
    CHECK(picture["distance"].get<double>() <= picture["candidate_distance"].get<double>());
  }
  CHECK(iggan::read_image(inverted / "sheet.png").width > 5 * 16);

  const auto interpolation =
      json_of("interpolate --json --seeds 4 --inversion " + quoted(inverted) +
              " --frames 3 --loop --turn 360 --size 32 --threshold 0.2" + run + out(film));
  CHECK(interpolation["stops"].size() == 3);
  CHECK(interpolation["stops"][2] == "seed 4");
  CHECK(interpolation["frames"] == 9);  // three segments, without repeated frames
  CHECK(iggan::read_image(film / "frames/0008.png").width == 32);
  CHECK_FALSE(fs::exists(film / "frames/0009.png"));
  CHECK(iggan::read_text(film / "film.gif").substr(0, 3) == "GIF");

  const auto directions = json_of(
      "directions --json --count 2 --samples 300 --size 16 --threshold "
      "0.2 --seeds 0,1" +
      run + out(world.dir / "directions"));
  REQUIRE(directions["directions"].size() == 2);
  CHECK(directions["directions"][0]["changes"].contains("width"));
  CHECK(iggan::read_image(world.dir / "directions/sheet.png").width == 7 * 18 + 2);
}

TEST_CASE("the tools work on a checkpoint before the last stage", "[command][stages]") {
  const BoxWorld world;
  const fs::path shapes = world.dir / "shapes32", pictures = world.dir / "pictures32";
  const auto works = [](const std::string& command) {
    const auto result = run_iggan(command);
    INFO(command << "\n" << result.output);
    REQUIRE(result.status == 0);
    return result.output;
  };
  works("dataset shapes " + quoted(world.dir / "meshes") + " --size 32 --no-sheet --out " +
        quoted(shapes));
  works("dataset render --size 32 --views-per-shape 4 --shapes " + quoted(shapes) + " --out " +
        quoted(pictures));
  works("train --preset smoke --data " + quoted(pictures) + " --out " + quoted(world.runs) +
        " --set generator.resolution=32 stages.count=2 training.iterations=0 "
        "pretraining.iterations=0");
  const std::string run = " --run " + quoted(world.runs / "00000-smoke-raster");

  const fs::path inverted = world.dir / "inverted", samples = world.dir / "samples";
  works("invert " + quoted(pictures / "00000/img00000000.png") +
        " --candidates 6 --starts 2 --steps 4" + run + " --out " + quoted(inverted));
  CHECK(iggan::read_image(inverted / "img00000000.png").width == 16);
  CHECK(fs::exists(inverted / "sheet.png"));

  const std::string compared =
      works("evaluate --samples 4 --controls 4 --sheet " + quoted(world.dir / "sheet.png") + run +
            " --shapes " + quoted(shapes));
  CHECK_THAT(compared, Contains("stage 1 of 2") && Contains("8 of the shapes' 32^3"));
  const auto refused =
      run_iggan("evaluate --samples 4" + run + " --shapes " + quoted(world.shapes));
  CHECK(refused.status == 1);  // the shapes have the stage's resolution, not the run's
  CHECK_THAT(refused.output, Contains("16^3"));

  works("sample --seeds 0-1" + run + " --out " + quoted(samples));
  works("report " + quoted(world.runs / "00000-smoke-raster") + " --shapes 2");
  CHECK_THAT(iggan::read_text(world.runs / "00000-smoke-raster/report.html"),
             Contains("16×16×16 voxels (stage 1 of 2; in the last 32×32×32)"));
}

TEST_CASE("what cannot be explored is refused, and nothing is left behind", "[command]") {
  const BoxWorld world;
  REQUIRE(world.train("").status == 0);
  const std::string run = " --run " + quoted(world.runs / "00000-smoke-raster");
  const fs::path out = world.dir / "out";
  const auto refuses = [&](const std::string& command, const std::string& why) {
    const auto result = run_iggan(command + run + " --out " + quoted(out));
    INFO(result.output);
    CHECK(result.status != 0);
    CHECK_THAT(result.output, Contains(why));
    CHECK_FALSE(fs::exists(out));
  };
  refuses("invert " + quoted(world.dir / "none.png"), "none.png");
  refuses("invert " + quoted(world.dir.path), "it is not a file");
  refuses("invert --params '{\"normals\":\"none\"}' " +
              quoted(world.pictures / "00000/img00000000.png"),
          "normals");
  refuses("interpolate --seeds 3", "two shapes");
  refuses("interpolate --seeds 1,2 --size 33", "even");
  refuses("interpolate --seeds 1-40 --frames 999", "at most 9999");
  refuses("interpolate --seeds 1,2 --inversion " + quoted(world.dir / "none"), "inversion.json");
  refuses("directions --samples 3", "3 samples");
}
