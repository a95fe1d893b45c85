#include <support/catch.h>

#include <iggan/base/error.h>
#include <iggan/evaluation/nearest_pictures.h>
#include <iggan/evaluation/picture_scores.h>
#include <iggan/evaluation/threshold_choice.h>

#include "support/boxes.h"
#include "support/height_renderer.h"

using iggan::VoxelGrid;

namespace {

constexpr int kPictures = 80;

std::vector<VoxelGrid> boxes(int high) {
  return {box(8, {1, 0, 1}, {7, high, 7}), box(8, {2, 0, 1}, {6, high, 7}),
          box(8, {1, 0, 2}, {7, high, 5})};
}

/// Pictures of the shapes as training would get them.
iggan::PictureSet picture_set(const std::vector<VoxelGrid>& shapes, HeightRenderer& renderer) {
  iggan::PictureSet set;
  set.scene.width = set.scene.height = 16;
  set.scene.renderer = "height";
  const auto views = iggan::draw_views(shapes, set.scene, kPictures, /*seed=*/7);
  const iggan::Pictures pictures = iggan::render_views(renderer, set.scene, views);
  set.count = pictures.count;
  set.pixels = pictures.bytes;
  return set;
}

struct Fixture {
  HeightRenderer renderer;
  iggan::PictureSet set = picture_set(boxes(3), renderer);
  std::unique_ptr<iggan::FeatureExtractor> extractor = iggan::open_feature_extractor("furniture");
};

}  // namespace

TEST_CASE_METHOD(Fixture, "pictures of the shapes themselves score better than pictures of others",
                 "[evaluation]") {
  const iggan::PictureScorer scorer(set, renderer, *extractor);
  const auto same = scorer.score(boxes(3)), other = scorer.score(boxes(8));
  CHECK(same.frechet.value < 0.5 * other.frechet.value);
  CHECK(same.kernel.mean < other.kernel.mean);
  CHECK(same.precision > other.precision);
  CHECK(same.recall > other.recall);
  CHECK(scorer.frechet(boxes(8)) == other.frechet.value);
  CHECK(same.renders == kPictures);
}

TEST_CASE_METHOD(Fixture, "picture scores depend on their seed and record what they depend on",
                 "[evaluation]") {
  const auto score = [&](std::uint64_t seed, int renders) {
    iggan::PictureScoreOptions options;
    options.seed = seed;
    options.renders = renders;
    return iggan::PictureScorer(set, renderer, *extractor, options).score(boxes(4));
  };
  const auto first = score(1, 70);
  CHECK(score(1, 70).frechet.value == first.frechet.value);
  CHECK(score(2, 70).frechet.value != first.frechet.value);
  const auto json = iggan::config::to_json(first);
  CHECK(json["frechet"]["name"] == "fd[furniture]");
  CHECK(json["frechet"]["value"] == first.frechet.value);
  CHECK(json["kernel"]["name"] == "kid[furniture]");
  CHECK(json["kernel"]["subset_size"] == 70);
  CHECK(json["pictures"] == kPictures);
  CHECK(json["renders"] == 70);
  CHECK(json["sample_count"] == 3);
  CHECK(json["seed"] == 1);
  CHECK(json["renderer"]["id"] == "test.height");
  CHECK(json["extractor"]["sha256"].get<std::string>().size() == 64);
  CHECK_THAT(json["extractor"]["resize"].get<std::string>(), Contains("48x48"));
  CHECK(json["scene"].contains("background"));
}

TEST_CASE_METHOD(Fixture, "too few renders for the features are refused unless forced",
                 "[evaluation]") {
  iggan::PictureScoreOptions options;
  options.renders = 20;
  CHECK_THROWS_WITH(iggan::PictureScorer(set, renderer, *extractor, options),
                    Contains("20 renders") && Contains("64"));
  options.small = iggan::SmallSets::measure;
  CHECK(iggan::PictureScorer(set, renderer, *extractor, options).score(boxes(3)).renders == 20);
  CHECK_THROWS_AS(iggan::PictureScorer(set, renderer, *extractor).score({}), iggan::DataError);
}

TEST_CASE_METHOD(Fixture, "the chosen threshold has the lowest Frechet distance", "[evaluation]") {
  const iggan::PictureScorer scorer(set, renderer, *extractor);
  // Shapes that shrink as the threshold grows: 3 cells high from 0.55 to 0.65.
  const auto choice = iggan::choose_threshold(
      [](double threshold) { return boxes(9 - static_cast<int>(threshold * 10 + 0.5)); }, scorer);
  CHECK(choice.threshold == Approx(0.6));
  REQUIRE(choice.trials.size() == 9);
  CHECK(choice.trials.front().threshold == Approx(0.1));
  CHECK(choice.trials.back().threshold == Approx(0.9));
}

TEST_CASE_METHOD(Fixture, "if the best threshold is at an end, the search goes beyond it",
                 "[evaluation]") {
  const iggan::PictureScorer scorer(set, renderer, *extractor);  // of boxes 3 cells high
  const auto low = iggan::choose_threshold(
      [](double threshold) {
        if (threshold > 0.15) return boxes(8);
        return boxes(threshold == 0.05 ? 3 : 5);
      },
      scorer);
  CHECK(low.threshold == 0.05);
  REQUIRE(low.trials.size() == 11);  // 0.02 was worse, so 0.01 was not tried
  CHECK(low.trials.front().threshold == 0.02);
  const auto high = iggan::choose_threshold(
      [](double threshold) {
        return boxes(threshold < 0.85 ? 8 : threshold < 0.985 ? 5 : 3);
      },
      scorer);
  CHECK(high.threshold == 0.9);  // 0.95 was not better
  CHECK(high.trials.size() == 10);
}

TEST_CASE_METHOD(Fixture, "a sample that is a copy is shown next to the picture it copies",
                 "[evaluation]") {
  iggan::NearestPictureOptions options;
  options.views = 60;
  const auto features = extractor->extract(iggan::pictures_of(set));
  const auto copies =
      iggan::nearest_pictures(set, features, renderer, *extractor, boxes(3), options);
  const auto others =
      iggan::nearest_pictures(set, features, renderer, *extractor, boxes(8), options);
  REQUIRE(copies.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    const auto& pair = copies[i];
    CHECK(pair.distance < others[i].distance);
    REQUIRE(pair.index >= 0);
    REQUIRE(pair.index < set.count);
    const std::size_t bytes = set.picture_bytes();
    const auto first = set.pixels.begin() + pair.index * static_cast<std::ptrdiff_t>(bytes);
    CHECK(std::equal(pair.picture.samples.begin(), pair.picture.samples.end(), first));
    CHECK(pair.render.samples.size() == bytes);
  }
}
