#include <support/catch.h>

#include <algorithm>
#include <map>
#include <utility>

#include <support/box_world.h>

#include <iggan/base/files.h>

namespace fs = std::filesystem;

TEST_CASE("train --profile prints the parts of an iteration and leaves no run", "[command]") {
  const BoxWorld world;
  const fs::path trace = world.dir / "trace.json";
  const std::string train = "train --preset smoke --data " + quoted(world.pictures);
  const auto table = run_iggan_for_output(train + " --profile 2 --trace " + quoted(trace));
  INFO(table.output);
  REQUIRE(table.status == 0);
  for (const char* word : {"draws", "wait for the black box", "discriminator", "proxy", "generator",
                           "other", "iteration", "mean of 2 iterations", "GFLOP/s", "2048^2"})
    CHECK_THAT(table.output, Contains(word));
  CHECK_THAT(table.output, Contains(trace.string()));
  const auto events = iggan::config::Json::parse(iggan::read_text(trace)).at("traceEvents");
  CHECK(std::count_if(events.begin(), events.end(),
                      [](const auto& event) { return event.at("name") == "iteration"; }) == 2);

  for (const char* number : {"0", "-1", "101", "many", "nan"}) {
    const auto refused = run_iggan(train + " --profile=" + number);
    INFO(refused.output);
    CHECK(refused.status == 1);
    CHECK_THAT(refused.output, Contains("--profile") && Contains(number));
  }
  CHECK(run_iggan(train + " --trace " + quoted(trace)).status == 1);  // nothing to trace
  CHECK(run_iggan(train + " --profile 1 --dry-run").status == 1);
  const fs::path below_a_file = world.dir / "meshes/box0.obj/trace.json";
  const auto unwritten = run_iggan(train + " --profile 1 --trace " + quoted(below_a_file));
  CHECK(unwritten.status == 1);
  CHECK_THAT(unwritten.output, Contains(below_a_file.string()));
  CHECK_FALSE(fs::exists(world.runs));

  REQUIRE(world.train("").status == 0);
  const fs::path run = world.runs / "00000-smoke-raster";
  const auto files = [&] {
    std::map<std::string, std::pair<std::uintmax_t, fs::file_time_type>> all;
    for (const auto& entry : fs::directory_iterator(run))
      all[entry.path().filename().string()] = {entry.file_size(), entry.last_write_time()};
    return all;
  };
  const auto before = files();
  const auto resumed = run_iggan_for_output("train --json --profile 1 --resume " + quoted(run));
  INFO(resumed.output);
  REQUIRE(resumed.status == 0);
  const auto document = iggan::config::Json::parse(resumed.output);
  CHECK(document.at("iterations") == 1);
  CHECK_FALSE(document.contains("trace"));
  CHECK(files() == before);
}
