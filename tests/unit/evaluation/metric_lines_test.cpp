#include <support/catch.h>

#include <cmath>
#include <thread>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/config/json_lines.h>
#include <iggan/evaluation/metric_lines.h>

#include "support/temp_dir.h"

using namespace iggan;

namespace {

ShapeLine row(const char* samples, int iteration, double yaw, bool mirrored,
              std::size_t count = 0) {
  ShapeLine line;
  line.samples = samples;
  line.references = kTrain;
  line.origin.iteration = iteration;
  line.yaw_degrees = yaw;
  line.mirrored = mirrored;
  line.sample_count = count;
  return line;
}

struct Number {
  int a = 0;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    visit("a", self.a, "");
  }
};

}  // namespace

TEST_CASE("JSON lines are appended to a file", "[evaluation]") {
  const TempDir folder;
  config::append_struct_lines<Number>(folder / "m.jsonl", {{1}, {2}});
  config::append_struct_lines<Number>(folder / "m.jsonl", {{3}});
  CHECK(read_text(folder / "m.jsonl") == "{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n");
  write_text_atomically(folder / "m.jsonl", "{\"a\":1}\n{\"a\":\"2\"}\n");
  CHECK_THROWS_WITH(config::read_struct_lines<Number>(folder / "m.jsonl"),
                    Contains("m.jsonl, line 2: a: expected an integer"));
}

TEST_CASE("several writers to one file lose nothing", "[evaluation]") {
  const TempDir folder;
  constexpr int kWriters = 4, kLines = 25;
  std::vector<std::thread> writers;
  for (int w = 0; w < kWriters; ++w)
    writers.emplace_back([&] {
      for (int i = 0; i < kLines; ++i)
        config::append_struct_lines<Number>(folder / "m.jsonl", {{i}});
    });
  for (auto& writer : writers) writer.join();
  CHECK(config::read_struct_lines<Number>(folder / "m.jsonl").size() == kWriters * kLines);
}

TEST_CASE("the aligned pose is that of the iteration's last line with the most samples",
          "[evaluation]") {
  const TempDir folder;
  const auto file = folder / "metric-shapes.jsonl";
  config::append_struct_lines<ShapeLine>(
      file, {row("generated", 100, 15, false), row("generated", 200, 30, false),
             row("generated", 200, 45, true), row("cuboids", 200, 60, false),
             row("generated", 300, 75, false)});
  const auto pose = aligned_pose(file, 200);
  CHECK(pose.yaw_degrees == 45);
  CHECK(pose.mirrored == Mirroring::on);
  CHECK(aligned_pose(file, 100).yaw_degrees == 15);
  config::append_struct_lines<ShapeLine>(
      file, {row("generated", 100, 90, false, 128), row("generated", 100, 105, false, 2)});
  CHECK(aligned_pose(file, 100).yaw_degrees == 90);
  CHECK_THROWS_WITH(aligned_pose(file, 400), Contains("iggan evaluate"));
  CHECK_THROWS_WITH(aligned_pose(folder / "none.jsonl", 1), Contains("none.jsonl"));
}

TEST_CASE("the last picture score of the newest iteration counts, in any order", "[evaluation]") {
  MetricLines lines;
  CHECK(lines.newest_pictures() == nullptr);
  for (const int iteration : {200, 200, 100})
    lines.add({{"metric", kPictureMetric}, {"iteration", iteration}}, "test");
  lines.add({{"metric", kRealPictureMetric}, {"renders", 70}}, "test");
  lines.add({{"metric", kShapeMetric}, {"iteration", 300}}, "test");
  CHECK(lines.newest_pictures() == &lines.pictures[1]);
}

TEST_CASE("a line is read as it was written, with unmeasured values unknown", "[evaluation]") {
  ShapeLine line = row("generated", 7, 45, true, 12);
  line.one_yaw.iou = 0.625;
  line.options.control_seed = 5;
  line.distances = ShapeDistances{};
  line.distances->iou.covered = 0.5;
  const config::Json json = config::to_json(line);
  const auto again = config::struct_of<ShapeLine>(json, "test");
  CHECK(config::to_json(again).dump() == json.dump());
  CHECK(json["one_yaw"]["air_iou"].dump() == "null");
  CHECK(std::isnan(again.one_yaw.air_iou));
  CHECK_FALSE(json.contains("samples_dir"));  // no value, no key
  CHECK_FALSE(again.origin.threshold.has_value());
}

TEST_CASE("a line without a known metric, or with a wrong value, is reported with its place",
          "[evaluation]") {
  MetricLines lines;
  CHECK_THROWS_WITH(lines.add({{"metric", "speed"}}, "a.jsonl, line 3"),
                    Contains("a.jsonl, line 3") && Contains("iggan evaluate"));
  CHECK_THROWS_WITH(lines.add({1, 2}, "a.jsonl, line 4"), Contains("a.jsonl, line 4"));
  CHECK_THROWS_WITH(lines.add({{"metric", 5}}, "a.jsonl, line 5"), Contains("a.jsonl, line 5"));
  CHECK_THROWS_WITH(
      lines.add({{"metric", "shapes"}, {"one_yaw", {{"iou", "x"}}}}, "a.jsonl, line 6"),
      Contains("a.jsonl, line 6: one_yaw.iou: expected a number"));
}
