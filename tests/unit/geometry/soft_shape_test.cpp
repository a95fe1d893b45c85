#include <support/catch.h>

#include <cmath>
#include <limits>

#include <iggan/geometry/soft_shape.h>
#include <iggan/geometry/srgb.h>

using iggan::doubled;
using iggan::SoftShape;
using iggan::VoxelGrid;

namespace {

/// A row of voxels with these logits, measured from the threshold.
SoftShape row(const std::vector<float>& logits) {
  VoxelGrid grid(static_cast<int>(logits.size()), 1, 1);
  for (std::size_t i = 0; i < logits.size(); ++i) grid.occupancy[i] = logits[i] > 0;
  return {grid, logits};
}

std::vector<std::uint8_t> first_row(const SoftShape& shape) {
  return {shape.solid.occupancy.begin(), shape.solid.occupancy.begin() + shape.solid.nx};
}

}  // namespace

TEST_CASE("the solid decides the sign of a logit, and every logit is finite", "[data][surface]") {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  VoxelGrid grid(4, 1, 1);
  grid.occupancy = {1, 1, 0, 0};
  const SoftShape shape(grid, {2.0f, -0.0f, 3.0f, std::nanf("")});
  CHECK(shape.logit_at(0) == 2);
  CHECK(shape.logit_at(1) > 0);
  CHECK(shape.logit_at(2) == -3);
  CHECK(shape.logit_at(3) < 0);
  CHECK(std::isfinite(SoftShape(grid, {kInfinity, 1, 1, 1}).logit_at(0)));
  CHECK(SoftShape(grid).logit_at(0) == 1);
  CHECK(SoftShape(grid).logit_at(3) == -1);
}

TEST_CASE("a mirrored shape mirrors its logits too", "[data][surface]") {
  const SoftShape shape = row({-1, 2, 3});
  const SoftShape mirrored = mirror_x(shape);
  CHECK(mirrored.logits == std::vector<float>{3, 2, -1});
  CHECK(first_row(mirrored) == std::vector<std::uint8_t>{1, 1, 0});
  CHECK(mirror_x(mirrored).logits == shape.logits);
}

TEST_CASE("doubling continues a slope and puts the cut where it belongs", "[data][surface]") {
  const SoftShape fine = doubled(row({-2.2f, -1.2f, -0.2f, 0.8f, 1.8f, 2.8f}));
  CHECK(fine.solid.nx == 12);
  CHECK(fine.solid.ny == 2);
  CHECK(fine.logits[3] == Approx(-0.95));  // a quarter of the way from -1.2 to -0.2
  CHECK(fine.logits[4] == Approx(-0.45));
  CHECK(first_row(fine) == std::vector<std::uint8_t>{0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1});
}

TEST_CASE("doubling creates nothing in the air, and keeps parts that are one voxel thick",
          "[data][surface]") {
  // Next to the deep air a plain spline would rise above 0.
  CHECK(doubled(row({-25, -0.2f, -0.2f, -25, -25, -25})).solid.count() == 0);
  // Linear interpolation would lose this plate too: the logits fall below 0 a tenth of a voxel from
  // its centre.
  CHECK(doubled(row({-5, -5, 0.5f, -5, -5})).solid.count() == 2 * 2 * 2);
  const SoftShape gap = doubled(row({5, 5, -0.5f, 5, 5}));
  CHECK(first_row(gap) == std::vector<std::uint8_t>{1, 1, 1, 1, 0, 0, 1, 1, 1, 1});
}

TEST_CASE("a doubled shape has the colours of its solid voxels and none of the air's",
          "[data][surface]") {
  SoftShape shape = row({-1, 1, 1, 1, -1});
  shape.solid.albedo = {255, 255, 255, 200, 0, 0, 200, 0, 0, 0, 0, 200, 255, 255, 255};
  const SoftShape fine = doubled(shape);
  const auto colour = [&](int x) {
    const std::uint8_t* bytes = &fine.solid.albedo[3 * fine.solid.index(x, 0, 0)];
    return iggan::SrgbBytes{bytes[0], bytes[1], bytes[2]};
  };
  CHECK(colour(2) == iggan::SrgbBytes{200, 0, 0});
  CHECK(colour(7) == iggan::SrgbBytes{0, 0, 200});
  // Between red and blue: three quarters of the nearer one's light.
  CHECK(colour(5)[0] == iggan::srgb_byte(0.75f * iggan::srgb_decode(200 / 255.0f)));
  CHECK(colour(5)[2] == iggan::srgb_byte(0.25f * iggan::srgb_decode(200 / 255.0f)));
}
