#include <support/catch.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <iterator>
#include <thread>
#include <tuple>

#include <support/box_world.h>
#include <support/processes.h>
#include <support/run_command.h>
#include <support/temp_dir.h>

#include <iggan/base/files.h>
#include <iggan/config/fields.h>
#include <iggan/formats/image_file.h>

namespace fs = std::filesystem;

namespace {

/// Trains, and interrupts the training after six seconds.
void train_and_interrupt(const BoxWorld& world, const std::string& more) {
  const auto stopped =
      run_iggan_and_interrupt("train --data " + quoted(world.pictures) + " --out " +
                              quoted(world.runs) + " --preset smoke " + more);
  INFO(stopped.output);
  REQUIRE(stopped.status == 124);
  CHECK_THAT(stopped.output, Contains("interrupted; saved"));
}

}  // namespace

TEST_CASE("training sees only pictures: the shapes may be gone", "[command]") {
  const BoxWorld world;
  TempDir copy;
  fs::rename(world.shapes, copy / "shapes");  // no path to them is left
  const auto trained = world.train("");
  INFO(trained.output);
  REQUIRE(trained.status == 0);
  const fs::path run = world.runs / "00000-smoke-raster";
  for (const char* file : {"config.json", "data.json", "log.txt", "stats.jsonl", "reals.png",
                           "fakes-000000.png", "fakes-000020.png", "checkpoint-000020.safetensors"})
    CHECK(fs::exists(run / file));
  CHECK(last_iteration(run) == 20);
  CHECK_THAT(trained.output, Contains("look at " + (run / "fakes-000010.png").string()));

  const fs::path samples = world.dir / "samples";
  const auto sampled = run_iggan("sample --run " + quoted(run) +
                                 " --seeds 0-2 --threshold 0.2 --out " + quoted(samples));
  INFO(sampled.output);
  REQUIRE(sampled.status == 0);
  CHECK(fs::exists(samples / "sheet.png"));
  CHECK(fs::exists(samples / "seed0002.binvox"));

  const auto sample = [&](const std::string& options, const std::string& name) {
    const auto result = run_iggan_for_output("sample --json --run " + quoted(run) +
                                             " --seeds 0-2 --threshold 0.2 " + options + " --out " +
                                             quoted(world.dir / name));
    INFO(result.output);
    REQUIRE(result.status == 0);
    return iggan::config::Json::parse(result.output)["shapes"][0]["triangles"].get<std::size_t>();
  };
  const std::size_t plain = sample("", "plain");
  CHECK(sample("--double", "doubled") > 2 * plain);
  CHECK(sample("--triangles 100", "few") < plain);
  CHECK(sample("--style blocks", "blocks") == plain);  // both styles have the same quads
  const auto height = [&](const char* name) {
    return iggan::read_image(world.dir / name / "sheet.png").height;
  };
  CHECK(height("plain") == 2 * height("blocks") - 2);  // a row of meshes below the voxels
  (void)sample(R"(--style blocks --sheet-size 64 --params '{"samples_per_axis":2}')", "small");
  CHECK(height("small") - 2 == (height("blocks") - 2) / (128 + 2) * (64 + 2));
  const auto refused = run_iggan("sample --style blocks --triangles 100 --run " + quoted(run) +
                                 " --out " + quoted(world.dir / "refused"));
  CHECK(refused.status == 1);
  CHECK_THAT(refused.output, Contains("--style smooth"));
  CHECK_FALSE(fs::exists(world.dir / "refused"));

  const fs::path alone = world.dir / "alone";
  REQUIRE(
      run_iggan("sample --run " + quoted(run) + " --seeds 2 --threshold 0.2 --out " + quoted(alone))
          .status == 0);
  CHECK(iggan::read_text(samples / "seed0002.binvox") ==
        iggan::read_text(alone / "seed0002.binvox"));

  const auto evaluated = run_iggan("evaluate --run " + quoted(run) + " --shapes " +
                                   quoted(copy / "shapes") + " --samples 4 --json");
  INFO(evaluated.output);
  CHECK(evaluated.status == 0);
}

TEST_CASE("Ctrl-C saves and exits cleanly, and resume continues to the end", "[command]") {
  const BoxWorld world;
  train_and_interrupt(world, "--set training.iterations=1000000");
  const fs::path run = world.runs / "00000-smoke-raster";
  const std::int64_t reached = last_iteration(run);
  REQUIRE(reached > 0);
  const auto resumed = run_iggan("train --resume " + quoted(run) +
                                 " --set training.iterations=" + std::to_string(reached + 5));
  INFO(resumed.output);
  CHECK(resumed.status == 0);
  CHECK(last_iteration(run) == reached + 5);
  const auto again = run_iggan("train --resume " + quoted(run));
  CHECK(again.status == 0);
  CHECK_THAT(again.output, Contains("nothing was left to do"));
}

TEST_CASE("a run survives the loss of its newest checkpoint", "[command]") {
  const BoxWorld world;
  REQUIRE(world.train("").status == 0);
  const fs::path run = world.runs / "00000-smoke-raster";
  iggan::write_text_atomically(run / "checkpoint-000020.safetensors", "damaged");
  const auto resumed = run_iggan("train --resume " + quoted(run) + " --set training.iterations=12");
  INFO(resumed.output);
  CHECK(resumed.status == 0);
  CHECK_THAT(resumed.output, Contains("cannot read") && Contains("resuming from") &&
                                 Contains("checkpoint-000010.safetensors"));
  CHECK(last_iteration(run) == 12);
  CHECK(fs::exists(run / "checkpoint-000020.safetensors.damaged"));
  CHECK(run_iggan("sample --run " + quoted(run) + " --threshold 0.2 --seeds 0 --out " +
                  quoted(world.dir / "samples"))
            .status == 0);
}

TEST_CASE("an evaluation that fails leaves no results", "[command]") {
  const BoxWorld world;
  REQUIRE(world.train("").status == 0);
  const fs::path run = world.runs / "00000-smoke-raster", finer = world.dir / "finer";
  REQUIRE(run_iggan("dataset shapes " + quoted(world.dir / "meshes") +
                    " --size 32 --no-sheet --out " + quoted(finer))
              .status == 0);
  const std::string call = "evaluate --run " + quoted(run) + " --pictures " +
                           quoted(world.pictures) + " --samples 4 --renders 70 --shapes ";
  const auto other_size = run_iggan(call + quoted(finer));
  CHECK(other_size.status == 1);
  CHECK_THAT(other_size.output, Contains("32^3 voxels, the samples 16^3"));
  const auto odd_step = run_iggan(call + quoted(world.shapes) + " --yaw-step 7");
  CHECK(odd_step.status == 1);
  CHECK_FALSE(fs::exists(run / "metric-pictures.jsonl"));
}

TEST_CASE("a misspelt option is reported with its path and the nearest known one", "[command]") {
  const BoxWorld world;
  const auto refused = world.train("--set training.bach_size=8");
  CHECK(refused.status == 1);
  CHECK_THAT(refused.output, Contains("training.bach_size") && Contains("batch_size"));
  CHECK_FALSE(fs::exists(world.runs));
}

TEST_CASE(
    "train --dry-run builds what training builds, and a run that cannot be built leaves no folder",
    "[command]") {
  const BoxWorld world;
  const auto sound = world.train("--dry-run");
  CHECK(sound.status == 0);
  CHECK_THAT(sound.output, Contains("\"name\": \"smoke\""));
  CHECK_THAT(sound.output, Contains("an iteration with 16x16x16 voxels and pictures of"));
  CHECK_FALSE(fs::exists(world.runs));
  const fs::path large = world.dir / "large";
  REQUIRE(run_iggan("dataset render --size 32 --views-per-shape 2 --shapes " +
                    quoted(world.shapes) + " --out " + quoted(large))
              .status == 0);
  const auto staged = run_iggan("train --data " + quoted(large) +
                                " --preset smoke --dry-run --set generator.resolution=32 --set "
                                "stages.count=2 --set pretraining.iterations=0");
  INFO(staged.output);
  CHECK(staged.status == 0);
  CHECK_THAT(staged.output, Contains("with 16x16x16 voxels") && Contains("with 32x32x32 voxels"));

  const fs::path odd = world.dir / "odd";
  REQUIRE(run_iggan("dataset render --size 15 --views-per-shape 2 --shapes " +
                    quoted(world.shapes) + " --out " + quoted(odd))
              .status == 0);
  const fs::path missing = world.dir / "nowhere";
  using Case = std::tuple<fs::path, std::string, std::string>;
  for (const auto& [pictures, settings, words] :
       {Case{odd, "--set proxy.kind=rendernet", "must be even"},
        Case{world.pictures,
             "--set pretraining.domain=shapes --set pretraining.shapes=" + quoted(missing),
             missing.string()}})
    for (const char* dry : {"--dry-run", ""}) {
      const auto refused =
          run_iggan("train --data " + quoted(pictures) + " --out " + quoted(world.runs) +
                    " --preset smoke " + settings + " " + dry);
      INFO(settings << " " << dry << "\n" << refused.output);
      CHECK(refused.status == 1);
      CHECK_THAT(refused.output, Contains(words));
      CHECK_FALSE(fs::exists(world.runs));
    }
}

TEST_CASE("train --dry-run of a resumed run reads its checkpoint and changes nothing",
          "[command]") {
  const BoxWorld world;
  REQUIRE(world.train("").status == 0);
  const fs::path run = world.runs / "00000-smoke-raster";
  const std::string resume = "train --resume " + quoted(run) + " --dry-run --set ";
  const std::string config = iggan::read_text(run / "config.json"),
                    log = iggan::read_text(run / "log.txt");
  iggan::write_text_atomically(run / "checkpoint-000020.safetensors", "damaged");
  CHECK(run_iggan(resume + "training.iterations=40").status == 0);
  iggan::write_text_atomically(run / "checkpoint-000010.safetensors", "damaged");
  const auto refused = run_iggan(resume + "training.iterations=40");
  INFO(refused.output);
  CHECK(refused.status == 1);
  CHECK_THAT(refused.output, Contains("cannot read"));
  CHECK(fs::exists(run / "checkpoint-000020.safetensors"));
  CHECK(iggan::read_text(run / "config.json") == config);
  CHECK(iggan::read_text(run / "log.txt") == log);
}

TEST_CASE("every command has help with an example", "[command]") {
  for (const char* command :
       {"doctor",          "renderers list", "renderers info", "renderers check",
        "bench renderers", "dataset shapes", "dataset render", "dataset images",
        "render",          "train",          "sample",         "evaluate",
        "experiment",      "compare",        "report",         "features train",
        "features check",  "completion",     "manual",         "convert-checkpoint",
        "invert",          "interpolate",    "directions",     "launch"}) {
    const auto help = run_iggan(std::string(command) + " --help");
    INFO(command);
    CHECK(help.status == 0);
    CHECK_THAT(help.output, Contains("Example:"));
  }
}

TEST_CASE("docs/options.md is what train --options prints", "[command]") {
  const auto printed = run_iggan("train --options");
  REQUIRE(printed.status == 0);
  CHECK_THAT(iggan::read_text(fs::path(IGGAN_SOURCE_DIR) / "docs/options.md"),
             Contains("```\n" + printed.output + "```\n"));
}

TEST_CASE("a resumed run keeps its networks", "[command]") {
  const BoxWorld world;
  REQUIRE(world.train("").status == 0);
  const fs::path run = world.runs / "00000-smoke-raster";
  const std::string before = iggan::read_text(run / "config.json");
  const auto refused =
      run_iggan("train --resume " + quoted(run) + " --set generator.base_channels=64");
  CHECK(refused.status == 1);
  CHECK_THAT(refused.output, Contains("cannot change"));
  CHECK(iggan::read_text(run / "config.json") == before);
}

TEST_CASE("a run trained through another renderer is resumed through it", "[command]") {
  const BoxWorld world;
  const auto trained = world.train("--renderer embree");
  REQUIRE(trained.status == 0);
  CHECK_THAT(trained.output, Contains("the pictures were made by org.iggan.raster"));
  const fs::path run = world.runs / "00000-smoke-embree";
  const auto resumed = run_iggan("train --resume " + quoted(run) + " --set training.iterations=22");
  INFO(resumed.output);
  CHECK(resumed.status == 0);
  CHECK_THAT(resumed.output, Contains("org.iggan.embree"));
  CHECK_THAT(iggan::read_text(run / "data.json"), Contains("embree"));
  CHECK_THAT(iggan::read_text(run / "environment.json"), Contains("org.iggan.embree"));
  CHECK_THAT(resumed.output, !Contains("not bit-identically"));
  const auto other = run_iggan("train --resume " + quoted(run) +
                               " --set training.iterations=23 --set training.threads=1");
  CHECK(other.status == 0);
  CHECK_THAT(other.output, Contains("/threads was") && Contains("not bit-identically"));
}

TEST_CASE("a run that continues with different pictures reports it", "[command]") {
  const BoxWorld world;
  REQUIRE(world.train("").status == 0);
  fs::remove_all(world.pictures);
  REQUIRE(run_iggan("dataset render --size 16 --views-per-shape 3 --seed 5 --shapes " +
                    quoted(world.shapes) + " --out " + quoted(world.pictures))
              .status == 0);
  const auto resumed = run_iggan("train --resume " + quoted(world.runs / "00000-smoke-raster") +
                                 " --set training.iterations=22");
  INFO(resumed.output);
  CHECK(resumed.status == 0);
  CHECK_THAT(resumed.output, Contains("/pictures_sha256 was") && Contains("not bit-identically"));
}

TEST_CASE("an interrupt in pretraining saves, and resume finishes it", "[command]") {
  const BoxWorld world;
  train_and_interrupt(world, "--set pretraining.iterations=100000");
  const fs::path run = world.runs / "00000-smoke-raster";
  REQUIRE(fs::exists(run / "checkpoint-000000.safetensors"));
  const auto resumed =
      run_iggan("train --resume " + quoted(run) + " --set pretraining.iterations=3");
  INFO(resumed.output);
  CHECK(resumed.status == 0);
  CHECK(last_iteration(run) == 20);
}

TEST_CASE("an isolated plugin that fails once does not end the run", "[command]") {
  const std::string fault = GENERATE("kill", "abort");
  const BoxWorld world;
  const std::string params = R"({"fault": ")" + fault + R"(", "after": 8, "once": ")" +
                             (world.dir / "struck").string() + "\"}";
  const auto trained = world.train("--isolate --renderer " +
                                   quoted(fs::path(IGGAN_FAKE_PLUGIN_DIR) / "faulty_renderer.so") +
                                   " --params '" + params + "'");
  INFO(trained.output);
  CHECK(trained.status == 0);
  CHECK_THAT(trained.output, Contains("retried once"));
  CHECK(last_iteration(world.runs / "00000-smoke-faulty") == 20);
}

TEST_CASE("an isolated plugin that always fails stops the run with a checkpoint", "[command]") {
  const BoxWorld world;
  const std::string plugin = quoted(fs::path(IGGAN_FAKE_PLUGIN_DIR) / "faulty_renderer.so");
  const auto trained = world.train("--isolate --set pretraining.iterations=0 --renderer " + plugin +
                                   R"( --params '{"fault": "abort"}')");
  INFO(trained.output);
  CHECK(trained.status == 1);
  CHECK_THAT(trained.output, Contains("org.iggan.test.faulty") && Contains("twice"));
  const fs::path run = world.runs / "00000-smoke-faulty";
  CHECK(fs::exists(run / "checkpoint-000000.safetensors"));
  CHECK(iggan::config::parse_json(iggan::read_text(run / "config.json"),
                                  "config")["training"]["isolate"] == true);
}

TEST_CASE("no plugin process survives a killed training", "[command]") {
  const BoxWorld world;
  const std::string plugin = (fs::path(IGGAN_FAKE_PLUGIN_DIR) / "faulty_renderer.so").string();
  const int trainer = start_iggan(
      "train --isolate --data " + quoted(world.pictures) + " --out " + quoted(world.runs) +
      " --preset smoke --set training.iterations=100000 --renderer '" + plugin +
      "' --params '{\"once\": \"" + (world.dir / "mark").string() + "\"}'");
  // The trainer's child, and the child's keeper, are recognised by the path of this test's folder.
  const auto hosts = [&] { return processes_with("renderer-host", (world.dir / "mark").string()); };
  REQUIRE(within_seconds(10, [&] { return hosts() >= 1; }));
  REQUIRE(::kill(trainer, SIGKILL) == 0);
  CHECK(within_seconds(5, [&] { return hosts() == 0; }));
}

TEST_CASE("bench measures how fast a renderer is", "[command]") {
  const BoxWorld world;
  const fs::path figures = world.dir / "speed.json";
  const auto measured =
      run_iggan("bench renderers raster --shapes " + quoted(world.shapes) +
                " --sizes 8:8,32:16 --repeats 1 --seconds 0.01 --out " + quoted(figures));
  INFO(measured.output);
  REQUIRE(measured.status == 0);
  const auto json = iggan::config::parse_json(iggan::read_text(figures), "speed");
  REQUIRE(json["speeds"].size() >= 2);
  CHECK(json["speeds"][0]["images_per_second"].get<double>() > 100);
  CHECK(json["speeds"][0]["voxels"] == 8);
}

TEST_CASE("a run that has used up its CPU time is unchanged when resumed", "[command]") {
  const BoxWorld world;
  const auto trained =
      world.train("--set training.cpu_minutes=0.04 --set training.iterations=100000");
  INFO(trained.output);
  REQUIRE(trained.status == 0);
  const fs::path run = world.runs / "00000-smoke-raster";
  const std::int64_t last = last_iteration(run);
  CHECK(last > 0);
  CHECK(last < 100000);
  const auto resumed = run_iggan("train --resume " + quoted(run));
  INFO(resumed.output);
  CHECK(resumed.status == 0);
  CHECK(last_iteration(run) == last);
}
