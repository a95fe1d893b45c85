#include <csignal>
#include <cstdlib>

#include <iggan/base/files.h>
#include <iggan/base/rng.h>
#include <iggan/config/json_lines.h>

#include "support/box_world.h"
#include "support/processes.h"

namespace fs = std::filesystem;

namespace {

constexpr const char* kLast = "checkpoint-000040.safetensors";
constexpr const char* kRun = "00000-smoke-raster";
const std::string kSettings =
    " --preset smoke --set training.threads=1 --set pretraining.iterations=20 --set "
    "training.iterations=40 --set training.checkpoint_every=5 --set training.snapshot_every=7";

/// How many kills: more under tests/run.sh --full.
int kills_wanted() {
  return std::getenv("IGGAN_FULL_TESTS") != nullptr ? 50 : 5;
}

bool lives(int process) {
  return ::kill(process, 0) == 0;
}

/// Starts the run in that folder of runs, or resumes it. @return the process id.
int train_in(const BoxWorld& world, const fs::path& runs) {
  const fs::path run = runs / kRun;
  if (fs::exists(run / "config.json") && fs::exists(run / "data.json"))
    return start_iggan("train --resume " + quoted(run));
  fs::remove_all(runs);  // killed before there was anything to resume
  return start_iggan("train --data " + quoted(world.pictures) + " --out " + quoted(runs) +
                     kSettings);
}

void require_left_clean(const fs::path& run) {
  for (const auto& entry : fs::directory_iterator(run)) {
    INFO(entry.path());
    CHECK_THAT(entry.path().filename().string(), !Contains(".tmp") && !Contains(".damaged"));
  }
  std::int64_t before = 0;
  for (const auto& line : iggan::config::read_json_lines(run / "stats.jsonl")) {
    const auto iteration = line.value.at("iteration").get<std::int64_t>();
    CHECK(iteration > before);
    before = iteration;
  }
  CHECK(before == 40);
}

}  // namespace

TEST_CASE("a run that is killed at any moment ends bit-identical to an uninterrupted one",
          "[kills]") {
  const BoxWorld world;
  const auto start = std::chrono::steady_clock::now();
  const fs::path whole = world.dir / "whole";
  const int unbroken = train_in(world, whole);
  REQUIRE(within_seconds(300, [&] { return !lives(unbroken); }));
  const std::chrono::duration<double> length = std::chrono::steady_clock::now() - start;
  const std::string expected = iggan::read_text(whole / kRun / kLast);

  iggan::Rng rng(static_cast<std::uint64_t>(start.time_since_epoch().count()));
  const int wanted = kills_wanted();
  int kills = 0, runs = 0;
  while (kills < wanted) {
    const fs::path folder = world.dir / ("runs" + std::to_string(runs++));
    const int most = kills + 1 + static_cast<int>(rng.below(4));  // of this run
    for (;;) {
      const int training = train_in(world, folder);
      REQUIRE(training > 0);
      if (kills < std::min(most, wanted)) {
        std::this_thread::sleep_for(rng.uniform() * length);
        if (lives(training) && ::kill(training, SIGKILL) == 0) ++kills;
      }
      REQUIRE(within_seconds(300, [&] { return !lives(training); }));
      if (fs::exists(folder / kRun / kLast) && kills >= std::min(most, wanted)) break;
    }
    INFO("run " << runs << ", " << kills << " kills so far");
    CHECK((iggan::read_text(folder / kRun / kLast) == expected));
    require_left_clean(folder / kRun);
    fs::remove_all(folder);
  }
}
