#include <support/catch.h>

#include <algorithm>
#include <set>

#include <unistd.h>

#include <iggan/base/error.h>
#include <iggan/base/sanitizer.h>
#include <iggan/render/program_file.h>

#include "support/fake_plugins.h"
#include "support/processes.h"
#include "support/programs.h"
#include "support/temp_dir.h"
#include "support/text_log.h"

using namespace iggan;
using config::Json;

namespace {

std::size_t line_count(const std::string& text) {
  return std::size_t(std::count(text.begin(), text.end(), '\n'));
}

/// Resident memory of a process.
long resident_kib(pid_t id) {
  std::ifstream in("/proc/" + std::to_string(id) + "/status");
  for (std::string line; std::getline(in, line);)
    if (line.rfind("VmRSS:", 0) == 0) return std::atol(line.c_str() + 6);
  return 0;
}

}  // namespace

TEST_CASE("memory levels out, here and in a program's process", "[programs]") {
  SKIP_WITHOUT_PYTHON();
  const TempDir dir;
  const SmallJobs jobs(100);
  const auto renderer =
      open_program(faulty_program(), {{"note", (dir / "ids").string()}}, 1, nullptr, 20);
  const auto draw = [&](int batches) {
    for (int i = 0; i < batches; ++i) (void)draw_small(*renderer, jobs.jobs);
  };
  draw(3);
  const pid_t worker = process_ids(dir / "ids").front();
  const long here = resident_kib(::getpid()), there = resident_kib(worker);
  draw(10);
  CHECK(process_ids(dir / "ids").back() == worker);
  if (!kSanitized) CHECK(resident_kib(::getpid()) < here + 1024);
  CHECK(resident_kib(worker) < there + 1024);
}

TEST_CASE("programs are distinguished from libraries by their contents", "[programs]") {
  const TempDir dir;
  CHECK(is_program("/bin/true"));
  CHECK(is_program(faulty_program()));
  CHECK(is_program(script_file(dir / "odd.so", "#!/bin/sh\n")));
  CHECK_FALSE(is_program(std::string(IGGAN_PLUGIN_DIR) + "/raster_renderer.so"));
  std::ofstream(dir / "note.txt") << "text";
  CHECK_FALSE(is_program(dir / "note.txt"));
  CHECK_FALSE(is_program(dir / "absent"));
  CHECK_FALSE(is_program(dir.path));
}

TEST_CASE("a program draws every job of a batch, with its own facts and parameters", "[programs]") {
  SKIP_WITHOUT_PYTHON();
  const int threads = GENERATE(1, 3);
  const TempDir dir;
  const auto renderer =
      open_program(faulty_program(), {{"note", (dir / "ids").string()}}, threads, nullptr, 20);
  CHECK(renderer->info().id == "org.iggan.test.program");
  CHECK(renderer->info().thread_model == "instance_serial");
  CHECK(renderer->info().determinism == Determinism::bitwise);
  CHECK(renderer->info().library_path == faulty_program());
  const SmallJobs jobs(40);
  const std::vector<float> rgba = draw_small(*renderer, jobs.jobs);
  for (std::size_t i = 0; i < rgba.size(); ++i) {
    const float shade = float(i / (4 * 8 * 6) % 7) / 8;
    REQUIRE(rgba[i] == (i % 4 == 3 ? 1.0f : shade));
  }
  const auto ids = process_ids(dir / "ids");
  CHECK(ids.size() == 40);
  CHECK(std::set<pid_t>(ids.begin(), ids.end()).size() <= std::size_t(threads));
  CHECK_THROWS_AS(open_program(faulty_program(), {{"fualt", "none"}}), ConfigError);
}

TEST_CASE("a worker that breaks once costs one retry of one job", "[programs]") {
  SKIP_WITHOUT_PYTHON();
  const std::string fault = GENERATE("kill", "exit", "hang", "half", "garbage", "endless");
  const TempDir dir;
  const SmallJobs jobs(6);
  const auto sound = open_program(faulty_program());
  TextLog log;
  const auto faulty = open_program(faulty_program(),
                                   {{"fault", fault},
                                    {"after", 2},
                                    {"once", (dir / "struck").string()},
                                    {"note", (dir / "ids").string()}},
                                   1, log.borrowed(), 1);
  CHECK(draw_small(*faulty, jobs.jobs) == draw_small(*sound, jobs.jobs));
  const auto ids = process_ids(dir / "ids");
  CHECK(ids.size() == 7);
  CHECK(std::set<pid_t>(ids.begin(), ids.end()).size() == 2);
  CHECK_FALSE(process_lives(ids.front()));
  CHECK(process_lives(ids.back()));
  CHECK_THAT(log.text.str(), Contains("retried once"));
}

TEST_CASE(
    "a job that breaks two workers gives an error, and three losses in a row end the renderer",
    "[programs]") {
  SKIP_WITHOUT_PYTHON();
  const std::string fault = GENERATE("kill", "exit", "half");
  const SmallJobs jobs(1);
  const auto renderer = open_program(faulty_program(), {{"fault", fault}}, 1, nullptr, 1);
  const std::string how = fault == "kill"   ? "signal 9"
                          : fault == "exit" ? "status 3; it printed: good bye"
                                            : "no answer within 1 s";
  CHECK_THROWS_WITH(draw_small(*renderer, jobs.jobs),
                    Contains("faulty_program.py") && Contains("twice") && Contains(how));
  CHECK_THROWS_WITH(draw_small(*renderer, jobs.jobs), Contains("lost in a row"));
  CHECK_THROWS_WITH(draw_small(*renderer, jobs.jobs), Contains("open it again"));
}

TEST_CASE("an error that a program returns is passed on, and costs no process", "[programs]") {
  SKIP_WITHOUT_PYTHON();
  const SmallJobs jobs(3);
  const auto words = [&](const std::string& fault) {
    const TempDir dir;
    const auto renderer =
        open_program(faulty_program(), {{"fault", fault}, {"once", (dir / "struck").string()}});
    std::string error;
    try {
      (void)draw_small(*renderer, jobs.jobs);
    } catch (const PluginError& refused) {
      error = refused.what();
      if (fault != "nothing") (void)draw_small(*renderer, jobs.jobs);
    }
    return error;
  };
  CHECK_THAT(words("raise"), Contains("ValueError: no picture today") &&
                                 Contains("raise ValueError(\"no picture today\")"));
  CHECK_THAT(words("hog"), Contains("MEMORY") && Contains("out of memory (iggan lets each process "
                                                          "have 2,048 MiB of data: "
                                                          "training.isolate_memory_mib)"));
  CHECK_THAT(words("nothing"),
             Contains("pixel (0, 0) channel 0 is nan: not written, or computed from 0/0"));
  CHECK_THROWS_WITH(open_program(faulty_program(), {{"fault", "refuse"}}), Contains("not with me"));
}

TEST_CASE("a program needs no memory map, and its infinite samples are refused", "[programs]") {
  SKIP_WITHOUT_PYTHON();
  const TempDir dir;
  const auto plain = [&](const std::string& sample, const std::string& created) {
    return fault_of_program(script_file(
        dir / "plain.py",
        "#!/usr/bin/env python3\nimport json, os, struct\nstream = os.fdopen(3, 'r+b', "
        "buffering=0)\n"
        "def send(text):\n    stream.write(text + b'\\n')\n"
        "send(b'{\"protocol\": 1, \"id\": \"org.iggan.test.plain\"}')\n"
        "for line in stream:\n    job = json.loads(line)\n    if 'create' in job:\n"
        "        send(b'" +
            created +
            "')\n        continue\n"
            "    sample = float('" +
            sample +
            "')\n    count = 4 * job['width'] * job['height']\n"
            "    os.pread(4, 8, job['grid']['occupancy'])\n"
            "    os.pwrite(4, struct.pack(f'<{count}f', *[sample] * count), job['pixels'])\n"
            "    send(json.dumps({'job': job['job']}).encode())\n"));
  };
  CHECK(plain("0.5", "{}") == "none");
  CHECK(plain("0.5", "{\"a key of a later version\": 1}") == "none");
  CHECK_THAT(plain("0.5", "{\"error\": \"too big\", \"kind\": \"memory\"}"),
             Contains("MEMORY: too big (iggan lets each process have 2,048 MiB of data"));
  CHECK_THAT(plain("inf", "{}"),
             Contains("pixel (0, 0) channel 0 is inf: beyond what float32 holds; limit each sample "
                      "to ±3.4028235e38 (lights and colours may be any finite number)"));
}

TEST_CASE("a million printed lines do no harm, and the log has a few of them", "[programs]") {
  SKIP_WITHOUT_PYTHON();
  const SmallJobs jobs(2);
  TextLog log;
  const auto renderer =
      open_program(faulty_program(), {{"fault", "chatter"}}, 1, log.borrowed(), 60);
  (void)draw_small(*renderer, jobs.jobs);
  CHECK_THAT(log.text.str(), Contains("line 0\n") && Contains("lines left out"));
  CHECK(line_count(log.text.str()) < 500);
}

TEST_CASE("a program that truncates the shared memory does no harm", "[programs]") {
  SKIP_WITHOUT_PYTHON();
  const SmallJobs jobs(2);
  TextLog log;
  const auto renderer = open_program(faulty_program(), {{"fault", "cut"}}, 1, log.borrowed());
  CHECK(draw_small(*renderer, jobs.jobs)[3] == 1);
  CHECK_THAT(log.text.str(), Contains("cannot cut"));
}

TEST_CASE("a program's processes end with the renderer, even those of another session",
          "[programs]") {
  SKIP_WITHOUT_PYTHON();
  const TempDir dir;
  const auto file = dir / "id";
  {
    const auto renderer =
        open_program(faulty_program(), {{"fault", "daemon"}, {"note", file.string()}});
    const SmallJobs jobs(1);
    (void)draw_small(*renderer, jobs.jobs);
    REQUIRE(within_seconds(5, [&] { return process_ids(file).size() == 1; }));
    CHECK(process_lives(process_ids(file)[0]));
  }
  CHECK(within_seconds(2, [&] { return !process_lives(process_ids(file)[0]); }));
}

TEST_CASE("a program that is not a renderer gives an error that says why", "[programs]") {
  const TempDir dir;
  const auto error_of = [&](const std::string& name, const std::string& text) {
    try {
      (void)open_program(script_file(dir / name, text));
    } catch (const PluginError& error) {
      return std::string(error.what());
    }
    return std::string("none");
  };
  CHECK_THAT(error_of("ends", "#!/bin/sh\necho no GPU here >&2\nexit 4\n"),
             Contains("status 4") && Contains("no GPU here"));
  CHECK_THAT(error_of("silent", "#!/bin/sh\necho here; sleep 60\n"),
             Contains("sent no facts within 10 s, the start-up limit: it must write one line of "
                      "JSON, ended by a newline, to descriptor 3 and flush it; it printed: here"));
  CHECK_THAT(error_of("wordy", "#!/bin/sh\necho '{}'\n"),
             Contains("ended with status 0 before it sent its facts (a script must call "
                      "iggan_renderer.serve; other programs write them to descriptor 3, not to "
                      "standard output); it printed: {}"));
  CHECK_THAT(error_of("windows", "#!/bin/sh\r\nexit\r\n"),
             Contains("ends in a carriage return") && Contains("try: sed -i 's/\\r$//' /"));
  CHECK_THAT(error_of("garbage", "#!/bin/sh\necho hello >&3\nsleep 60\n"),
             Contains("not a JSON object: hello"));
  CHECK_THAT(error_of("other", "#!/bin/sh\necho '{\"id\": \"x.y\"}' >&3\nsleep 60\n"),
             Contains("no number \"protocol\""));
  CHECK_THAT(error_of("later", "#!/bin/sh\necho '{\"protocol\": 7}' >&3\nsleep 60\n"),
             Contains("speaks version 7") && Contains("iggan speaks version 1"));
  CHECK_THAT(
      error_of("typo", "#!/bin/sh\necho '{\"protocol\": 1, \"ID\": \"x.y\"}' >&3\nsleep 9\n"),
      Contains("\"ID\"") || Contains("ID"));
  const auto facts_error = [&](const std::string& facts) {
    return error_of("facts", "#!/bin/sh\necho '{\"protocol\": 1, " + facts + "}' >&3\nsleep 60\n");
  };
  CHECK_THAT(facts_error(R"("id": "My Renderer")"),
             Contains("facts: expected a reverse-DNS id such as com.example.name, got "
                      "\"My Renderer\""));
  CHECK_THAT(
      facts_error(R"("id": "x.y", "max_grid_edge": 32)"),
      Contains("expected at least 256 x 256 pixels, 64 voxels per edge and 4 lights, got 4096 "
               "x 4096, 32 and 64"));
  CHECK_THAT(facts_error(R"("id": "x.y", "params_schema": {"type": "object", )"
                         R"("additionalProperties": false, "properties": {"glow": 1}})"),
             Contains("facts: params_schema.properties.glow: expected an object such as"));
  CHECK_THAT(error_of("deep",
                      "#!/bin/sh\n{ printf '{\"protocol\": \"x\", \"a\": '\n"
                      "head -c 100000 /dev/zero | tr '\\0' '['\n"
                      "head -c 100000 /dev/zero | tr '\\0' ']'\necho '}'; } >&3\nsleep 60\n"),
             Contains("not a JSON object: {\"protocol\""));
  CHECK_THAT(error_of("lost", "#!/no/such/interpreter\n"), Contains("No such file"));
  const auto plain = dir / "plain_renderer.py";
  std::ofstream(plain) << "#!/usr/bin/env python3\n";
  CHECK_THROWS_WITH(open_program(plain.string()), Contains("chmod +x"));
}

TEST_CASE("programs in the search path are named, but run only on request", "[programs]") {
  SKIP_WITHOUT_PYTHON();
  const TempDir dir;
  const auto ran = dir / "ran";
  const std::string program =
      script_file(dir / "mine_renderer.sh",
                  "#!/bin/sh\ntouch '" + ran.string() + "'\nexec '" + faulty_program() + "'\n");
  const PluginPath path(dir.path.string());
  bool listed = false;
  for (const PluginListing& listing : list_plugins())
    if (listing.path == program) listed = listing.program && listing.error.empty();
  CHECK(listed);
  CHECK_FALSE(std::filesystem::exists(ran));
  CHECK(describe_renderer("mine").id == "org.iggan.test.program");
  CHECK(std::filesystem::exists(ran));
}
