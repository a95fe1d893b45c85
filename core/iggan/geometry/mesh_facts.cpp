#include <iggan/geometry/mesh_facts.h>

#include <algorithm>
#include <numeric>
#include <utility>

namespace iggan {
namespace {

/// For each position, the lowest index of an equal one.
std::vector<std::uint32_t> welded(const TriangleMesh& mesh) {
  std::vector<std::uint32_t> order(mesh.positions.size()), first(mesh.positions.size());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::make_pair(mesh.positions[a], a) < std::make_pair(mesh.positions[b], b);
  });
  for (std::size_t i = 0; i < order.size(); ++i) {
    const bool same = i > 0 && mesh.positions[order[i]] == mesh.positions[order[i - 1]];
    first[order[i]] = same ? first[order[i - 1]] : order[i];
  }
  return first;
}

std::uint32_t root_of(std::vector<std::uint32_t>& parent, std::uint32_t node) {
  while (parent[node] != node) node = parent[node] = parent[parent[node]];
  return node;
}

}  // namespace

MeshFacts facts_of(const TriangleMesh& mesh) {
  const std::vector<std::uint32_t> weld = welded(mesh);
  std::vector<std::uint32_t> parent(weld.size());
  std::iota(parent.begin(), parent.end(), 0u);
  std::vector<std::pair<std::uint32_t, std::uint32_t>> edges;
  MeshFacts facts;
  for (const auto& triangle : mesh.triangles) {
    const std::uint32_t c[3] = {weld[triangle[0]], weld[triangle[1]], weld[triangle[2]]};
    if (c[0] == c[1] || c[1] == c[2] || c[2] == c[0]) continue;  // no area, so ignored
    ++facts.triangles;
    for (int i = 0; i < 3; ++i) {
      edges.emplace_back(std::minmax(c[i], c[(i + 1) % 3]));
      parent[root_of(parent, c[i])] = root_of(parent, c[(i + 1) % 3]);
    }
  }
  std::vector<std::uint32_t> roots;
  for (const auto& edge : edges) roots.push_back(root_of(parent, edge.first));
  std::sort(roots.begin(), roots.end());
  facts.components =
      static_cast<std::size_t>(std::unique(roots.begin(), roots.end()) - roots.begin());

  std::sort(edges.begin(), edges.end());
  facts.watertight = !edges.empty();
  for (auto it = edges.begin(); it != edges.end() && facts.watertight;) {
    const auto end = std::upper_bound(it, edges.end(), *it);
    facts.watertight = end - it == 2;
    it = end;
  }
  return facts;
}

}  // namespace iggan
