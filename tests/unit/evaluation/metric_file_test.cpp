#include <support/catch.h>

#include <thread>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/evaluation/metric_file.h>

#include "support/temp_dir.h"

namespace {

iggan::config::Json row(const char* samples, int iteration, double yaw, bool mirrored) {
  iggan::config::Json json;
  json["samples"] = samples;
  json["references"] = "train";
  json["iteration"] = iteration;
  json["yaw_degrees"] = yaw;
  json["mirrored"] = mirrored;
  return json;
}

}  // namespace

TEST_CASE("JSON lines are added to those that a file has", "[evaluation]") {
  const TempDir folder;
  iggan::append_json_lines(folder / "m.jsonl", {{{"a", 1}}, {{"a", 2}}});
  iggan::append_json_lines(folder / "m.jsonl", {{{"a", 3}}});
  CHECK(iggan::read_text(folder / "m.jsonl") == "{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n");
}

TEST_CASE("several that add to one file lose nothing", "[evaluation]") {
  const TempDir folder;
  constexpr int kWriters = 4, kLines = 25;
  std::vector<std::thread> writers;
  for (int w = 0; w < kWriters; ++w)
    writers.emplace_back([&] {
      for (int i = 0; i < kLines; ++i) iggan::append_json_lines(folder / "m.jsonl", {{{"a", i}}});
    });
  for (auto& writer : writers) writer.join();
  CHECK(iggan::read_json_lines(folder / "m.jsonl").size() == kWriters * kLines);
}

TEST_CASE("the aligned pose is that of most samples of the iteration, of those the last",
          "[evaluation]") {
  const TempDir folder;
  const auto file = folder / "metric-shapes.jsonl";
  iggan::append_json_lines(file,
                           {row("generated", 100, 15, false), row("generated", 200, 30, false),
                            row("generated", 200, 45, true), row("cuboids", 200, 60, false),
                            row("generated", 300, 75, false)});
  const auto pose = iggan::aligned_pose(file, 200);
  CHECK(pose.yaw_degrees == 45);
  CHECK(pose.mirrored == iggan::Mirroring::on);
  CHECK(iggan::aligned_pose(file, 100).yaw_degrees == 15);
  auto many = row("generated", 100, 90, false), few = row("generated", 100, 105, false);
  many["sample_count"] = 128;
  few["sample_count"] = 2;
  iggan::append_json_lines(file, {many, few});
  CHECK(iggan::aligned_pose(file, 100).yaw_degrees == 90);
  CHECK_THROWS_WITH(iggan::aligned_pose(file, 400), Contains("iggan evaluate"));
  CHECK_THROWS_WITH(iggan::aligned_pose(folder / "none.jsonl", 1), Contains("none.jsonl"));
}

TEST_CASE("of picture scores the last of the newest iteration counts, in whatever order",
          "[evaluation]") {
  const auto scores = [](int iteration) {
    return iggan::config::Json{{"metric", iggan::kPictureMetric}, {"iteration", iteration}};
  };
  const std::vector<iggan::config::Json> lines = {
      scores(200), scores(200), scores(100), {{"metric", "shapes"}, {"iteration", 300}}};
  CHECK(iggan::newest_picture_line(lines) == &lines[1]);
  CHECK(iggan::newest_picture_line({lines[3]}) == nullptr);
}
