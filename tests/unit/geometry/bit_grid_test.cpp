#include <array>
#include <deque>

#include <support/catch.h>

#include <iggan/base/rng.h>
#include <iggan/geometry/bit_grid.h>

using iggan::BitGrid;

namespace {

BitGrid random_grid(int edge, double density, std::uint64_t seed) {
  BitGrid grid(edge);
  iggan::Rng rng(seed);
  for (int z = 0; z < edge; ++z)
    for (int y = 0; y < edge; ++y)
      for (int x = 0; x < edge; ++x)
        if (rng.uniform() < density) grid.set(x, y, z);
  return grid;
}

bool inside(int edge, int x, int y, int z) {
  return x >= 0 && y >= 0 && z >= 0 && x < edge && y < edge && z < edge;
}

template <class Expected>
std::size_t differences(const BitGrid& grid, const Expected& expected) {
  std::size_t count = 0;
  for (int z = 0; z < grid.edge(); ++z)
    for (int y = 0; y < grid.edge(); ++y)
      for (int x = 0; x < grid.edge(); ++x) count += grid.get(x, y, z) != expected(x, y, z);
  return count;
}

}  // namespace

TEST_CASE("dilation and erosion of bit grids equal their definitions", "[data]") {
  for (const int edge : {20, 64, 70}) {  // part of a word, a whole one, more than one
    const BitGrid sparse = random_grid(edge, 0.01, 1), dense = random_grid(edge, 0.98, 2);
    const auto box = [&](const BitGrid& grid, int x, int y, int z, bool any) {
      for (int dz = -2; dz <= 2; ++dz)
        for (int dy = -2; dy <= 2; ++dy)
          for (int dx = -2; dx <= 2; ++dx) {
            const bool on =
                inside(edge, x + dx, y + dy, z + dz) && grid.get(x + dx, y + dy, z + dz);
            if (on == any) return any;
          }
      return !any;
    };
    CHECK(differences(iggan::dilated(sparse, 2),
                      [&](int x, int y, int z) { return box(sparse, x, y, z, true); }) == 0);
    CHECK(differences(iggan::eroded(dense, 2),
                      [&](int x, int y, int z) { return box(dense, x, y, z, false); }) == 0);
  }
}

TEST_CASE("the swept flood equals a flood with a queue", "[data]") {
  for (const int edge : {20, 64, 70}) {
    const BitGrid free =
        random_grid(edge, 0.4, 3);  // a maze: near the density where paths get long
    BitGrid expected(edge);
    std::deque<std::array<int, 3>> queue;
    const auto visit = [&](int x, int y, int z) {
      if (!inside(edge, x, y, z) || !free.get(x, y, z) || expected.get(x, y, z)) return;
      expected.set(x, y, z);
      queue.push_back({x, y, z});
    };
    for (int a = 0; a < edge; ++a)
      for (int b = 0; b < edge; ++b)
        for (const int side : {0, edge - 1}) {
          visit(side, a, b);
          visit(a, side, b);
          visit(a, b, side);
        }
    while (!queue.empty()) {
      const auto [x, y, z] = queue.front();
      queue.pop_front();
      for (const int step : {-1, 1}) {
        visit(x + step, y, z);
        visit(x, y + step, z);
        visit(x, y, z + step);
      }
    }
    CHECK(expected.count() < free.count());
    CHECK(differences(iggan::flooded_from_border(free),
                      [&](int x, int y, int z) { return expected.get(x, y, z); }) == 0);
  }
}

TEST_CASE("bits past the edge of a bit grid stay clear", "[data]") {
  BitGrid grid(70);
  CHECK(grid.inverted().count() == 70u * 70u * 70u);
  CHECK(grid.lowest_layer() == 70);
  grid.set(69, 3, 69);
  CHECK(grid.lowest_layer() == 3);
  CHECK(iggan::dilated(grid, 1).count() == 2u * 3u * 2u);
  grid.clear_below(4);
  CHECK(grid.count() == 0);
}
