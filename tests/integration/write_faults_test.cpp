// Each write of a command in turn fails once, finds the disk full from then on, or has its process
// killed. The default tests do this with some of the writes, tests/run.sh --full with all of them.
#include <map>

#include <iggan/base/files.h>
#include <iggan/base/sanitizer.h>
#include <iggan/config/json_lines.h>
#include <iggan/formats/image_file.h>
#include <iggan/formats/safetensors.h>

#include "support/box_world.h"
#include "support/skip.h"
#include "support/write_faults.h"

namespace fs = std::filesystem;

namespace {

constexpr int kKilled = 128 + 9;

std::string without_time(iggan::config::Json manifest) {
  manifest.erase("created");
  return iggan::config::text_of(manifest);
}

std::string pixels_of(const fs::path& picture) {
  const iggan::ImageU8 image = iggan::read_image(picture);
  return std::string(image.samples.begin(), image.samples.end());
}

/// The contents of each file in a folder and its subfolders, except temporary files, and without
/// the time in the headers of OpenEXR files.
std::map<std::string, std::string> contents(const fs::path& folder) {
  std::map<std::string, std::string> all;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string name = entry.path().lexically_relative(folder).string();
    if (entry.is_regular_file() && name.find(".tmp") == std::string::npos)
      all[name] = entry.path().filename() == "manifest.json"
                      ? without_time(iggan::config::read_json(entry.path()))
                  : entry.path().extension() == ".exr" ? pixels_of(entry.path())
                                                       : iggan::read_text(entry.path());
  }
  return all;
}

/// The first difference between two such maps, in short form.
std::string difference(const std::map<std::string, std::string>& a,
                       const std::map<std::string, std::string>& b) {
  for (const auto& [name, bytes] : a)
    if (const auto found = b.find(name); found == b.end() || found->second != bytes)
      return name + (found == b.end() ? " is missing" : " differs");
  return a.size() == b.size() ? "" : "there are more files";
}

std::string describe(const FaultyRun& run, const std::string& kind, std::uint64_t at) {
  return kind + " at call " + std::to_string(at) + ": " + run.call + " " + run.file + "\n" +
         run.output;
}

/// A failed write is reported with the file's name, in our own message, and is not a success.
void check_said(const FaultyRun& run) {
  CHECK(run.status == 1);
  CHECK_THAT(run.output, Contains(run.name()) && Contains("error: "));
  for (const char* foreign : {"filesystem error", "terminate called", "std::", "LOG ERROR"})
    CHECK_THAT(run.output, !Contains(foreign));
}

/// @param arguments  of a command that makes `name`, a file or a folder, completely or not at all.
void check_maker(const std::string& arguments, const std::string& name, std::uint64_t wanted,
                 const std::vector<std::string>& kinds = {"once", "full", "kill"},
                 const std::string& option = "--out") {
  const TempDir dir;
  const fs::path out = dir / name;
  const std::string call = arguments + " " + option + " " + quoted(out);
  const FaultyRun whole = run_iggan_with_fault("once", 0, dir.path, call);
  INFO(whole.output);
  REQUIRE(whole.status == 0);
  REQUIRE(whole.calls >= 3);
  const auto expected = contents(dir.path);
  REQUIRE_FALSE(expected.empty());
  for (const std::string& kind : kinds)
    for (const std::uint64_t at : chosen_calls(whole.calls, wanted)) {
      fs::remove_all(out);
      const FaultyRun run = run_iggan_with_fault(kind, at, dir.path, call);
      INFO(describe(run, kind, at));
      if (!run.failed()) {  // a disk that is full after the last write
        CHECK(kind == "full");
        CHECK(run.status == 0);
        continue;
      }
      CHECK_FALSE(fs::exists(out));
      if (kind != "kill") {
        check_said(run);
        CHECK(temporaries_in(dir.path).empty());
        continue;
      }
      CHECK(run.status == kKilled);
      CHECK(run_iggan(call).status == 0);
      CHECK(difference(expected, contents(dir.path)) == "");
      if (fs::is_directory(out)) CHECK(temporaries_in(dir.path).empty());
    }
}

/// Every file of a run that a reader would open is complete.
void check_whole(const fs::path& run) {
  for (const auto& entry : fs::directory_iterator(run)) {
    const fs::path& file = entry.path();
    INFO(file);
    if (file.extension() == ".json")
      CHECK_NOTHROW((void)iggan::config::read_json(file));
    else if (file.extension() == ".safetensors")
      CHECK_NOTHROW((void)iggan::Safetensors::read(file));
    else if (file.extension() == ".png")
      CHECK_NOTHROW((void)iggan::read_image(file));
    else if (file.extension() == ".jsonl")
      CHECK_NOTHROW((void)iggan::config::read_json_lines(file));
  }
}

/// Each write of a training run fails in turn; what is left can be resumed to the same result.
void check_training(const char* kind) {
  const BoxWorld world;
  const fs::path runs = world.runs, run = runs / "00000-smoke-raster";
  const fs::path last = run / "checkpoint-000006.safetensors";
  const std::string begin =
      "train --data " + quoted(world.pictures) + " --out " + quoted(runs) +
      " --preset smoke --set training.threads=1 --set pretraining.iterations=2 --set "
      "training.iterations=6 --set training.checkpoint_every=3 --set training.snapshot_every=3";
  fs::create_directories(runs);
  const FaultyRun whole = run_iggan_with_fault("once", 0, runs, begin);
  INFO(whole.output);
  REQUIRE(whole.status == 0);
  REQUIRE(whole.calls > 50);
  const std::string expected = iggan::read_text(last);
  for (const std::uint64_t at : chosen_calls(whole.calls, 3)) {
    fs::remove_all(runs);
    fs::create_directories(runs);
    const FaultyRun broken = run_iggan_with_fault(kind, at, runs, begin);
    INFO(describe(broken, kind, at));
    const bool killed = std::string(kind) == "kill";
    if (killed)
      CHECK(broken.status == kKilled);
    else if (broken.failed())
      check_said(broken);
    else
      CHECK(broken.status == 0);
    if (!killed) {
      CHECK(temporaries_in(runs).empty());
      check_whole(run);
    }
    const bool begun = fs::exists(run / "config.json") && fs::exists(run / "data.json");
    if (!begun) fs::remove_all(runs);
    const CommandResult resumed = run_iggan(begun ? "train --resume " + quoted(run) : begin);
    INFO(resumed.output);
    CHECK(resumed.status == 0);
    CHECK((iggan::read_text(last) == expected));
    CHECK(temporaries_in(runs).empty());
    check_whole(run);
    CHECK(last_iteration(run) == 6);
  }
}

}  // namespace

TEST_CASE("render, dataset render and dataset shapes write everything, or fail and leave nothing",
          "[faults]") {
  if (iggan::kSanitized) SKIP_TEST("a sanitizer must be the first library of a process");
  const BoxWorld world;
  const fs::path shape = world.shapes / iggan::config::read_json(world.shapes / "manifest.json")
                                            .at("items")
                                            .at(0)
                                            .at("file")
                                            .get<std::string>();
  const std::string render = "render --size 16 --shape " + quoted(shape);
  check_maker(render, "picture.png", 3);
  for (const char* name : {"picture.jpg", "picture.exr", "picture.tif"})
    check_maker(render, name, 1, {"full"});
  check_maker("dataset render --size 16 --views-per-shape 1 --shapes " + quoted(world.shapes),
              "pictures", 3);
  fs::remove_all(world.dir / "meshes");
  write_meshes(world.dir / "meshes", 3);
  check_maker("dataset shapes --jobs 1 --size 16 " + quoted(world.dir / "meshes"), "shapes", 3);
}

TEST_CASE("a run whose write fails keeps what it can, and resumes to the same result", "[faults]") {
  if (iggan::kSanitized) SKIP_TEST("a sanitizer must be the first library of a process");
  check_training("once");
}

TEST_CASE("a run on a full disk keeps its last good state, and resumes to the same result",
          "[faults]") {
  if (iggan::kSanitized) SKIP_TEST("a sanitizer must be the first library of a process");
  check_training("full");
}

TEST_CASE("a run that is killed during a write resumes to the same result", "[faults]") {
  if (iggan::kSanitized) SKIP_TEST("a sanitizer must be the first library of a process");
  check_training("kill");
}

TEST_CASE("statistics that could not be written are written with the next ones", "[faults]") {
  if (iggan::kSanitized) SKIP_TEST("a sanitizer must be the first library of a process");
  const BoxWorld world;
  REQUIRE(world.train("--set training.threads=1 --set training.iterations=2").status == 0);
  const fs::path begun = world.runs / "00000-smoke-raster", run = world.dir / "run",
                 lines = run / "stats.jsonl";
  const std::string resume = "train --resume " + quoted(run) +
                             " --set training.iterations=6 --set training.checkpoint_every=2";
  const auto iterations = [&] {
    std::vector<std::int64_t> all;
    for (const auto& line : iggan::config::read_json_lines(lines))
      all.push_back(line.value.at("iteration").get<std::int64_t>());
    return all;
  };
  std::uint64_t calls = 1;
  for (std::uint64_t at = 0; at <= calls; ++at) {  // at 0 every write succeeds
    fs::remove_all(run);
    fs::copy(begun, run);
    const FaultyRun broken = run_iggan_with_fault("once", at, lines, resume);
    INFO(describe(broken, "once", at));
    if (at == 0) {
      calls = broken.calls;
      REQUIRE(calls >= 4);
    }
    CHECK(broken.failed() == (at > 0));
    CHECK(broken.status == (at > 0 ? 1 : 0));
    const CommandResult resumed = run_iggan(resume);
    INFO(resumed.output);
    CHECK(resumed.status == 0);
    CHECK(iterations() == std::vector<std::int64_t>{2, 4, 6});
  }
}

TEST_CASE("samples are all written, or the command fails and leaves nothing", "[faults]") {
  if (iggan::kSanitized) SKIP_TEST("a sanitizer must be the first library of a process");
  const BoxWorld world;
  REQUIRE(world.train("--set training.iterations=1").status == 0);
  check_maker(
      "sample --seeds 0-1 --threshold 0.2 --run " + quoted(world.runs / "00000-smoke-raster"),
      "samples", 3);
}

TEST_CASE("a trace is written completely, or the profile fails and leaves nothing", "[faults]") {
  if (iggan::kSanitized) SKIP_TEST("a sanitizer must be the first library of a process");
  const BoxWorld world;
  check_maker("train --preset smoke --profile 1 --data " + quoted(world.pictures), "trace.json", 3,
              {"once"}, "--trace");  // no two traces are equal, as "kill" would require
}

TEST_CASE("an experiment reports a failed write, and the same command continues it", "[faults]") {
  if (iggan::kSanitized) SKIP_TEST("a sanitizer must be the first library of a process");
  const BoxWorld world;
  using iggan::config::Json;
  const fs::path file = world.dir / "experiment.json", out = world.dir / "out";
  iggan::write_text_atomically(file,
                               Json{{"name", "one"},
                                    {"preset", "smoke"},
                                    {"pictures", world.pictures.string()},
                                    {"shapes", world.shapes.string()},
                                    {"samples", 4},
                                    {"renders", 70},
                                    {"settings", {{"training.iterations", 2}}},
                                    {"axes", {{{"axis", "seed"}, {"values", {{{"value", "0"}}}}}}}}
                                   .dump());
  const std::string call = "experiment " + quoted(file) + " --out " + quoted(out);
  fs::create_directories(out);
  const FaultyRun whole = run_iggan_with_fault("once", 0, out, call);
  INFO(whole.output);
  REQUIRE(whole.status == 0);
  REQUIRE(whole.calls > 50);
  for (const char* kind : {"once", "kill"})
    for (const std::uint64_t at : chosen_calls(whole.calls, 1)) {
      fs::remove_all(out);
      fs::create_directories(out);
      const FaultyRun broken = run_iggan_with_fault(kind, at, out, call);
      INFO(describe(broken, kind, at));
      CHECK(broken.failed());
      CHECK(broken.status != 0);
      if (std::string(kind) == "once") {
        std::string printed = broken.output;  // a command of a cell writes into the cell's log
        if (fs::exists(out / "cells/0/log.txt") && fs::file_size(out / "cells/0/log.txt") > 0)
          printed += iggan::read_text(out / "cells/0/log.txt");
        CHECK_THAT(printed, Contains(broken.name()));
        CHECK(temporaries_in(out).empty());
      }
      const CommandResult again = run_iggan(call);
      INFO(again.output);
      CHECK(again.status == 0);
      CHECK(iggan::config::read_json(out / "table.json").size() == 1);
      CHECK(iggan::config::read_json(out / "table.json").at(0).contains("training"));
    }
}

TEST_CASE("every command fails if standard output is full", "[faults]") {
  if (!fs::exists("/dev/full")) SKIP_TEST("there is no /dev/full");
  const BoxWorld world;
  REQUIRE(world.train("--set training.iterations=1").status == 0);
  const std::string run = quoted(world.runs / "00000-smoke-raster");
  const fs::path shape = world.shapes / iggan::config::read_json(world.shapes / "manifest.json")
                                            .at("items")
                                            .at(0)
                                            .at("file")
                                            .get<std::string>();
  auto out = [&, number = 0](const std::string& ending = "") mutable {
    return " --out " + quoted(world.dir / ("out" + std::to_string(number++) + ending));
  };
  for (const std::string& arguments : std::vector<std::string>{
           "render --shape " + quoted(shape) + out(".png"),
           "dataset shapes --size 16 --no-sheet " + quoted(world.dir / "meshes") + out(),
           "dataset render --size 16 --views-per-shape 1 --shapes " + quoted(world.shapes) + out(),
           "train --resume " + run + " --set training.iterations=2",
           "sample --seeds 0 --run " + run + out(),
           "evaluate --samples 4 --run " + run + " --shapes " + quoted(world.shapes),
           "report --shapes 1 " + run + out(".html"), "renderers info raster",
           "renderers check raster --only load.opens", "completion bash"}) {
    const CommandResult result =
        run_shell(std::string("'") + IGGAN_COMMAND + "' " + arguments + " 2>&1 >/dev/full");
    INFO(arguments << "\n" << result.output);
    CHECK(result.status == 1);
    CHECK_THAT(result.output, Contains("cannot write to standard output"));
  }
  // A command that fails for another reason reports both.
  fs::create_directory(world.dir / "photographs");
  iggan::write_text_atomically(world.dir / "photographs/a.png", "no picture");
  const CommandResult result =
      run_shell(std::string("'") + IGGAN_COMMAND + "' dataset images " +
                quoted(world.dir / "photographs") + out() + " 2>&1 >/dev/full");
  CHECK(result.status == 1);
  CHECK_THAT(result.output, Contains("no usable file among the inputs") &&
                                Contains("cannot write to standard output"));
}
