#include <support/catch.h>

#include <iggan/base/error.h>
#include <iggan/metrics/precision_recall.h>

TEST_CASE("precision and recall are the shares of points inside the other set's balls",
          "[metrics]") {
  // By hand, k = 1. The balls of the references are [-1, 1], [0, 2] and [1, 9]: 20 and 40 lie
  // outside. The balls of the generated points are [.5, 2.5], [1.5, 3.5], [2.5, 9.5], [6, 34] and
  // [20, 60]: 0 lies outside.
  const auto one = iggan::precision_recall({3, 1, {0, 1, 5}}, {5, 1, {1.5, 2.5, 6, 20, 40}}, 1);
  CHECK(one.precision == Approx(3.0 / 5));
  CHECK(one.recall == Approx(2.0 / 3));
  // k = 3; a point is not its own neighbour. The balls of the references, ends included, are
  // [-3, 3], [-1, 3], [0, 4] and [0, 6]. The ball of the generated -3, [-13, 7], contains all
  // references.
  const auto three = iggan::precision_recall({4, 1, {0, 1, 2, 3}}, {5, 1, {-3, 4, 6.5, 7, 8}});
  CHECK(three.precision == Approx(2.0 / 5));
  CHECK(three.recall == 1);
}

TEST_CASE("a set covers itself, and distant sets do not overlap", "[metrics]") {
  iggan::FeatureMatrix set{600, 1, {}}, far = set;  // more rows than are processed at a time
  for (int i = 0; i < 600; ++i) {
    set.values.push_back(static_cast<float>(i % 37) + static_cast<float>(i) * 1e-3f);
    far.values.push_back(set.values.back() + 1000);
  }
  const auto same = iggan::precision_recall(set, set), apart = iggan::precision_recall(set, far);
  CHECK(same.precision == 1);
  CHECK(same.recall == 1);
  CHECK(apart.precision == 0);
  CHECK(apart.recall == 0);
}

TEST_CASE("precision and recall refuse sets without enough neighbours", "[metrics]") {
  CHECK_THROWS_AS(iggan::precision_recall({3, 1, {0, 1, 2}}, {5, 1, {0, 1, 2, 3, 4}}),
                  iggan::DataError);
}
