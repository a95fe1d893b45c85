#include <support/catch.h>

#include <cmath>

#include <iggan/experiments/picture_comparison.h>

using namespace iggan;

namespace {

constexpr int kEdge = 16;

/// Opaque gray pixels where inside(x, y); transparent elsewhere.
template <class Inside>
ProbePictures drawn(const Inside& inside, float gray = 1) {
  ProbePictures pictures{kEdge, kEdge, {}, 0};
  for (int y = 0; y < kEdge; ++y)
    for (int x = 0; x < kEdge; ++x)
      for (int c = 0; c < 4; ++c)
        pictures.rgba.push_back(inside(x, y) ? (c < 3 ? gray : 1.0f) : 0.0f);
  return pictures;
}

ProbePictures both(ProbePictures first, const ProbePictures& second) {
  first.rgba.insert(first.rgba.end(), second.rgba.begin(), second.rgba.end());
  return first;
}

const auto kUpperLeft = [](int x, int y) { return x < 6 && y < 4; };
const ImageTransfer kGray{1, {0, 0, 0}};

}  // namespace

TEST_CASE("equal pictures are exact and have no PSNR", "[evaluation]") {
  const ProbePictures a = drawn(kUpperLeft);
  const PictureComparison result = compare_pictures(a, a, kGray);
  CHECK(result.exact);
  CHECK(result.equal == 1);
  CHECK(result.silhouette_iou == 1);
  CHECK(result.ssim == Approx(1));
  CHECK(iggan::config::to_json(result)["psnr"].is_null());
  CHECK(result.diagnosis.empty());
}

TEST_CASE("a difference below the 8 bits of training is equal, but not exact", "[evaluation]") {
  const PictureComparison result =
      compare_pictures(drawn(kUpperLeft, 0.5f), drawn(kUpperLeft, 0.5f + 1e-6f), kGray);
  CHECK(result.equal == 1);
  CHECK_FALSE(result.exact);
  CHECK(iggan::config::to_json(result)["psnr"].is_null());
}

TEST_CASE("PSNR is a mean over the pictures that differ, and the worst is named", "[evaluation]") {
  // Second picture: one white pixel of 256 is missing, so the squared error is 1/256.
  const auto without_corner = [](int x, int y) { return kUpperLeft(x, y) && (x != 5 || y != 3); };
  const PictureComparison result =
      compare_pictures(both(drawn(kUpperLeft), drawn(kUpperLeft)),
                       both(drawn(kUpperLeft), drawn(without_corner)), kGray);
  CHECK(result.pictures == 2);
  CHECK(result.equal == 1);
  CHECK_FALSE(result.exact);
  CHECK(result.psnr == Approx(10 * std::log10(256)));
  REQUIRE(result.worst.has_value());
  CHECK(result.worst->picture == 1);
  CHECK(result.worst->pixel == std::array<int, 2>{5, 3});
  CHECK(result.worst->difference == 1);
  CHECK(result.silhouette_iou == Approx((1 + 23.0 / 24) / 2));
}

TEST_CASE("mirrored and upside-down pictures are diagnosed by name", "[evaluation]") {
  const ProbePictures straight = drawn(kUpperLeft);
  const auto mirrored = drawn([](int x, int y) { return kUpperLeft(kEdge - 1 - x, y); });
  const auto upturned = drawn([](int x, int y) { return kUpperLeft(x, kEdge - 1 - y); });
  CHECK(compare_pictures(straight, mirrored, kGray).diagnosis == "mirrored left to right");
  CHECK(compare_pictures(straight, upturned, kGray).diagnosis == "upside down");
  CHECK(compare_pictures(straight, drawn([](int x, int y) { return x > 9 && y > 9; }), kGray)
            .diagnosis == "different silhouettes: camera or voxel order differs");
}
