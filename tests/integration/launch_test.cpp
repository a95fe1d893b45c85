#include <csignal>

#include <support/catch.h>

#include <support/box_world.h>
#include <support/processes.h>
#include <support/skip.h>

#include <iggan/base/files.h>
#include <iggan/config/fields.h>

namespace fs = std::filesystem;

namespace {

bool has_ranks() {
  return run_iggan("doctor").output.find("training in several processes") != std::string::npos;
}

struct Line {
  double discriminator = 0, generator = 0, proxy = 0, occupancy = 0;
};

/// The statistics of a run, one line for every five iterations.
std::vector<Line> lines_of(const fs::path& run) {
  std::ifstream in(run / "stats.jsonl");
  std::vector<Line> lines;
  for (std::string text; std::getline(in, text);) {
    const auto json = iggan::config::Json::parse(text);
    lines.push_back({json.at("discriminator_loss"), json.at("generator_loss"), json.at("proxy_l2"),
                     json.at("occupancy")});
  }
  return lines;
}

void check_same(const std::vector<Line>& of_one, const std::vector<Line>& of_two) {
  REQUIRE(of_one.size() >= 4);
  REQUIRE(of_two.size() == of_one.size());
  for (std::size_t i = 0; i < of_one.size(); ++i) {
    INFO(i);
    CHECK(of_two[i].discriminator == Approx(of_one[i].discriminator).epsilon(1e-4));
    CHECK(of_two[i].generator == Approx(of_one[i].generator).epsilon(1e-4));
    CHECK(of_two[i].proxy == Approx(of_one[i].proxy).epsilon(1e-4));
    CHECK(of_two[i].occupancy == Approx(of_one[i].occupancy).epsilon(1e-4));
  }
}

/// At the presets' learning rates, a difference of 1e-8 in one voxel near the threshold grows to
/// 1e-3 within six iterations, even in one process.
constexpr const char* kSame =
    " --set optimizer.generator_rate=3e-6 optimizer.discriminator_rate=3e-6 "
    "optimizer.proxy_rate=3e-6 training.iterations=20 training.checkpoint_every=5 "
    "training.threads=1 "
    "training.precision=float32 training.keep_checkpoints=9";

/// The processes of a launched training that have rank 1, which write no run.
std::vector<int> followers_of(const std::string& mark) {
  std::vector<int> found;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    std::ifstream line(entry.path() / "cmdline", std::ios::binary);
    const std::string command((std::istreambuf_iterator<char>(line)), {});
    std::ifstream environment(entry.path() / "environ", std::ios::binary);
    const std::string variables((std::istreambuf_iterator<char>(environment)), {});
    if (command.find(mark) != std::string::npos &&
        command.find("__child_of") != std::string::npos &&
        variables.find(std::string("RANK=1\0", 7)) != std::string::npos)
      found.push_back(std::atoi(entry.path().filename().c_str()));
  }
  return found;
}

}  // namespace

TEST_CASE("two processes with half a batch each learn the same as one with the whole batch",
          "[command]") {
  if (!has_ranks()) SKIP_TEST("this iggan was built to train in one process");
  const BoxWorld world;
  const auto data = [&](const char* runs) {
    return "train --preset smoke --data " + quoted(world.pictures) + " --out " +
           quoted(world.dir / runs) + kSame;
  };
  const auto one = run_iggan(data("one") + " training.batch_size=16");
  INFO(one.output);
  REQUIRE(one.status == 0);
  const auto two = run_iggan("launch --nproc 2 -- " + data("two") + " training.batch_size=8");
  INFO(two.output);
  REQUIRE(two.status == 0);
  CHECK_THAT(two.output, Contains("2 processes"));
  CHECK_FALSE(fs::exists(world.dir / "two/00001-smoke-raster"));  // only one of them writes
  check_same(lines_of(world.dir / "one/00000-smoke-raster"),
             lines_of(world.dir / "two/00000-smoke-raster"));

  // Two processes, then one, then two: the run continues with any number.
  const std::string resume = "train --resume " + quoted(world.dir / "two/00000-smoke-raster");
  const auto alone = run_iggan(resume + " --set training.iterations=25");
  INFO(alone.output);
  REQUIRE(alone.status == 0);
  const auto again = run_iggan("launch --nproc 2 -- " + resume + " --set training.iterations=30");
  INFO(again.output);
  REQUIRE(again.status == 0);
  CHECK(last_iteration(world.dir / "two/00000-smoke-raster") == 30);
}

TEST_CASE("the first of several processes prints the cost of its own iterations", "[command]") {
  if (!has_ranks()) SKIP_TEST("this iggan was built to train in one process");
  const BoxWorld world;
  const std::string profile = " --preset smoke --profile 1 --json --data " + quoted(world.pictures);
  const auto printed = run_shell(std::string("'") + IGGAN_COMMAND + "' launch --nproc 2 -- train" +
                                 profile + " --trace " + quoted(world.dir / "trace.json") +
                                 " --set training.batch_size=8 2>/dev/null");
  INFO(printed.output);
  REQUIRE(printed.status == 0);
  const auto document = iggan::config::Json::parse(printed.output);  // one
  CHECK(document.at("processes") == 2);
  CHECK(document.at("stages").size() == 1);
  CHECK(iggan::config::Json::parse(iggan::read_text(world.dir / "trace.json"))
            .contains("traceEvents"));
}

namespace {

/// The launcher's variables for one of two processes on machines joined by a slow network.
std::string environment_of_rank(int rank) {
  return "env MASTER_ADDR=10.77.0.1 MASTER_PORT=29611 WORLD_SIZE=2 RANK=" + std::to_string(rank) +
         " ";
}

/// Runs a shell line in each of two networks; packets take five milliseconds between them.
CommandResult run_in_two_networks(const std::string& first, const std::string& second) {
  return run_shell("timeout -s INT 300 python3 '" IGGAN_SOURCE_DIR
                   "/tests/support/two_networks.py' 5 '" +
                   first + "' '" + second + "' 2>&1");
}

constexpr int kNoNetworks = 77;

}  // namespace

TEST_CASE("two processes in networks five milliseconds apart learn the same as one", "[command]") {
  if (!has_ranks()) SKIP_TEST("this iggan was built to train in one process");
  const BoxWorld world;
  const auto train = [&](const char* runs) {
    return std::string(IGGAN_COMMAND) + " train --preset smoke --data " + world.pictures.string() +
           " --out " + (world.dir / runs).string() + kSame;
  };
  const std::string half = train("two") + " training.batch_size=8";
  const auto two =
      run_in_two_networks(environment_of_rank(0) + half, environment_of_rank(1) + half);
  if (two.status == kNoNetworks) SKIP_TEST(two.output);
  INFO(two.output);
  REQUIRE(two.status == 0);
  const auto one = run_shell(train("one") + " training.batch_size=16 2>&1");
  INFO(one.output);
  REQUIRE(one.status == 0);
  check_same(lines_of(world.dir / "one/00000-smoke-raster"),
             lines_of(world.dir / "two/00000-smoke-raster"));
}

TEST_CASE("a process that is killed on another machine ends the first, with its checkpoint",
          "[command][signals]") {
  if (!has_ranks()) SKIP_TEST("this iggan was built to train in one process");
  const BoxWorld world;
  const fs::path run = world.dir / "runs/00000-smoke-raster";
  const fs::path killed = world.dir / "killed", ended = world.dir / "ended";
  const std::string train = std::string(IGGAN_COMMAND) + " train --preset smoke --data " +
                            world.pictures.string() + " --out " + (world.dir / "runs").string() +
                            " --set training.iterations=1000000 training.batch_size=8";
  const auto moment = [](const fs::path& file) { return "date +%s.%N >" + file.string(); };
  const auto both = run_in_two_networks(
      environment_of_rank(0) + train + "; status=$?; " + moment(ended) + "; exit $status",
      environment_of_rank(1) + train + " & while ! [ -e " + (run / "fakes-000000.png").string() +
          " ]; do sleep 0.1; done; sleep 1; kill -9 $!; " + moment(killed));
  if (both.status == kNoNetworks) SKIP_TEST(both.output);
  INFO(both.output);
  CHECK(both.status == 1);
  CHECK_THAT(both.output, Contains("another of the 2 processes of this training run is gone"));
  CHECK(std::stod(iggan::read_text(ended)) - std::stod(iggan::read_text(killed)) < 10);
  CHECK(fs::exists(run / "checkpoint-000000.safetensors"));
}

TEST_CASE("a process that is killed ends the others, with the reason", "[command][signals]") {
  if (!has_ranks()) SKIP_TEST("this iggan was built to train in one process");
  const BoxWorld world;
  const fs::path runs = world.dir / "runs", output = world.dir / "output";
  const std::string line = std::string("'") + IGGAN_COMMAND +
                           "' launch --nproc 2 -- train --data " + quoted(world.pictures) +
                           " --preset smoke --out " + quoted(runs) +
                           " --set training.iterations=1000000 training.batch_size=8 >" +
                           quoted(output) + " 2>&1 & echo $!";
  const int launcher = std::atoi(run_shell(line).output.c_str());
  REQUIRE(launcher > 0);
  const fs::path run = runs / "00000-smoke-raster";
  REQUIRE(within_seconds(60, [&] { return fs::exists(run / "fakes-000000.png"); }));
  const std::vector<int> followers = followers_of(runs.string());
  REQUIRE(followers.size() == 1);
  ::kill(followers[0], SIGKILL);
  CHECK(within_seconds(30, [&] { return !fs::exists("/proc/" + std::to_string(launcher)); }));
  const std::string said = iggan::read_text(output);
  INFO(said);
  CHECK_THAT(said, Contains("process 1 ended with signal 9"));
  CHECK(within_seconds(10, [&] { return processes_with(runs.string(), "train") == 0; }));
  CHECK(fs::exists(run / "checkpoint-000000.safetensors"));
}

TEST_CASE("an interrupt stops all processes after one iteration and a checkpoint",
          "[command][signals]") {
  if (!has_ranks()) SKIP_TEST("this iggan was built to train in one process");
  const BoxWorld world;
  const fs::path run = world.runs / "00000-smoke-raster";
  // With job control. Otherwise the shell would start the launcher with interrupts ignored.
  const auto stopped = run_shell(
      std::string("bash -mc '") + IGGAN_COMMAND + " launch --nproc 2 -- train --data " +
      world.pictures.string() + " --preset smoke --out " + world.runs.string() +
      " --set training.iterations=1000000 training.batch_size=8 & for i in $(seq 600); do [ -e " +
      (run / "fakes-000010.png").string() +
      " ] && break; sleep 0.1; done; kill -INT $!; wait $!' 2>&1");
  INFO(stopped.output);
  CHECK(stopped.status == 130);
  CHECK_THAT(stopped.output, Contains("interrupted; saved"));
  CHECK(last_iteration(run) >= 10);
}

TEST_CASE("launch runs only train, and an error in train ends all processes", "[command]") {
  if (!has_ranks()) SKIP_TEST("this iggan was built to train in one process");
  const auto sample = run_iggan("launch --nproc 2 -- sample --run x --out y");
  CHECK(sample.status == 1);
  CHECK_THAT(sample.output, Contains("not sample"));
  const auto refused = run_iggan("launch --nproc 2 -- train --data /nowhere");
  CHECK(refused.status == 1);
  CHECK_THAT(refused.output, Contains("/nowhere"));
}
