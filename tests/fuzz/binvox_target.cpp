#include <iggan/formats/binvox.h>
#include <iggan/formats/memory_file.h>

#include "fuzz_target.h"
#include "support/temp_dir.h"

namespace iggan::fuzz {

std::vector<std::string> seeds() {
  const std::string runs{"\1\3\0\2\1\3", 6};
  return {"#binvox 1\ndim 2 2 2\ntranslate -0.5 -0.5 -0.5\nscale 1\ndata\n" + runs,
          "#binvox 1\r\ndim 2 2 2\r\ndata\r\n" + runs, "#binvox 1\ndim 16 16 16\ndata\n" + [] {
            std::string all;
            for (int i = 0; i < 64; ++i) all += std::string{char(i % 2), char(64)};
            return all;
          }()};
}

}  // namespace iggan::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace iggan;
  static const TempDir dir;
  const MemoryFile file({reinterpret_cast<const char*>(data), size}, "the input");
  VoxelGrid grid;
  if (!fuzz::accepts(file.path(), [&] { grid = read_binvox(file.path()); })) return 0;
  if (grid.nx > 32) return 0;
  write_binvox(dir / "again.binvox", grid);
  fuzz::expect(read_binvox(dir / "again.binvox").occupancy == grid.occupancy,
               "what was read is unchanged after it is written and read again");
  return 0;
}
