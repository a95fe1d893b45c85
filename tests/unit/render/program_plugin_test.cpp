#include <support/catch.h>

#include <algorithm>
#include <set>
#include <sstream>

#include <spdlog/sinks/ostream_sink.h>
#include <unistd.h>

#include <iggan/base/error.h>
#include <iggan/base/sanitizer.h>
#include <iggan/render/program_plugin.h>

#include "support/fake_plugins.h"
#include "support/processes.h"
#include "support/programs.h"
#include "support/temp_dir.h"

using namespace iggan;
using config::Json;

namespace {

/// A log in memory.
struct LogText {
  std::ostringstream text;
  std::shared_ptr<Log> log =
      std::make_shared<Log>("test", std::make_shared<spdlog::sinks::ostream_sink_mt>(text));
};

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
  LogText log;
  const auto faulty = open_program(faulty_program(),
                                   {{"fault", fault},
                                    {"after", 2},
                                    {"once", (dir / "struck").string()},
                                    {"note", (dir / "ids").string()}},
                                   1, log.log, 1);
  CHECK(draw_small(*faulty, jobs.jobs) == draw_small(*sound, jobs.jobs));
  const auto ids = process_ids(dir / "ids");
  CHECK(ids.size() == 7);
  CHECK(std::set<pid_t>(ids.begin(), ids.end()).size() == 2);
  CHECK_FALSE(process_lives(ids.front()));
  CHECK(process_lives(ids.back()));
  CHECK_THAT(log.text.str(), Contains("retried once"));
}

TEST_CASE("a job that breaks two workers is an error, and three losses in a row end the renderer",
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

TEST_CASE("an error that a program answers is passed on, and costs no process", "[programs]") {
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
  CHECK_THAT(words("hog"), Contains("MEMORY") && Contains("out of memory"));
  CHECK_THAT(words("nothing"), Contains("pixel (0, 0) channel 0 is nan"));
  CHECK_THROWS_WITH(open_program(faulty_program(), {{"fault", "refuse"}}), Contains("not with me"));
}

TEST_CASE("a million printed lines harm nothing, and the log has a few of them", "[programs]") {
  SKIP_WITHOUT_PYTHON();
  const SmallJobs jobs(2);
  LogText log;
  const auto renderer = open_program(faulty_program(), {{"fault", "chatter"}}, 1, log.log, 60);
  (void)draw_small(*renderer, jobs.jobs);
  CHECK_THAT(log.text.str(), Contains("line 0\n") && Contains("lines left out"));
  CHECK(line_count(log.text.str()) < 500);
}

TEST_CASE("a program that cuts the shared memory hurts nobody", "[programs]") {
  SKIP_WITHOUT_PYTHON();
  const SmallJobs jobs(2);
  LogText log;
  const auto renderer = open_program(faulty_program(), {{"fault", "cut"}}, 1, log.log);
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

TEST_CASE("a program that is not a renderer is an error that says why", "[programs]") {
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
  CHECK_THAT(error_of("silent", "#!/bin/sh\nsleep 60\n"), Contains("no answer within 10 s"));
  CHECK_THAT(error_of("garbage", "#!/bin/sh\necho hello >&3\nsleep 60\n"),
             Contains("not a JSON object: hello"));
  CHECK_THAT(error_of("other", "#!/bin/sh\necho '{\"id\": \"x.y\"}' >&3\nsleep 60\n"),
             Contains("no number \"protocol\""));
  CHECK_THAT(error_of("later", "#!/bin/sh\necho '{\"protocol\": 7}' >&3\nsleep 60\n"),
             Contains("speaks version 7") && Contains("iggan speaks version 1"));
  CHECK_THAT(
      error_of("typo", "#!/bin/sh\necho '{\"protocol\": 1, \"ID\": \"x.y\"}' >&3\nsleep 9\n"),
      Contains("\"ID\"") || Contains("ID"));
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
