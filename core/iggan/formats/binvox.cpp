#include <iggan/formats/binvox.h>

#include <sstream>
#include <string>

#include <iggan/base/error.h>
#include <iggan/base/files.h>

namespace iggan {
namespace {

constexpr int kMaxEdge = 1024;  // 1 GiB of cells: anything larger is a damaged header
constexpr unsigned kLongestRun = 255;

struct Header {
  int edge = 0;
  std::size_t data_begin = 0;  // first byte after "data\n"
};

int cube_edge(std::istringstream& words, const std::string& file) {
  long dim[3] = {0, 0, 0};
  if (!(words >> dim[0] >> dim[1] >> dim[2]))
    fail<DataError>("{}: the 'dim' line needs three numbers", file);
  if (dim[0] != dim[1] || dim[1] != dim[2])
    fail<DataError>(
        "{}: the grid is {} x {} x {}; only cubes are supported: convert it with binvox "
        "without -fit",
        file, dim[0], dim[1], dim[2]);
  if (dim[0] < 1 || dim[0] > kMaxEdge)
    fail<DataError>("{}: the grid's edge is {}, expected 1 to {}", file, dim[0], kMaxEdge);
  return static_cast<int>(dim[0]);
}

Header parse_header(const std::string& bytes, const std::string& file) {
  Header header;
  std::size_t begin = 0;
  for (bool first = true;; first = false) {
    const std::size_t end = bytes.find('\n', begin);
    if (end == std::string::npos)
      fail<DataError>("{}: {}", file,
                      first ? "not a binvox file (the first line must be '#binvox 1')"
                            : "the header has no 'data' line");
    std::string line = bytes.substr(begin, end - begin);
    if (!line.empty() && line.back() == '\r') line.pop_back();
    begin = end + 1;
    std::istringstream words(line);
    std::string keyword;
    words >> keyword;
    if (first) {
      int version = 0;
      if (keyword != "#binvox" || !(words >> version) || version != 1)
        fail<DataError>("{}: not a binvox file (the first line must be '#binvox 1')", file);
    } else if (keyword == "dim") {
      header.edge = cube_edge(words, file);
    } else if (keyword == "data") {
      if (header.edge == 0) fail<DataError>("{}: the header has no 'dim' line", file);
      header.data_begin = begin;
      return header;
    } else if (keyword != "translate" && keyword != "scale" && !keyword.empty()) {
      fail<DataError>("{}: unknown header line '{}'", file, line.substr(0, 40));
    }
  }
}

}  // namespace

VoxelGrid read_binvox(const std::filesystem::path& path) {
  const std::string file = path.string();
  const std::string bytes = read_text(path);
  const Header header = parse_header(bytes, file);
  const auto edge = static_cast<std::size_t>(header.edge);
  const std::size_t total = edge * edge * edge;
  if ((bytes.size() - header.data_begin) % 2 != 0)
    fail<DataError>("{}: the data is an odd number of bytes; expected pairs of value and count",
                    file);
  if ((bytes.size() - header.data_begin) / 2 * kLongestRun < total)  // before memory is allocated
    fail<DataError>("{}: {} bytes of runs cannot hold {} cells; the file is cut short", file,
                    bytes.size() - header.data_begin, total);
  VoxelGrid grid = VoxelGrid::cube(header.edge);
  std::size_t cell = 0;
  for (std::size_t at = header.data_begin; at < bytes.size(); at += 2) {
    const bool on = bytes[at] != 0;
    const std::size_t count = static_cast<unsigned char>(bytes[at + 1]);
    if (count == 0) fail<DataError>("{}: a run of length 0 at byte {}", file, at);
    if (count > total - cell)
      fail<DataError>("{}: the runs hold more than the {} cells of the grid", file, total);
    const std::size_t end = cell + count;
    if (!on) cell = end;
    for (; cell < end; ++cell) {
      const std::size_t y = cell % edge, z = cell / edge % edge, x = cell / edge / edge;
      grid.occupancy[(z * edge + y) * edge + x] = 1;
    }
  }
  if (cell != total)
    fail<DataError>("{}: the runs hold {} of {} cells; the file is cut short", file, cell, total);
  return grid;
}

void write_binvox(const std::filesystem::path& path, const VoxelGrid& grid) {
  if (grid.nx != grid.ny || grid.ny != grid.nz || grid.nx < 1 || grid.nx > kMaxEdge)
    fail<DataError>("cannot write {}: the grid is {} x {} x {}, expected a cube of edge 1 to {}",
                    path.string(), grid.nx, grid.ny, grid.nz, kMaxEdge);
  const auto edge = static_cast<std::size_t>(grid.nx);
  std::string bytes =
      fmt::format("#binvox 1\ndim {0} {0} {0}\ntranslate -0.5 -0.5 -0.5\nscale 1\ndata\n", edge);
  char value = 0;
  unsigned count = 0;
  const auto flush = [&] {
    if (count == 0) return;
    bytes += value;
    bytes += static_cast<char>(count);
    count = 0;
  };
  for (std::size_t x = 0; x < edge; ++x)
    for (std::size_t z = 0; z < edge; ++z)
      for (std::size_t y = 0; y < edge; ++y) {
        const char cell = grid.occupancy[(z * edge + y) * edge + x] != 0 ? 1 : 0;
        if (cell != value || count == kLongestRun) flush();
        value = cell;
        ++count;
      }
  flush();
  write_text_atomically(path, bytes);
}

}  // namespace iggan
