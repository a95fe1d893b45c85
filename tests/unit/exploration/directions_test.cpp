#include <iggan/exploration/directions.h>

#include <support/boxes.h>
#include <support/catch.h>
#include <support/temp_dir.h>
#include <support/toy_training.h>

#include <iggan/training/run_folder.h>

using namespace iggan;

TEST_CASE("interpolated latents turn evenly and keep their lengths", "[exploration]") {
  const auto way = latents_between({3, 0}, {0, 1}, 5);
  REQUIRE(way.size() == 5);
  CHECK(way[0][0] == Approx(3));
  CHECK(way[4][1] == Approx(1));
  CHECK(std::hypot(way[2][0], way[2][1]) == Approx(2));
  CHECK(way[2][0] == Approx(way[2][1]));  // half of the turn
  const auto straight = latents_between({1, 0}, {3, 0}, 3);
  CHECK(straight[1][0] == Approx(2));
  CHECK(straight[1][1] == Approx(0).margin(1e-6));
}

TEST_CASE("traits are what their names say", "[exploration]") {
  const auto of = [](const VoxelGrid& grid, ShapeTrait trait) {
    return traits_of(grid)[static_cast<std::size_t>(trait)];
  };
  VoxelGrid block = box(16, {2, 4, 6}, {12, 8, 8});
  CHECK(of(block, ShapeTrait::width) == Approx(10.0 / 16));
  CHECK(of(block, ShapeTrait::height) == Approx(4.0 / 16));
  CHECK(of(block, ShapeTrait::depth) == Approx(2.0 / 16));
  CHECK(of(block, ShapeTrait::volume) == Approx(80.0 / 4096));
  for (const ShapeTrait trait :
       {ShapeTrait::lift, ShapeTrait::lean, ShapeTrait::skew, ShapeTrait::hollow})
    CHECK(of(block, trait) == Approx(0).margin(1e-9));
  fill_box(block, {{2, 8, 6}, {7, 14, 8}});  // a tower on the left
  CHECK(of(block, ShapeTrait::skew) < -0.05);
  CHECK(of(block, ShapeTrait::hollow) > 0.2);
  VoxelGrid crumb = box(16, {2, 4, 6}, {12, 12, 14});
  const double width = of(crumb, ShapeTrait::width);
  crumb.set(15, 15, 15, true);
  CHECK(of(crumb, ShapeTrait::width) == Approx(width));
  CHECK(traits_of(VoxelGrid::cube(4)) == ShapeTraits{});
}

TEST_CASE("a step along the first direction changes shapes more than one along a random one",
          "[exploration]") {
  const TempDir dir;
  ToyTraining toys;
  TrainingConfig config = tiny_config();
  config.generator.initial_bias = 0;  // untrained shapes are half solid
  RunFolder run = RunFolder::create(dir / "runs", "toy", "height");
  run.save_setup(config, toys.pictures.scene, dir.path);
  toys.trainer(config).save(run.checkpoint_file(0));
  const TrainedGenerator generator(run.path());
  DirectionOptions options;
  options.count = 3;
  options.samples = 300;
  const auto directions = principal_directions(generator, options);
  REQUIRE(directions.size() == 3);
  CHECK(directions[0].share > directions[1].share);
  CHECK(directions[1].share > directions[2].share);
  double length = 0;
  for (const float number : directions[0].step) length += double(number) * double(number);
  CHECK(length == Approx(1));
  CHECK(directions[0].changes[static_cast<std::size_t>(directions[0].main_trait())] >= 0);
  CHECK_FALSE(directions[0].name().empty());

  const auto changed_by = [&](const LatentDirection& direction) {
    std::size_t changed = 0;
    for (std::uint64_t seed = 1000; seed < 1020; ++seed) {
      const auto less = generator.shape(moved(generator.latent(seed), direction, -1)).solid;
      const auto more = generator.shape(moved(generator.latent(seed), direction, 1)).solid;
      for (std::size_t i = 0; i < less.occupancy.size(); ++i)
        changed += less.occupancy[i] != more.occupancy[i];
    }
    return double(changed);
  };
  double random = 0;
  constexpr int kRandom = 8;
  for (std::uint64_t i = 0; i < kRandom; ++i) {
    LatentDirection direction;
    direction.step = generator.latent(5000 + i);
    double norm = 0;
    for (const float number : direction.step) norm += double(number) * double(number);
    for (float& number : direction.step) number /= static_cast<float>(std::sqrt(norm));
    random += changed_by(direction) / kRandom;
  }
  CHECK(changed_by(directions[0]) > 1.3 * random);

  options.samples = 4;
  CHECK_THROWS_WITH(principal_directions(generator, options), Contains("4 samples"));
}
