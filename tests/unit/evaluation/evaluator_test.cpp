#include <support/catch.h>

#include <iggan/base/error.h>
#include <iggan/evaluation/evaluator.h>
#include <iggan/evaluation/result_table.h>
#include <iggan/geometry/bounding_box.h>
#include <iggan/geometry/voxel_iou.h>
#include <iggan/geometry/yaw.h>

using iggan::Split;
using iggan::VoxelGrid;

namespace {

/// A seat with one arm; width and the height of its back vary.
VoxelGrid seat(int width, int back) {
  VoxelGrid grid = VoxelGrid::cube(16);
  iggan::fill_box(grid, {{8 - width / 2, 2, 4}, {8 + width / 2, 4, 11}});
  iggan::fill_box(grid, {{8 - width / 2, 4, 4}, {8 + width / 2, back, 6}});
  iggan::fill_box(grid, {{6 + width / 2, 4, 6}, {8 + width / 2, 6, 11}});
  return grid;
}

iggan::Shape shape(const std::string& model, Split split, VoxelGrid grid) {
  return {model + "-" + std::to_string(grid.count()), model, "seat", split, std::move(grid)};
}

iggan::ShapeSet seats() {
  iggan::ShapeSet set;
  set.resolution = 16;
  set.shapes = {shape("v", Split::val, seat(12, 9)), shape("a", Split::train, seat(8, 8)),
                shape("a", Split::train, seat(8, 9)), shape("b", Split::train, seat(10, 12)),
                shape("t", Split::test, seat(6, 10))};
  return set;
}

}  // namespace

TEST_CASE("an evaluation has a row for each pair of samples and references", "[evaluation]") {
  const auto report = iggan::evaluate_shapes({seat(8, 8), seat(10, 12)}, seats(), {});
  REQUIRE(report.rows.size() == 7);
  for (const auto& [samples, references] :
       std::vector<std::pair<std::string, std::string>>{{"generated", "train"},
                                                        {"generated", "held-out"},
                                                        {"held-out", "train"},
                                                        {"cuboids", "train"},
                                                        {"cuboids", "held-out"},
                                                        {"mean shape", "train"},
                                                        {"mean shape", "held-out"}}) {
    const auto* row = report.find(samples, references);
    INFO(samples << " against " << references);
    REQUIRE(row != nullptr);
    CHECK(row->reference_count == (references == "train" ? 3 : 2));
    CHECK(row->largest_component == 1.0);
  }
  CHECK(report.find("train", "generated") == nullptr);
}

TEST_CASE("training shapes turned by one yaw are found again by turning back", "[evaluation]") {
  std::vector<VoxelGrid> turned;
  for (const auto& grid : {seat(8, 8), seat(8, 9), seat(8, 9)})
    turned.push_back(iggan::turn_by_yaw(grid, 90));
  const auto report = iggan::evaluate_shapes(turned, seats(), {});
  CHECK(report.one_pose.yaw_degrees == 270);
  CHECK(report.neighbours == std::vector<std::size_t>{1, 2, 2});  // indices in the whole set
  const auto& row = *report.find("generated", "train");
  CHECK(row.as_is.iou < 0.8);
  CHECK(row.one_yaw.iou == 1.0);
  CHECK(row.own_yaw.iou == 1.0);
  CHECK(row.one_yaw.air_iou == 1.0);
  CHECK(row.one_yaw.coverage.of_references == Approx(2.0 / 3));  // of samples over references: 3/2
  CHECK(row.one_yaw.coverage.distinct_sources == 1);
  CHECK(row.one_yaw.coverage.sources == 2);
  CHECK(row.occupancy == Approx(static_cast<double>(2 * seat(8, 9).count() + seat(8, 8).count()) /
                                (3 * 16 * 16 * 16)));
  CHECK(report.find("generated", "held-out")->yaw_degrees == 270);
}

TEST_CASE("a mean over samples is the mean of their own best matches", "[evaluation]") {
  const auto report = iggan::evaluate_shapes({seat(8, 8), VoxelGrid::cube(16)}, seats(), {});
  const auto& row = *report.find("generated", "train");
  CHECK(row.as_is.iou == Approx(0.5));  // one matches fully, the other is empty
  CHECK(row.empty_samples == 1);
  CHECK(row.components == Approx(0.5));
  CHECK(row.one_yaw.coverage.distinct_sources == 1);
}

TEST_CASE("held-out rows use the yaw that the training shapes chose", "[evaluation]") {
  iggan::ShapeSet set;
  set.resolution = 16;
  const VoxelGrid plain = seat(8, 9);
  set.shapes = {shape("a", Split::train, plain),
                shape("h", Split::val, iggan::turn_by_yaw(plain, 90))};
  const auto report = iggan::evaluate_shapes({plain}, set, {});
  const auto& row = *report.find("generated", "held-out");
  CHECK(row.yaw_degrees == 0);
  CHECK(row.one_yaw.iou == Approx(iggan::voxel_iou(plain, iggan::turn_by_yaw(plain, 90))));
  CHECK(row.own_yaw.iou == row.one_yaw.iou);
  CHECK(report.find("held-out", "train")->own_yaw.iou == 1.0);  // this row has its own search
}

TEST_CASE("cuboids as they are have an IoU and no air IoU", "[evaluation]") {
  const auto report = iggan::evaluate_shapes({seat(8, 8)}, seats(), {});
  const auto& row = *report.find("cuboids", "train");
  CHECK(row.sample_count == 64);
  CHECK(row.as_is.air_iou == 0);
  CHECK(row.as_is.iou > 0.2);
}

TEST_CASE("a shape set without held-out shapes has no rows for them", "[evaluation]") {
  iggan::ShapeSet set;
  set.resolution = 16;
  set.shapes = {shape("a", Split::train, seat(8, 9))};
  const auto report = iggan::evaluate_shapes({seat(8, 8)}, set, {});
  CHECK(report.rows.size() == 3);
  CHECK(report.find("held-out", "train") == nullptr);
}

TEST_CASE(
    "an evaluation refuses missing samples, missing training shapes and a different resolution",
    "[evaluation]") {
  CHECK_THROWS_AS(iggan::evaluate_shapes({}, seats(), {}), iggan::DataError);
  CHECK_THROWS_WITH(iggan::evaluate_shapes({VoxelGrid::cube(8)}, seats(), {}), Contains("8x8x8"));
  iggan::ShapeSet set = seats();
  for (auto& s : set.shapes) s.split = Split::val;
  CHECK_THROWS_WITH(iggan::evaluate_shapes({seat(8, 8)}, set, {}), Contains("train"));
}

TEST_CASE("an evaluation's JSON and table carry its numbers", "[evaluation]") {
  const auto report = iggan::evaluate_shapes({iggan::turn_by_yaw(seat(8, 8), 90)}, seats(), {});
  std::vector<iggan::ShapeLine> lines;
  for (const auto& row : report.rows) lines.push_back({row, "shapes", {}, "set", "", 16, {}});
  const auto json = iggan::config::to_json(lines.front());
  CHECK(json["metric"] == "shapes");
  CHECK(json["yaw_degrees"] == 270);
  CHECK(json["one_yaw"]["iou"] == 1.0);
  CHECK(json["one_yaw"]["distinct_sources"] == 1);
  CHECK(json["as_is"]["iou"].get<double>() < 1.0);
  std::vector<const iggan::ShapeLine*> rows;
  for (const auto& line : lines) rows.push_back(&line);
  const auto table = iggan::terminal_text(iggan::shape_table(rows));
  CHECK_THAT(table, Contains("generated") && Contains("mean shape"));
  CHECK_THAT(table, Contains("1.000"));
}

TEST_CASE("rows have cavities, near copies and distances to the training shapes", "[evaluation]") {
  const auto report = iggan::evaluate_shapes({seat(8, 8), seat(10, 12)}, seats(), {});
  const auto& row = *report.find("generated", "train");
  CHECK(row.own_yaw.near_copies == 1);
  CHECK(row.one_yaw.cavity.recall() == 1);
  CHECK(row.one_yaw.cavity.reference_cells > 0);
  REQUIRE(row.distances);
  CHECK(row.distances->count == 2);
  CHECK_FALSE(report.find("generated", "held-out")->distances);
  CHECK_FALSE(report.find("mean shape", "train")->distances);
  CHECK(report.find("cuboids", "train")->one_yaw.cavity.recall() == 0);
  const auto json = iggan::config::to_json(row);
  CHECK(json["own_yaw"]["near_copies"] == 1.0);
  CHECK(json["one_yaw"]["cavity_recall"] == 1.0);
  CHECK(json["distances"]["count"] == 2);
  CHECK(json["distances"]["chamfer"].contains("1-nna"));
}
