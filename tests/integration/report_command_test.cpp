#include <support/catch.h>

#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <support/box_world.h>
#include <support/run_command.h>
#include <support/skip.h>

#include <iggan/base/files.h>

TEST_CASE("report makes one file of a run, with shapes, pictures, curves and a recipe",
          "[command]") {
  const BoxWorld world;
  const auto trained = world.train("--set training.iterations=6");
  INFO(trained.output);
  REQUIRE(trained.status == 0);
  const auto run = std::filesystem::directory_iterator(world.runs)->path();

  const auto made = run_iggan("report " + quoted(run) + " --shapes 3");
  INFO(made.output);
  REQUIRE(made.status == 0);
  CHECK_THAT(made.output, Contains("report.html: run, "));
  const std::string page = iggan::read_text(run / "report.html");
  CHECK(page.size() < 15'000'000);
  for (const char* part : {"Training run", "Pictures", "Curves", "Adversarial losses",
                           "Configuration", "How to repeat it", "iggan train --resume", "sha256"})
    CHECK_THAT(page, Contains(part));
  CHECK(page.find("src=\"http") == std::string::npos);

  // The newest checkpoint may be missing: everything else is still reported.
  for (const auto& entry : std::filesystem::directory_iterator(run))
    if (entry.path().extension() == ".safetensors") std::filesystem::remove(entry.path());
  const auto out = world.dir / "page.html";
  CHECK(run_iggan("report " + quoted(run) + " --out " + quoted(out)).status == 0);
  CHECK_THAT(iggan::read_text(out), Contains("no checkpoint yet"));
}

TEST_CASE("report makes pages of an experiment and of an evaluation", "[command]") {
  const BoxWorld world;
  const auto file = world.dir / "experiment.json", out = world.dir / "out";
  iggan::write_text_atomically(
      file, R"({"name": "seeds", "about": "Two <seeds>.", "preset": "smoke", "pictures": ")" +
                world.pictures.string() + R"(", "shapes": ")" + world.shapes.string() +
                R"(", "samples": 4, "renders": 70, "settings": {"training.iterations": 4},
             "axes": [{"axis": "seed", "values": [{"value": "0"},
                       {"value": "bad", "pictures": ")" +
                world.damaged_pictures().string() + R"("}]}]})");
  (void)run_iggan("experiment " + quoted(file) + " --out " +
                  quoted(out));  // one of its cells fails

  const auto experiment = run_iggan("report " + quoted(out));
  INFO(experiment.output);
  REQUIRE(experiment.status == 0);
  const std::string page = iggan::read_text(out / "report.html");
  CHECK_THAT(page, Contains("Two &lt;seeds&gt;.") && Contains("1-NNA") && Contains("failed: "));
  CHECK_THAT(page, Contains("iggan train --data") && Contains("Samples of 0"));
  CHECK_THAT(page, Contains("cuboids of "));

  const auto evaluation = run_iggan("report " + quoted(out / "cells/0/metrics.jsonl") + " --out " +
                                    quoted(world.dir / "evaluation.html"));
  INFO(evaluation.output);
  CHECK(evaluation.status == 0);
  CHECK_THAT(iggan::read_text(world.dir / "evaluation.html"), Contains("Renders of the samples"));
}

TEST_CASE("no command replaces a pipe or a device that --out names", "[command]") {
  const BoxWorld world;
  REQUIRE(world.train("--set training.iterations=2").status == 0);
  const std::string run = quoted(std::filesystem::directory_iterator(world.runs)->path()),
                    shape = quoted(
                        std::filesystem::directory_iterator(world.shapes / "shapes")->path());
  for (const char* kind : {"pipe.png", "node.png"}) {
    const auto path = world.dir / kind;
    const bool pipe = path.stem() == "pipe";
    if (pipe) REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    if (!pipe && ::mknod(path.c_str(), S_IFCHR | 0600, makedev(1, 3)) != 0)
      SKIP_TEST("only root makes device nodes");
    const auto type = std::filesystem::status(path).type();
    for (const std::string& command :
         {"report --shapes 1 " + run, "render --size 16 --shape " + shape,
          std::string("renderers check raster --only geometry.axes"),
          "evaluate --force --samples 4 --distances 0 --run " + run + " --shapes " +
              quoted(world.shapes)}) {
      const auto result = run_shell(std::string("timeout 120 '") + IGGAN_COMMAND + "' " + command +
                                    " --out " + quoted(path) + " 2>&1");
      INFO(command << "\n" << result.output);
      CHECK(result.status == 1);
      CHECK_THAT(result.output, Contains("error: ") && Contains(path.string()) &&
                                    Contains("a device, a pipe or a socket"));
      CHECK(std::filesystem::status(path).type() == type);
    }
  }
}

TEST_CASE("report says what it can make a page from", "[command]") {
  const TempDir dir;
  const auto nothing = run_iggan("report " + quoted(dir.path));
  CHECK(nothing.status == 1);
  CHECK_THAT(nothing.output, Contains("config.json and data.json, as `iggan train` writes them"));
  CHECK(run_iggan("report " + quoted(dir / "missing")).status == 1);
  CHECK_THAT(run_iggan("report --help").output, Contains("Example:"));
}
