#include <support/toy_training.h>

#include <support/temp_dir.h>

#include <iggan/report/shape_blocks.h>
#include <iggan/training/run_folder.h>

using namespace iggan;
using config::Json;

namespace {

/// A run folder with a checkpoint of an untrained generator.
struct ToyRun {
  TempDir dir;
  ToyTraining toys;
  RunFolder run = RunFolder::create(dir / "runs", "toy", "height");
  ToyRun() {
    const TrainingConfig config = tiny_config();
    run.save_setup(config, toys.pictures.scene, dir.path);
    toys.trainer(config).save(run.checkpoint_file(0));
  }
};

}  // namespace

TEST_CASE("interpolations start and end at the shapes of their seeds", "[report]") {
  const ToyRun toy;
  const TrainedGenerator generator(toy.run.path());
  // At one half, an untrained generator's shapes are empty; at this threshold they are about half
  // solid.
  const double threshold = 0.25;
  const auto ends = generator.sample({3, 8}, threshold);
  const auto way = generator.sample_between(3, 8, 5, threshold);
  REQUIRE(way.size() == 5);
  REQUIRE(ends[0].count() > 100);
  REQUIRE(ends[0].count() < 3000);  // of 4096
  // The latents at the ends are not rotated, but are divided by their length and multiplied by it
  // again.
  const auto differing = [](const VoxelGrid& a, const VoxelGrid& b) {
    std::size_t cells = 0;
    for (std::size_t i = 0; i < a.occupancy.size(); ++i) cells += a.occupancy[i] != b.occupancy[i];
    return cells;
  };
  CHECK(differing(way.front(), ends[0]) <= 2);  // float32 rounding at the cut
  CHECK(differing(way.back(), ends[1]) <= 2);
  CHECK(differing(generator.sample_between(3, 3, 2, threshold)[1], ends[0]) <= 2);
}

TEST_CASE("a film along a direction has the shapes themselves in its middle", "[report]") {
  const ToyRun toy;
  const TrainedGenerator generator(toy.run.path());
  HeightRenderer renderer;
  LatentDirection direction;
  direction.step = generator.latent(99);
  direction.changes[0] = 0.9;
  ShapeView view;
  view.threshold = 0.25;
  const ReportFilm film = film_along(generator, {3, 4}, direction, view, renderer, nullptr);
  REQUIRE(film.frames.size() == 9);
  CHECK(film.first_shown == 4);
  CHECK(film.title == "Shapes moved along: width +");
  CHECK(film.frames[0].label == "-3.00 steps");
  LatentDirection none = direction;
  std::fill(none.step.begin(), none.step.end(), 0.0f);
  const ReportFilm still = film_along(generator, {3, 4}, none, view, renderer, nullptr);
  CHECK(still.frames[0].picture.bytes == still.frames[8].picture.bytes);
  CHECK(film.frames[0].picture.bytes != film.frames[8].picture.bytes);
}

TEST_CASE("viewers and turntables show each shape that is not empty", "[report]") {
  HeightRenderer renderer;
  auto box = VoxelGrid::cube(8);
  for (int i = 0; i < 27; ++i) box.set(2 + i % 3, 2 + i / 3 % 3, 2 + i / 9, true);
  const auto viewer = viewer_of({box, VoxelGrid::cube(8)}, {"box", "nothing"}, {}, renderer);
  REQUIRE(viewer.shapes.size() == 1);
  CHECK(viewer.shapes[0].name == "box");
  CHECK(viewer.shapes[0].glb.compare(0, 4, "glTF") == 0);
  CHECK_FALSE(viewer.shapes[0].poster.alt.empty());
  const auto film = turntable_of({box, box}, {}, renderer);
  CHECK(film.frames.size() == 24);
  CHECK(film.endless);
}

TEST_CASE("shapes are seen as the evaluation of their iteration aligned and cut them", "[report]") {
  const std::vector<Json> documents = {
      {{"metric", "pictures"}, {"iteration", 20}, {"threshold", 0.25}},
      {{"metric", "shapes"},
       {"samples", "generated"},
       {"references", "train"},
       {"iteration", 20},
       {"threshold", 0.25},
       {"yaw_degrees", 90.0},
       {"mirrored", true}},
      {{"metric", "shapes"},
       {"samples", "cuboids"},
       {"references", "train"},
       {"iteration", 20},
       {"threshold", 0.25},
       {"yaw_degrees", 15.0}}};
  MetricLines lines;
  for (const Json& document : documents) lines.add(document, "test");
  const ShapeView view = evaluated_view(lines, 20);
  CHECK(view.threshold == 0.25);
  CHECK(view.pose.yaw_degrees == 90);
  CHECK(view.pose.mirrored == Mirroring::on);
  CHECK(evaluated_view(lines, 21).threshold == 0.5);
}
