#include <support/catch.h>

#include <cstdlib>

#include <support/height_renderer.h>
#include <support/toy_renderer.h>

#include <iggan/pictures/contact_sheet.h>

using iggan::ImageU8;

namespace {

ImageU8 flat(int channels, std::uint8_t value) {
  ImageU8 image(3, 2, channels);
  for (auto& sample : image.samples) sample = value;
  return image;
}

}  // namespace

TEST_CASE("tiles are laid out row by row with margins, and empty cells are mid-gray", "[render]") {
  const ImageU8 sheet = iggan::tile_images({flat(1, 10), flat(1, 20), flat(1, 30)}, 2, 1);
  REQUIRE(sheet.width == 2 * 4 + 1);
  REQUIRE(sheet.height == 2 * 3 + 1);
  REQUIRE(sheet.channels == 1);
  const auto at = [&](int x, int y) { return int{sheet.samples[sheet.index(x, y, 0)]}; };
  CHECK(at(0, 0) == 128);
  CHECK(at(1, 1) == 10);
  CHECK(at(3, 2) == 10);
  CHECK(at(4, 1) == 128);
  CHECK(at(5, 1) == 20);
  CHECK(at(1, 4) == 30);
  CHECK(at(5, 4) == 128);
}

TEST_CASE("gray tiles can be next to coloured ones", "[render]") {
  ImageU8 red(3, 2, 3);
  red.samples[0] = 255;
  const ImageU8 sheet = iggan::tile_images({flat(1, 77), red}, 8, 0);
  REQUIRE(sheet.width == 6);
  REQUIRE(sheet.channels == 3);
  CHECK(sheet.samples[sheet.index(0, 0, 0)] == 77);
  CHECK(sheet.samples[sheet.index(0, 0, 2)] == 77);
  CHECK(sheet.samples[sheet.index(3, 0, 0)] == 255);
  CHECK(sheet.samples[sheet.index(3, 0, 1)] == 0);
}

TEST_CASE("a contact sheet has a tile for each view of each shape, on light paper", "[render]") {
  ToyRenderer renderer;
  const auto grid = iggan::VoxelGrid::cube(4);
  iggan::ContactSheetOptions options;
  options.tile_size = 16;
  options.columns = 4;
  const ImageU8 sheet = iggan::contact_sheet(renderer, {grid, grid, grid}, options);
  CHECK(renderer.jobs_rendered == 6);
  CHECK(sheet.width == 4 * 18 + 2);
  CHECK(sheet.height == 2 * 18 + 2);
  const std::uint8_t* paper = &sheet.samples[sheet.index(2, 2, 0)];
  CHECK(paper[0] > 200);
  CHECK(std::abs(paper[0] - paper[2]) <= 8);  // the toy's first row is nearly clear
}

TEST_CASE("a contact sheet frames shapes wherever they are in their grid", "[render]") {
  HeightRenderer renderer;
  auto corner = iggan::VoxelGrid::cube(16);
  for (int i = 0; i < 64; ++i) corner.set(12 + i % 4, i / 16, 12 + i / 4 % 4, true);
  iggan::ContactSheetOptions options;
  options.tile_size = 32;
  options.views = {{20, 15, 2.5}};
  const ImageU8 sheet = iggan::contact_sheet(renderer, {corner}, options);
  const int paper = sheet.samples[sheet.index(2, 2, 0)];
  const auto drawn = [&](int x, int y) {
    return std::abs(sheet.samples[sheet.index(x, y, 0)] - paper) > 20;
  };
  CHECK(drawn(18, 18));
  int count = 0;
  for (int y = 2; y < 34; ++y)
    for (int x = 2; x < 34; ++x) count += drawn(x, y);
  CHECK(count > 32 * 32 / 5);  // a cube covers much of the circle fitted to it
  CHECK_FALSE(drawn(2, 18));   // and does not reach the tile's edge
  CHECK_FALSE(drawn(33, 18));
}

TEST_CASE("on clear paper shapes are cut out, and margins are clear", "[render]") {
  HeightRenderer renderer;
  auto cube = iggan::VoxelGrid::cube(8);
  for (auto& cell : cube.occupancy) cell = 1;
  iggan::ContactSheetOptions options;
  options.tile_size = 32;
  options.margin = 1;
  options.paper = iggan::SheetPaper::clear;
  options.views = {{0, 10, 2.5}};
  const ImageU8 sheet = iggan::contact_sheet(renderer, {cube}, options);
  REQUIRE(sheet.channels == 4);
  REQUIRE(sheet.width == 34);
  const auto alpha = [&](int x, int y) { return int{sheet.samples[sheet.index(x, y, 3)]}; };
  CHECK(alpha(0, 0) == 0);
  CHECK(alpha(1, 1) == 0);
  CHECK(alpha(17, 17) == 255);
}
