#include <support/catch.h>

#include <set>

#include <iggan/base/error.h>
#include <iggan/experiments/probe.h>

#include "support/height_renderer.h"

using iggan::Probe;
using iggan::ProbeOptions;
using iggan::ShapeSet;
using iggan::Split;

namespace {

ShapeSet set_of(int train, int val, int test) {
  ShapeSet set;
  set.resolution = 4;
  const auto add = [&](int count, Split split, const std::string& name) {
    for (int i = 0; i < count; ++i) {
      iggan::Shape shape;
      shape.id = name + std::to_string(i);
      shape.split = split;
      shape.grid = iggan::VoxelGrid::cube(4);
      set.shapes.push_back(shape);
    }
  };
  add(train, Split::train, "train");
  add(val, Split::val, "val");
  add(test, Split::test, "test");
  return set;
}

}  // namespace

TEST_CASE("a probe has the training shapes first, then the requested number of unseen ones",
          "[compare]") {
  ProbeOptions options;
  options.shapes = 5;
  options.unseen = 7;
  options.views = 3;
  const Probe probe = iggan::make_probe(set_of(9, 1, 2), {}, options);
  CHECK(probe.seen == 5);
  REQUIRE(probe.pictures() == (5 + 7) * 3);
  CHECK(probe.first_unseen_picture() == 15);
  std::set<std::string> seen, unseen;
  std::set<iggan::Mat4> views;  // a repeated shape is seen by another camera
  for (std::size_t i = 0; i < probe.pictures(); ++i) {
    (i < probe.first_unseen_picture() ? seen : unseen).insert(probe.shape_of(i).id);
    views.insert(probe.shots[i].camera.to_world);
  }
  CHECK(seen.size() == 5);
  for (const std::string& id : seen) CHECK(id.rfind("train", 0) == 0);
  CHECK(unseen == std::set<std::string>{"val0", "test0", "test1"});
  CHECK(views.size() == probe.pictures());
}

TEST_CASE("a probe of a set without held-out shapes has no unseen pictures", "[compare]") {
  const Probe probe = iggan::make_probe(set_of(2, 0, 0), {}, {});
  CHECK(probe.seen == 2);
  CHECK(probe.first_unseen_picture() == probe.pictures());
  CHECK_THROWS_AS(iggan::make_probe(set_of(0, 1, 1), {}, {}), iggan::DataError);
}

TEST_CASE("a probe's pictures come in the requested order, linear, with the renderer's time",
          "[compare]") {
  HeightRenderer renderer;
  ShapeSet set = set_of(3, 0, 0);
  for (std::size_t i = 0; i < 3; ++i) set.shapes[i].grid.set(1, int(i), 1, true);
  iggan::SceneDistribution scene;
  scene.width = 9;
  scene.height = 7;
  const Probe probe = iggan::make_probe(set, scene, {});
  REQUIRE(probe.pictures() == 6);
  const std::vector<std::size_t> order{5, 0, 3};
  const iggan::ProbePictures pictures = iggan::render_probe(renderer, probe, order);
  REQUIRE(pictures.count() == 3);
  CHECK(pictures.seconds > 0);
  std::vector<float> direct;
  for (const std::size_t number : order) {
    CHECK(probe.view(number).seed == number);
    const auto job = iggan::job_of(probe.view(number), scene);
    for (const float sample : renderer.render_one(job, 9, 7).samples) direct.push_back(sample);
  }
  CHECK(pictures.rgba == direct);
  CHECK(pictures.picture(1, scene.transfer()).samples ==
        scene.transfer()
            .apply(renderer.render_one(iggan::job_of(probe.view(0), scene), 9, 7))
            .samples);
}

TEST_CASE("a probe of a framed scene has framed cameras", "[compare]") {
  ShapeSet set = set_of(2, 0, 1);
  for (std::size_t i = 0; i < 3; ++i) set.shapes[i].grid.set(int(i), 3, 1, true);
  iggan::SceneDistribution scene;
  const Probe plain = iggan::make_probe(set, scene, {});
  scene.camera.frame_margin = 0.1;
  const Probe framed = iggan::make_probe(set, scene, {});
  REQUIRE(framed.pictures() == plain.pictures());
  for (std::size_t i = 0; i < framed.pictures(); ++i) {
    iggan::Shot expected = plain.shots[i];
    scene.frame(expected, framed.shape_of(i).grid);
    CHECK(expected.camera.yfov != plain.shots[i].camera.yfov);
    CHECK(framed.shots[i].camera.to_world == expected.camera.to_world);
    CHECK(framed.shots[i].camera.yfov == expected.camera.yfov);
  }
}
