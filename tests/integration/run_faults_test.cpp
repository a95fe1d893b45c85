#include <csignal>
#include <thread>

#include <iggan/base/files.h>
#include <iggan/base/sanitizer.h>
#include <iggan/config/json_file.h>

#include "support/box_world.h"
#include "support/processes.h"
#include "support/skip.h"

namespace fs = std::filesystem;
using iggan::config::Json;

namespace {

struct TrainedWorld : BoxWorld {
  fs::path run = runs / "00000-smoke-raster";
  TrainedWorld() { REQUIRE(train("--set training.threads=1").status == 0); }
  [[nodiscard]] CommandResult resume(int iterations, const std::string& more = "") const {
    return run_iggan("train --resume " + quoted(run) +
                     " --set training.iterations=" + std::to_string(iterations) + " " + more);
  }
};

}  // namespace

TEST_CASE("a run has one trainer, whatever options a second one has", "[command]") {
  const BoxWorld world;
  const fs::path run = world.runs / "00000-smoke-raster";
  const int first =
      start_iggan("train --data " + quoted(world.pictures) + " --out " + quoted(world.runs) +
                  " --preset smoke --set training.iterations=1000000");
  REQUIRE(within_seconds(60, [&] { return fs::exists(run / "checkpoint-000000.safetensors"); }));
  const std::string config = iggan::read_text(run / "config.json");
  const auto second =
      run_iggan("train --resume " + quoted(run) + " --set training.iterations=1000001");
  INFO(second.output);
  CHECK(second.status == 1);
  CHECK_THAT(second.output, Contains("another process is working") && Contains(run.string()));
  CHECK(iggan::read_text(run / "config.json") == config);
  CHECK(run_iggan("train --resume " + quoted(run) + " --dry-run").status == 0);
  REQUIRE(::kill(first, SIGKILL) == 0);
  REQUIRE(within_seconds(20, [&] { return ::kill(first, 0) != 0; }));
  CHECK(run_iggan("train --resume " + quoted(run) + " --set training.iterations=1").status == 0);
}

TEST_CASE("a run that ended before its first checkpoint starts again", "[command]") {
  const TrainedWorld world;
  const fs::path last = world.run / "checkpoint-000020.safetensors";
  const std::string whole = iggan::read_text(last);
  for (const auto& entry : fs::directory_iterator(world.run))
    if (entry.path().filename() != "config.json" && entry.path().filename() != "data.json")
      fs::remove(entry.path());
  const auto sampled = run_iggan("sample --seeds 0 --run " + quoted(world.run) + " --out " +
                                 quoted(world.dir / "samples"));
  CHECK(sampled.status == 1);
  CHECK_THAT(sampled.output, Contains("no checkpoint yet") && Contains("iggan train --resume"));
  const auto resumed = run_iggan("train --resume " + quoted(world.run));
  INFO(resumed.output);
  REQUIRE(resumed.status == 0);
  CHECK_THAT(resumed.output, Contains("before its first checkpoint"));
  CHECK((iggan::read_text(last) == whole));
  CHECK(fs::exists(world.run / "reals.png"));
}

TEST_CASE("a damaged file next to the checkpoints gives a warning on resume and in the report",
          "[command]") {
  const TrainedWorld world;
  int iterations = 20;
  for (const char* name :
       {"time.json", "environment.json", "stats.jsonl", "reals.png", "fakes-000010.png"})
    for (const char* damage : {"", "{\"wall_sec", "\xff\xfe", "[]", "{}"}) {
      const fs::path file = world.run / name;
      INFO(name << " holds '" << damage << "'");
      iggan::write_text_atomically(file, damage);
      const auto page = run_iggan("report " + quoted(world.run) + " --shapes 1 --out " +
                                  quoted(world.dir / "page.html"));
      INFO(page.output);
      CHECK(page.status == 0);
      const auto resumed = world.resume(++iterations);
      INFO(resumed.output);
      CHECK(resumed.status == 0);
      if (std::string(name) == "time.json")
        CHECK_THAT(resumed.output, Contains("time.json") && Contains("time spent so far"));
    }
  CHECK(last_iteration(world.run) == iterations);
}

TEST_CASE("a truncated line of statistics or a missing time loses only its own data", "[command]") {
  const TrainedWorld world;
  const auto time_of = [&] {
    return iggan::config::read_json(world.run / "time.json").at("wall_seconds").get<double>();
  };
  // As if the run had trained for an hour.
  std::string stats = iggan::read_text(world.run / "stats.jsonl");
  Json last = Json::parse(stats.substr(0, stats.find('\n')));
  last["elapsed_seconds"] = 3600;
  last["iteration"] = 20;
  iggan::write_text_atomically(world.run / "stats.jsonl", last.dump() + "\n{\"iteration\": 2");
  fs::remove(world.run / "time.json");
  const auto resumed = world.resume(21);
  INFO(resumed.output);
  REQUIRE(resumed.status == 0);
  CHECK_THAT(resumed.output, Contains("60.0 minutes") && Contains("damaged"));
  CHECK(time_of() >= 3600);
  CHECK(last_iteration(world.run) == 21);
  const auto page = run_iggan("report " + quoted(world.run) + " --shapes 1 --out " +
                              quoted(world.dir / "page.html"));
  CHECK(page.status == 0);
}

TEST_CASE("a run and its pictures may move, and different pictures are refused", "[command]") {
  const TrainedWorld world;
  const fs::path pictures = world.dir / "elsewhere/pictures", run = world.dir / "elsewhere/run";
  fs::create_directory(world.dir / "elsewhere");
  fs::rename(world.pictures, pictures);
  fs::rename(world.run, run);
  const std::string resume =
      "train --resume " + quoted(run) + " --set training.iterations=22 --data ";
  const auto lost = run_iggan("train --resume " + quoted(run));
  CHECK(lost.status == 1);
  CHECK_THAT(lost.output, Contains("--data") && Contains(world.pictures.string()));
  const auto moved = run_iggan(resume + quoted(pictures));
  INFO(moved.output);
  REQUIRE(moved.status == 0);
  CHECK_THAT(moved.output, !Contains("not bit-identically"));
  CHECK(run_iggan("train --resume " + quoted(run)).status == 0);  // the run recorded the new path
  REQUIRE(run_iggan("dataset render --size 16 --views-per-shape 4 --seed 5 --shapes " +
                    quoted(world.shapes) + " --out " + quoted(world.dir / "others"))
              .status == 0);
  const std::string before = iggan::read_text(run / "data.json");
  const auto others = run_iggan(resume + quoted(world.dir / "others"));
  CHECK(others.status == 1);
  CHECK_THAT(others.output, Contains("for different pictures"));
  CHECK(iggan::read_text(run / "data.json") == before);
}

TEST_CASE("half-written files of a killed run are removed by the next one", "[command]") {
  const TrainedWorld world;
  const int training =
      start_iggan("train --resume " + quoted(world.run) +
                  " --set training.iterations=1000000 --set training.checkpoint_every=1");
  const auto temporaries = [&] {
    int count = 0;
    for (const auto& entry : fs::directory_iterator(world.run))
      count += entry.path().filename().string().find(".tmp") != std::string::npos;
    return count;
  };
  // Stopped while a file is being written, then killed, so that the file stays.
  REQUIRE(within_seconds(60, [&] {
    for (int i = 0; i < 2000; ++i) {
      if (temporaries() == 0) continue;
      ::kill(training, SIGSTOP);
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      if (temporaries() > 0) return true;
      ::kill(training, SIGCONT);
    }
    return false;
  }));
  REQUIRE(::kill(training, SIGKILL) == 0);
  REQUIRE(within_seconds(20, [&] { return ::kill(training, 0) != 0; }));
  REQUIRE(temporaries() > 0);
  const auto resumed =
      run_iggan("train --resume " + quoted(world.run) + " --set training.minutes=0.0001");
  INFO(resumed.output);
  CHECK(resumed.status == 0);
  CHECK(temporaries() == 0);
}

TEST_CASE("a closed terminal stops a run like SIGTERM, with its state saved",
          "[command][signals]") {
  const BoxWorld world;
  const fs::path run = world.runs / "00000-smoke-raster";
  const int training =
      std::atoi(run_shell(std::string("(exec '") + IGGAN_COMMAND + "' train --data " +
                          quoted(world.pictures) + " --out " + quoted(world.runs) +
                          " --preset smoke --set training.iterations=1000000 --set "
                          "training.checkpoint_every=1000000) >/dev/null 2>&1 & echo $!")
                    .output.c_str());
  REQUIRE(training > 0);
  REQUIRE(within_seconds(60, [&] { return fs::exists(run / "checkpoint-000000.safetensors"); }));
  std::this_thread::sleep_for(std::chrono::seconds(1));  // time for some steps
  REQUIRE(::kill(training, SIGHUP) == 0);
  REQUIRE(within_seconds(60, [&] { return ::kill(training, 0) != 0; }));
  const std::int64_t last = last_iteration(run);
  CHECK(last > 0);
  CHECK(fs::exists(run / fmt::format("checkpoint-{:06}.safetensors", last)));
}

TEST_CASE("exceeding a memory or file size limit gives a clear error", "[command]") {
  if (iggan::kSanitized) SKIP_TEST("a sanitizer needs its address space");
  const BoxWorld world;
  const auto limited = [&](const std::string& limit, const std::string& arguments) {
    return run_shell("ulimit " + limit + " && timeout 120 '" + IGGAN_COMMAND + "' " + arguments +
                     " 2>&1");
  };
  const std::string train =
      "train --data " + quoted(world.pictures) + " --out " + quoted(world.runs) + " --preset smoke";
  for (const auto& [limit, word] :
       {std::pair{"-v 1000000", "ulimit -v"}, {"-d 300000", "ulimit -d"}}) {
    const auto result = limited(limit, train);
    INFO(result.output);
    CHECK(result.status == 1);
    CHECK_THAT(result.output, Contains(word) && Contains("raise the limit"));
  }
  const auto written =
      limited("-f 1", "dataset render --size 128 --views-per-shape 1 --shapes " +
                          quoted(world.shapes) + " --out " + quoted(world.dir / "large"));
  INFO(written.output);
  CHECK(written.status == 1);
  CHECK_THAT(written.output, Contains("error: ") && Contains("too large"));
  CHECK_FALSE(fs::exists(world.dir / "large"));
}
