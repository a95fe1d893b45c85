#include <support/catch.h>

#include <chrono>
#include <csignal>
#include <cstdlib>

#include <iggan/config/fields.h>

#include "support/processes.h"
#include "support/programs.h"
#include "support/temp_dir.h"

namespace {

using iggan::config::Json;
using SteadyClock = std::chrono::steady_clock;

/// A small shape as a binvox file.
std::string seat_file(const TempDir& dir) {
  const auto path = dir / "seat.binvox";
  std::ofstream out(path, std::ios::binary);
  out << "#binvox 1\ndim 16 16 16\ntranslate 0 0 0\nscale 1\ndata\n";
  for (int x = 0; x < 16; ++x)
    for (int z = 0; z < 16; ++z) {
      const int solid = z < 2 ? 16 : 6;
      out << '\1' << char(solid);
      if (solid < 16) out << '\0' << char(16 - solid);
    }
  return quoted(path);
}

std::string word(const Json& params) {
  return "'" + params.dump() + "'";
}

const std::string kProgram = quoted(std::filesystem::path(faulty_program()));
const std::string kWithNumpy = "'" IGGAN_SOURCE_DIR "/tests/support/with_numpy.sh' ";

std::string python_example() {
  return IGGAN_SOURCE_DIR "/examples/python_renderer/lambert_renderer.py";
}

}  // namespace

TEST_CASE("a program that hangs ends within a second of Ctrl-C, with all its processes",
          "[programs][signals]") {
  SKIP_WITHOUT_PYTHON();
  const TempDir dir;
  const auto note = dir / "ids";
  const int iggan = start_iggan("render --renderer " + kProgram + " --shape " + seat_file(dir) +
                                " --params " + word({{"fault", "hang"}, {"note", note.string()}}) +
                                " --out " + quoted(dir / "x.png"));
  REQUIRE(within_seconds(20, [&] { return process_ids(note).size() == 1; }));
  const auto start = SteadyClock::now();
  ::kill(iggan, SIGINT);
  while (process_lives(iggan) && SteadyClock::now() - start < std::chrono::seconds(20))
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  // 0.4 s on an idle machine. The bound allows for a busy one, far below the deadline of 120 s.
  CHECK(SteadyClock::now() - start < std::chrono::seconds(6));
  CHECK(within_seconds(2, [&] { return !process_lives(process_ids(note)[0]); }));
}

TEST_CASE("nothing is left of a program when iggan is killed", "[programs][signals]") {
  SKIP_WITHOUT_PYTHON();
  const std::string fault = GENERATE("hang", "half");
  const TempDir dir;
  const auto note = dir / "ids";
  const int iggan = start_iggan("render --renderer " + kProgram + " --shape " + seat_file(dir) +
                                " --params " + word({{"fault", fault}, {"note", note.string()}}) +
                                " --out " + quoted(dir / "x.png"));
  REQUIRE(within_seconds(20, [&] { return process_ids(note).size() == 1; }));
  CHECK(processes_with("keep", "faulty_program.py") > 0);
  ::kill(iggan, SIGKILL);
  CHECK(within_seconds(3, [&] { return !process_lives(process_ids(note)[0]); }));
  CHECK(within_seconds(3, [&] {
    return processes_with("keep\0" + std::to_string(iggan), "faulty_program.py") == 0;
  }));
}

TEST_CASE("an isolated plugin that hangs ends within a second of Ctrl-C", "[render][signals]") {
  const TempDir dir;
  const auto struck = dir / "struck";
  const std::string fault = GENERATE("hang", "half");
  const int iggan = start_iggan(
      "render --isolate --renderer '" IGGAN_FAKE_PLUGIN_DIR "/faulty_renderer.so' --shape " +
      seat_file(dir) + " --params " + word({{"fault", fault}, {"once", struck.string()}}) +
      " --out " + quoted(dir / "x.png"));
  REQUIRE(within_seconds(20, [&] { return std::filesystem::exists(struck); }));
  const auto start = SteadyClock::now();
  ::kill(iggan, SIGINT);
  while (process_lives(iggan) && SteadyClock::now() - start < std::chrono::seconds(20))
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  CHECK(SteadyClock::now() - start < std::chrono::seconds(6));
}

TEST_CASE("a program makes pictures and trains although one of its processes dies", "[programs]") {
  SKIP_WITHOUT_PYTHON();
  const TempDir dir;
  REQUIRE(
      run_iggan("dataset shapes " + seat_file(dir) + " --size 16 --out " + quoted(dir / "shapes"))
          .status == 0);
  const std::string params =
      word({{"fault", "kill"}, {"after", 3}, {"once", (dir / "x").string()}});
  const auto rendered = run_iggan("dataset render --shapes " + quoted(dir / "shapes") +
                                  " --renderer " + kProgram + " --params " + params +
                                  " --size 16 --channels 3 --out " + quoted(dir / "pictures"));
  INFO(rendered.output);
  REQUIRE(rendered.status == 0);
  std::filesystem::remove(dir / "x");  // and once more in training
  const auto trained = run_iggan("train --data " + quoted(dir / "pictures") + " --renderer " +
                                 kProgram + " --preset smoke --out " + quoted(dir / "runs"));
  INFO(trained.output);
  CHECK(trained.status == 0);
  CHECK(std::filesystem::exists(dir / "x"));
}

TEST_CASE("a program that fails again and again stops training with a checkpoint", "[programs]") {
  SKIP_WITHOUT_PYTHON();
  const TempDir dir;
  REQUIRE(
      run_iggan("dataset shapes " + seat_file(dir) + " --size 16 --out " + quoted(dir / "shapes"))
          .status == 0);
  // Once the file exists, only two more starts succeed, and each process ends after 12 pictures.
  const std::string starts = (dir / "starts").string();
  const std::string program = script_file(
      dir / "spoiled.sh", "#!/bin/sh\nif [ -e '" + starts + "' ]; then echo x >>'" + starts +
                              "'; [ $(wc -l <'" + starts + "') -gt 2 ] && exit 9; fi\nexec '" +
                              faulty_program() + "'\n");
  REQUIRE(run_iggan("dataset render --shapes " + quoted(dir / "shapes") + " --renderer " +
                    quoted(std::filesystem::path(program)) + " --params " +
                    word({{"fault", "exit"}, {"after", 12}}) +
                    " --size 16 --channels 3 --views-per-shape 4 --out " + quoted(dir / "pictures"))
              .status == 0);
  std::ofstream(starts).close();
  const auto trained = run_iggan("train --data " + quoted(dir / "pictures") + " --renderer " +
                                 quoted(std::filesystem::path(program)) + " --preset smoke --out " +
                                 quoted(dir / "runs"));
  INFO(trained.output);
  CHECK(trained.status != 0);
  CHECK_THAT(trained.output, Contains("spoiled.sh") && Contains("lost in a row"));
  CHECK_THAT(trained.output, !Contains("terminate"));
  CHECK_THAT(trained.output, Contains("resume with: iggan train --resume ") &&
                                 Contains(" --renderer " + program + "\n"));
  CHECK(run_shell("ls " + quoted(dir / "runs") + "/*/checkpoint-*.safetensors 2>&1").status == 0);
}

TEST_CASE("the example of a renderer in Python passes every check that applies", "[programs]") {
  if (run_shell(kWithNumpy + "true").status == 77) SKIP_TEST("no python3 has NumPy");
  const auto checked = run_shell(kWithNumpy + "'" IGGAN_COMMAND "'" + " renderers check " +
                                 quoted(std::filesystem::path(python_example())) +
                                 " --only info,geometry,colour,buffers,"
                                 "determinism.repeat,fuzz.lambert,stop.polls 2>&1");
  INFO(checked.output);
  CHECK(checked.status == 0);
  CHECK_THAT(checked.output, !Contains("fail ") && !Contains("crash "));
  const auto info = run_shell(kWithNumpy + "'" IGGAN_COMMAND "'" + " renderers info --json " +
                              quoted(std::filesystem::path(python_example())) + " 2>&1");
  CHECK_THAT(info.output, Contains("org.iggan.example.lambert") && Contains("fog"));
}

TEST_CASE(
    "a long wait for a program's facts is reported, and parameter limits are shown as declared",
    "[programs]") {
  const TempDir dir;
  const std::string slow = script_file(
      dir / "slow_renderer.sh",
      "#!/bin/sh\nsleep 6\necho '{\"protocol\": 1, \"id\": \"org.iggan.test.slow\", "
      "\"params_schema\": {\"type\": \"object\", \"additionalProperties\": false, \"properties\": "
      "{\"glow\": {\"type\": \"number\", \"maximum\": 10, \"default\": 1}}}}' >&3\nsleep 60\n");
  const auto info = run_iggan("renderers info " + quoted(std::filesystem::path(slow)));
  INFO(info.output);
  CHECK(info.status == 0);
  CHECK_THAT(info.output, Contains("waiting for " + slow + " to send its facts (limit 120 s)\n"));
  CHECK_THAT(info.output, Contains("number up to 10, default 1"));
}

TEST_CASE("the checks of a program begin with a picture and look at its alpha", "[programs]") {
  SKIP_WITHOUT_PYTHON();
  const TempDir dir;
  const auto check = [&](const std::string& pixel, const std::string& only) {
    const std::string script =
        script_file(dir / "mine.py",
                    "#!/usr/bin/env python3\nimport iggan_renderer\n\n"
                    "def render(job):\n    return [[" +
                        pixel +
                        "] * job.width] * job.height\n\n"
                        "iggan_renderer.serve(render, id='org.iggan.test.flat')\n");
    return run_iggan("renderers check " + quoted(std::filesystem::path(script)) + " --only " +
                     only);
  };
  const auto broken = check("nothing", "colour,determinism");
  INFO(broken.output);
  CHECK(broken.status == 1);
  CHECK_THAT(broken.output,
             Contains("name 'nothing' is not defined") &&
                 Contains("the other 10 need a renderer that can be used, and were not run"));
  const auto bytes = check("[255.0, 255.0, 255.0, 255.0]", "colour.alpha");
  INFO(bytes.output);
  CHECK_THAT(bytes.output, Contains("expected alpha from 0 to 1 in pixel (0, 0), got 255; are "
                                    "these bytes? alpha is 0 to 1"));
  const auto fog = check("[0.1, 0.1, 0.1, 0.2]", "geometry.axes");
  CHECK_THAT(fog.output,
             Contains("got alpha 0.2; alpha is the part of the pixel that voxels cover"));
  const auto straight = check("[0.5, 0.5, 0.5, 0.0]", "colour.alpha");
  CHECK_THAT(straight.output, Contains("expected premultiplied colour 0 where alpha is 0"));
  // The check is not skipped for a renderer that promises no determinism.
  CHECK_THAT(check("[0.5, 0.5, 0.5, 1.0]", "colour.alpha").output, Contains("2 pass"));
}

TEST_CASE("a check that runs out of time says how to give it more", "[programs]") {
  const TempDir dir;
  const std::string slow = script_file(dir / "slow_renderer.sh", "#!/bin/sh\nsleep 60\n");
  const auto result = run_iggan("renderers check " + quoted(std::filesystem::path(slow)) +
                                " --timeout 0.5 --only load.opens");
  INFO(result.output);
  CHECK(result.status == 1);
  CHECK_THAT(result.output, Contains("did not finish 1 of 1 checks within 0.5 s") &&
                                Contains("--timeout") && !Contains("breaks the contract"));
}

TEST_CASE("a program may refuse parameters that its schema accepts, but not fail with them",
          "[programs]") {
  SKIP_WITHOUT_PYTHON();
  const TempDir dir;
  const auto check = [&](const std::string& error) {
    const std::string script = script_file(
        dir / "mine.py",
        "#!/usr/bin/env python3\nimport iggan_renderer\n\n"
        "def prepare(params):\n    if params['soft']:\n        raise " +
            error +
            "('soft needs a radius')\n\n"
            "def render(job):\n    return [[[0.5, 0.5, 0.5, 1.0]] * job.width] * job.height\n\n"
            "iggan_renderer.serve(render, prepare=prepare, id='org.iggan.test.soft',\n"
            "    params={'soft': {'type': 'boolean', 'default': False}})\n");
    return run_iggan("renderers check " + quoted(std::filesystem::path(script)) +
                     " --only create.each_value");
  };
  const auto refused = check("iggan_renderer.Unsupported");
  INFO(refused.output);
  CHECK(refused.status == 0);
  const auto failed = check("ValueError");
  CHECK(failed.status == 1);
  CHECK_THAT(failed.output, Contains("soft needs a radius") && Contains("INTERNAL"));
}
