#include <fstream>

#include <support/catch.h>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/formats/binvox.h>
#include <iggan/geometry/grid_facts.h>

#include "support/shared_data.h"
#include "support/skip.h"
#include "support/temp_dir.h"

using iggan::DataError;
using iggan::VoxelGrid;

namespace {

/// Three arms of different lengths from one corner: 5 along x, 4 along y, 3 along z.
VoxelGrid three_arms() {
  VoxelGrid grid = VoxelGrid::cube(8);
  for (int i = 1; i <= 5; ++i) grid.set(i, 1, 1, true);
  for (int i = 1; i <= 4; ++i) grid.set(1, i, 1, true);
  for (int i = 1; i <= 3; ++i) grid.set(1, 1, i, true);
  return grid;
}

std::string runs(std::initializer_list<int> bytes) {
  std::string text;
  for (const int byte : bytes) text += static_cast<char>(byte);
  return text;
}

void check_rejected(const std::string& text, const std::string& words) {
  const TempDir dir;
  iggan::write_text_atomically(dir / "bad.binvox", text);
  CHECK_THROWS_WITH(iggan::read_binvox(dir / "bad.binvox"),
                    Contains("bad.binvox") && Contains(words));
}

}  // namespace

TEST_CASE("a binvox file is read back bit for bit", "[formats]") {
  const TempDir dir;
  const VoxelGrid grid = three_arms();
  iggan::write_binvox(dir / "arms.binvox", grid);
  CHECK(iggan::read_binvox(dir / "arms.binvox") == grid);

  VoxelGrid full = VoxelGrid::cube(16);  // runs longer than a byte can count
  for (auto& cell : full.occupancy) cell = 1;
  iggan::write_binvox(dir / "full.binvox", full);
  CHECK(iggan::read_binvox(dir / "full.binvox") == full);
}

TEST_CASE("binvox cells run along y, then z, then x", "[formats]") {
  const TempDir dir;
  // Cells 0..7 of a cube of edge 2 in file order: (x, z, y). The second is y = 1, the third z = 1,
  // the fifth x = 1.
  const std::string head = "#binvox 1\ndim 2 2 2\ntranslate 0 0 0\nscale 1\ndata\n";
  iggan::write_text_atomically(dir / "y.binvox", head + runs({0, 1, 1, 1, 0, 6}));
  CHECK(iggan::read_binvox(dir / "y.binvox").at(0, 1, 0));
  iggan::write_text_atomically(dir / "z.binvox", head + runs({0, 2, 1, 1, 0, 5}));
  CHECK(iggan::read_binvox(dir / "z.binvox").at(0, 0, 1));
  iggan::write_text_atomically(dir / "x.binvox",
                               head + runs({0, 4, 7, 1, 0, 3}));  // any non-zero value is solid
  CHECK(iggan::read_binvox(dir / "x.binvox").at(1, 0, 0));
}

TEST_CASE("malformed binvox files are refused with the reason", "[formats]") {
  const std::string head = "#binvox 1\ndim 2 2 2\ndata\n";
  check_rejected("", "empty");
  check_rejected("solid cube\nfacet\n", "not a binvox file");
  check_rejected("#binvox 1\ndim 2 2 2\n", "no 'data' line");
  check_rejected("#binvox 1\ndata\n" + runs({0, 8}), "no 'dim' line");
  check_rejected("#binvox 1\ndim 2 2\ndata\n", "three numbers");
  check_rejected("#binvox 1\ndim 2 4 2\ndata\n" + runs({0, 16}), "2 x 4 x 2");
  check_rejected("#binvox 1\ndim 0 0 0\ndata\n", "edge is 0");
  check_rejected("#binvox 1\ndim 99999 99999 99999\ndata\n", "edge is 99999");
  check_rejected("#binvox 1\ncolour red\ndim 2 2 2\ndata\n" + runs({0, 8}), "colour red");
  // Refused before the gigabyte that its header calls for is allocated.
  check_rejected("#binvox 1\ndim 1024 1024 1024\ndata\n" + runs({0, 255}), "2 bytes of runs");
  check_rejected(head + runs({0, 7}), "7 of 8");
  check_rejected(head + runs({0, 9}), "more than the 8");
  check_rejected(head + runs({0, 8, 1, 1}), "more than the 8");
  check_rejected(head + runs({0, 4, 1, 0, 0, 4}), "length 0");
  check_rejected(head + runs({0, 8, 1}), "odd number");
  CHECK_THROWS_AS(iggan::read_binvox("/nonexistent/a.binvox"), DataError);
}

TEST_CASE("a grid that is not a cube is not written", "[formats]") {
  const TempDir dir;
  CHECK_THROWS_AS(iggan::write_binvox(dir / "box.binvox", VoxelGrid(2, 3, 4)), DataError);
  CHECK_FALSE(std::filesystem::exists(dir / "box.binvox"));
}

TEST_CASE("a real binvox chair stands upright with its back towards +Z", "[formats]") {
  const auto path = shared_data("binvox/chair.binvox");
  if (!path) SKIP_TEST("the binvox chair is not on this machine");
  const VoxelGrid grid = iggan::read_binvox(*path);
  REQUIRE(grid.nx == 64);
  CHECK(iggan::facts_of(grid).voids == 0);  // with the wrong axes it would have holes
  int low = 64, high = -1;
  for (int z = 0; z < 64; ++z)
    for (int y = 0; y < 64; ++y)
      for (int x = 0; x < 64; ++x)
        if (grid.at(x, y, z)) {
          low = std::min(low, y);
          high = std::max(high, y);
        }
  // The upper fifth is only the back; the front is -Z in this family of files.
  double all = 0, all_z = 0, upper = 0, upper_z = 0;
  for (int z = 0; z < 64; ++z)
    for (int y = 0; y < 64; ++y)
      for (int x = 0; x < 64; ++x) {
        if (!grid.at(x, y, z)) continue;
        all += 1;
        all_z += z;
        if (y <= high - (high - low) / 5) continue;
        upper += 1;
        upper_z += z;
      }
  CHECK(upper_z / upper > all_z / all + 4);
}
