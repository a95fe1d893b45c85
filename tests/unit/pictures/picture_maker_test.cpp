#include <support/catch.h>

#include <algorithm>
#include <fstream>
#include <set>

#include <support/temp_dir.h>
#include <support/toy_renderer.h>

#include <iggan/base/files.h>
#include <iggan/formats/image_file.h>
#include <iggan/pictures/picture_maker.h>
#include <iggan/pictures/picture_set.h>

using iggan::ShapeSet;
namespace fs = std::filesystem;

namespace {

/// Shapes of 4^3 that differ in their fill: the first six for training, the last for testing.
ShapeSet toy_shapes() {
  ShapeSet set;
  set.resolution = 4;
  for (int i = 0; i < 7; ++i) {
    iggan::Shape shape;
    shape.id = "shape-" + std::to_string(i);
    shape.category = "secret";
    shape.split = i < 6 ? iggan::Split::train : iggan::Split::test;
    shape.grid = iggan::VoxelGrid::cube(4);
    for (int y = 0; y <= i; ++y) shape.grid.set(y % 4, y / 4, 0, true);
    set.shapes.push_back(shape);
  }
  return set;
}

struct Maker {
  TempDir dir;
  ToyRenderer renderer;
  iggan::SceneDistribution scene;
  iggan::PictureMakerOptions options;

  Maker() {
    scene.width = 8;
    scene.height = 6;
    scene.channels = 3;
    scene.background = {0.2, 0.1, 0.3};
    options.views_per_shape = 3;
    options.seed = 5;
    options.batch = 4;
  }
  int make(const std::string& name) {
    return iggan::make_pictures(toy_shapes(), renderer, scene, options, dir / name);
  }
  [[nodiscard]] iggan::PictureSet load(const std::string& name) const {
    return iggan::load_picture_set(dir / name);
  }
};

using Picture = std::vector<std::uint8_t>;

std::vector<Picture> pictures_of(const iggan::PictureSet& set) {
  std::vector<Picture> pictures;
  const auto bytes = static_cast<std::ptrdiff_t>(set.picture_bytes());
  for (auto at = set.pixels.begin(); at != set.pixels.end(); at += bytes)
    pictures.emplace_back(at, at + bytes);
  return pictures;
}

}  // namespace

TEST_CASE("a saved picture and the direct render through the image transfer are bit-identical",
          "[render]") {
  Maker maker;
  maker.options.views_per_shape = 1;
  REQUIRE(maker.make("set") == 6);
  const auto shapes = toy_shapes().of_split(iggan::Split::train);
  std::multiset<Picture> direct;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    iggan::Rng rng(iggan::seed_for(5, "camera", i));
    iggan::RenderJob job;
    job.grid = shapes[i].grid;
    job.camera = maker.scene.draw_shot(rng).camera;
    direct.insert(maker.scene.transfer().apply(maker.renderer.render_one(job, 8, 6)).samples);
  }
  const auto saved = pictures_of(maker.load("set"));
  CHECK(std::multiset<Picture>(saved.begin(), saved.end()) == direct);
}

TEST_CASE("the same seed gives the same set of files, and a different seed a different set",
          "[render]") {
  Maker maker;
  REQUIRE(maker.make("a") == 18);
  maker.options.batch = 7;  // must not matter
  maker.make("b");
  CHECK(maker.load("a").pixels == maker.load("b").pixels);
  CHECK(iggan::read_text(maker.dir / "a/dataset.json") ==
        iggan::read_text(maker.dir / "b/dataset.json"));
  maker.options.seed = 6;
  maker.make("c");
  CHECK(maker.load("a").pixels != maker.load("c").pixels);
}

TEST_CASE("the order of the files does not follow the shapes", "[render]") {
  Maker maker;
  maker.make("set");
  // The toy renderer writes the fill to the green of the last row; nothing else reveals the shape.
  std::vector<int> greens;
  for (const Picture& picture : pictures_of(maker.load("set")))
    greens.push_back(picture[(5 * 8) * 3 + 1]);
  REQUIRE(std::set<int>(greens.begin(), greens.end()).size() == 6);
  CHECK_FALSE(std::is_sorted(greens.begin(), greens.end()));
  int neighbours = 0;
  for (std::size_t i = 1; i < greens.size(); ++i) neighbours += greens[i] == greens[i - 1];
  CHECK(neighbours < 8);  // 12 if views were adjacent; 2 expected for a shuffle
}

TEST_CASE("the manifest describes the scene and the renderer, and says nothing about the shapes",
          "[render]") {
  Maker maker;
  std::ofstream(maker.dir / "ATTRIBUTION.txt") << "a chair by somebody\n";
  maker.options.attribution = maker.dir / "ATTRIBUTION.txt";
  maker.options.tool_version = "9.9.9";
  maker.make("set");
  const std::string text = iggan::read_text(maker.dir / "set/dataset.json");
  CHECK_THAT(text, !Contains("shape-") && !Contains("secret"));
  const auto manifest = iggan::load_picture_manifest(maker.dir / "set");
  CHECK(manifest.count == 18);
  CHECK(manifest.seed == 5);
  CHECK(manifest.tool_version == "9.9.9");
  CHECK(manifest.renderer.id == "org.iggan.test.toy");
  CHECK(manifest.renderer.license == "BSD-3-Clause");
  CHECK(manifest.scene.background == maker.scene.background);
  CHECK_THAT(manifest.attribution, Contains("ATTRIBUTION.txt"));
  CHECK(iggan::read_text(maker.dir / "set/ATTRIBUTION.txt") == "a chair by somebody\n");
}

TEST_CASE("a renderer that fails midway leaves no folder", "[render]") {
  Maker maker;
  maker.renderer.fail_at = 10;
  CHECK_THROWS_WITH(maker.make("set"), Contains("the toy broke"));
  CHECK(fs::is_empty(maker.dir.path));
}

TEST_CASE("a set is never written over another", "[render]") {
  Maker maker;
  maker.make("set");
  CHECK_THROWS_WITH(maker.make("set"), Contains("already exists"));
}

TEST_CASE("an empty split and no views are refused", "[render]") {
  Maker maker;
  maker.options.split = iggan::Split::val;
  CHECK_THROWS_WITH(maker.make("set"), Contains("no shapes of the split val"));
  maker.options.split = iggan::Split::test;
  CHECK(maker.make("set") == 3);
  maker.options.views_per_shape = 0;
  CHECK_THROWS_WITH(maker.make("other"), Contains("views_per_shape: 0"));
}
