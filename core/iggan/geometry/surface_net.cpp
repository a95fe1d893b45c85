#include <iggan/geometry/surface_net.h>

#include <algorithm>
#include <limits>
#include <numeric>

#include <iggan/base/error.h>
#include <iggan/geometry/voxel_faces.h>

namespace iggan {
namespace {

using Cell = std::array<int, 3>;

struct Face : VoxelFace {
  std::array<Cell, 4> corners;  // counter-clockwise from outside
};

/// One side of one face, identified by its lattice edge.
struct Side {
  std::uint64_t edge;
  std::uint32_t face;
  std::uint32_t side;
};

bool solid(const VoxelGrid& grid, const Cell& c) {
  return grid.solid(c[0], c[1], c[2]);
}

/// The four corners of the face of `voxel` towards `direction` (+1 or -1) along `axis`.
std::array<Cell, 4> face_corners(const Cell& voxel, std::size_t axis, int direction) {
  const std::size_t u = (axis + 1) % 3, v = (axis + 2) % 3;
  Cell base = voxel;
  if (direction > 0) ++base[axis];
  std::array<Cell, 4> corners{base, base, base, base};
  ++corners[1][u];
  ++corners[2][u], ++corners[2][v];
  ++corners[3][v];
  if (direction < 0) std::swap(corners[1], corners[3]);
  return corners;
}

std::vector<Face> faces_of(const VoxelGrid& grid) {
  std::vector<Face> faces;
  for (const VoxelFace& face : exposed_faces(grid))
    faces.push_back({face, face_corners(face.voxel, face.axis, face.direction)});
  // Each face may add a centre and midpoints to its four corners.
  if (faces.size() > std::numeric_limits<std::uint32_t>::max() / 16)
    fail<DataError>(
        "cannot extract a surface: {} exposed voxel faces in a grid of {}x{}x{} are too "
        "many; use a coarser grid",
        faces.size(), grid.nx, grid.ny, grid.nz);
  return faces;
}

std::vector<Side> sorted_sides(const VoxelGrid& grid, const std::vector<Face>& faces) {
  const auto row = static_cast<std::uint64_t>(grid.nx) + 1;
  const auto slice = row * (static_cast<std::uint64_t>(grid.ny) + 1);
  std::vector<Side> sides;
  sides.reserve(4 * faces.size());
  for (std::uint32_t f = 0; f < faces.size(); ++f)
    for (std::uint32_t s = 0; s < 4; ++s) {
      const Cell& a = faces[f].corners[s];
      const Cell& b = faces[f].corners[(s + 1) % 4];
      const Cell low{std::min(a[0], b[0]), std::min(a[1], b[1]), std::min(a[2], b[2])};
      const std::uint64_t axis = a[0] != b[0] ? 0 : a[1] != b[1] ? 1 : 2;
      const auto corner = static_cast<std::uint64_t>(low[2]) * slice +
                          static_cast<std::uint64_t>(low[1]) * row +
                          static_cast<std::uint64_t>(low[0]);
      sides.push_back({3 * corner + axis, f, s});
    }
  std::sort(sides.begin(), sides.end(), [](const Side& a, const Side& b) {
    return a.edge != b.edge ? a.edge < b.edge : a.face < b.face;
  });
  return sides;
}

/// Two sides that become one edge of the mesh.
using Joint = std::array<Side, 2>;

/// The joints, in order of their edges. An edge with four faces has two adjacent joints, each of
/// which joins the faces of one voxel, so that voxels in diagonal contact are separated.
std::vector<Joint> pair_sides(const std::vector<Side>& sides) {
  std::vector<Joint> joints;
  joints.reserve(sides.size() / 2);
  // Faces are listed voxel by voxel, so sorting by face makes the two faces of one voxel adjacent.
  for (std::size_t i = 0; i < sides.size(); i += 2) joints.push_back({sides[i], sides[i + 1]});
  return joints;
}

std::uint32_t find_root(std::vector<std::uint32_t>& parents, std::uint32_t item) {
  while (parents[item] != item) item = parents[item] = parents[parents[item]];
  return item;
}

/// Corner s of face f is slot 4 f + s; slots that meet around a joint are one vertex.
std::vector<std::uint32_t> join_slots(const std::vector<Joint>& joints, std::size_t slot_count) {
  std::vector<std::uint32_t> parents(slot_count);
  std::iota(parents.begin(), parents.end(), 0u);
  const auto unite = [&parents](std::uint32_t a, std::uint32_t b) {
    parents[find_root(parents, a)] = find_root(parents, b);
  };
  for (const auto& [one, two] : joints) {
    // Neighbouring faces run along their common edge in opposite directions.
    unite(4 * one.face + one.side, 4 * two.face + (two.side + 1) % 4);
    unite(4 * one.face + (one.side + 1) % 4, 4 * two.face + two.side);
  }
  for (std::uint32_t slot = 0; slot < slot_count; ++slot) parents[slot] = find_root(parents, slot);
  return parents;
}

/// Narrows the room of a vertex towards the inside of a voxel that is exposed on both sides.
void narrow_room(const VoxelGrid& grid, const Face& face, const Cell& corner,
                 SurfaceNet::Room& room) {
  constexpr float kThinRoom = 0.2f;  // leaves a plate of one voxel at least 0.6 voxels thick
  for (std::size_t axis = 0; axis < 3; ++axis) {
    Cell before = face.voxel, after = face.voxel;
    --before[axis];
    ++after[axis];
    if (solid(grid, before) || solid(grid, after)) continue;
    float& inward = corner[axis] == face.voxel[axis] ? room.above[axis] : room.below[axis];
    inward = std::min(inward, kThinRoom);
  }
}

void number_vertices(const VoxelGrid& grid, const std::vector<Face>& faces,
                     const std::vector<std::uint32_t>& roots, SurfaceNet& net) {
  constexpr float kRoom = 0.5f;
  constexpr auto kNone = std::numeric_limits<std::uint32_t>::max();
  std::vector<std::uint32_t> numbers(roots.size(), kNone);
  net.quads.resize(faces.size());
  for (std::size_t f = 0; f < faces.size(); ++f) {
    const auto& [x, y, z] = faces[f].voxel;
    net.quads[f] = {{}, {-1, -1, -1, -1}, grid.index(x, y, z), faces[f].axis, faces[f].direction};
  }
  for (std::uint32_t slot = 0; slot < roots.size(); ++slot) {
    const Face& face = faces[slot / 4];
    const Cell& corner = face.corners[slot % 4];
    std::uint32_t& number = numbers[roots[slot]];
    if (number == kNone) {
      number = static_cast<std::uint32_t>(net.corners.size());
      net.corners.push_back({static_cast<float>(corner[0]), static_cast<float>(corner[1]),
                             static_cast<float>(corner[2])});
      net.rooms.push_back({{kRoom, kRoom, kRoom}, {kRoom, kRoom, kRoom}});
    }
    net.quads[slot / 4].vertices[slot % 4] = number;
    narrow_room(grid, face, corner, net.rooms[number]);
  }
}

/// Moves vertices that share a corner slightly apart, into their own solid, so that programs that
/// weld equal points do not undo the separation.
void part_doubled_vertices(SurfaceNet& net) {
  constexpr float kStep = 0.02f;  // voxels, along the mean of the faces' inward normals
  std::vector<SurfacePoint> inward(net.corners.size(), SurfacePoint{});
  std::vector<float> counts(net.corners.size(), 0.0f);
  for (const auto& quad : net.quads)
    for (const auto v : quad.vertices) {
      inward[v][quad.axis] -= static_cast<float>(quad.direction);
      counts[v] += 1.0f;
    }
  std::vector<std::uint32_t> order(net.corners.size());
  std::iota(order.begin(), order.end(), 0u);
  const std::vector<SurfacePoint> corners = net.corners;
  std::sort(order.begin(), order.end(),
            [&](std::uint32_t a, std::uint32_t b) { return corners[a] < corners[b]; });
  net.doubled.assign(net.corners.size(), false);
  for (std::size_t i = 0; i < order.size(); ++i) {
    const std::uint32_t v = order[i];
    net.doubled[v] = (i > 0 && corners[order[i - 1]] == corners[v]) ||
                     (i + 1 < order.size() && corners[order[i + 1]] == corners[v]);
    if (!net.doubled[v]) continue;
    for (std::size_t k = 0; k < 3; ++k) net.corners[v][k] += kStep * inward[v][k] / counts[v];
  }
}

}  // namespace

SurfaceNet build_surface_net(const VoxelGrid& grid) {
  const std::vector<Face> faces = faces_of(grid);
  const std::vector<Joint> joints = pair_sides(sorted_sides(grid, faces));
  SurfaceNet net;
  number_vertices(grid, faces, join_slots(joints, 4 * faces.size()), net);
  part_doubled_vertices(net);

  net.edges.reserve(joints.size());
  for (const auto& joint : joints) {
    const auto& vertices = net.quads[joint[0].face].vertices;
    std::array<std::uint32_t, 2> edge{vertices[joint[0].side], vertices[(joint[0].side + 1) % 4]};
    if (edge[0] > edge[1]) std::swap(edge[0], edge[1]);
    if (net.edges.empty() || net.edges.back() != edge) {
      net.edges.push_back(edge);
      continue;
    }
    for (const auto& side : joint)
      net.quads[side.face].pinches[side.side] = static_cast<std::int32_t>(net.pinches.size());
    net.pinches.push_back(edge);
  }
  return net;
}

}  // namespace iggan
