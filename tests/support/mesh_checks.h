#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <map>
#include <utility>

#include <iggan/geometry/triangle_mesh.h>

/// Properties of a triangle mesh that tests check, computed in the simplest way.
struct MeshChecks {
  std::size_t odd_edges = 0;      // edges with an odd number of triangles
  std::size_t crowded_edges = 0;  // edges with more than two
  std::size_t one_way_edges = 0;  // edges not used equally often in both directions
  std::size_t unused_points = 0;
  std::size_t pinched_points = 0;   // points whose triangles form more than one fan
  std::size_t repeated_points = 0;  // points within 1e-5 of another in each coordinate
  double smallest_area = 1e300;
  double area = 0;
  double volume = 0;  // signed: positive when triangles face outwards

  explicit MeshChecks(const iggan::TriangleMesh& mesh) {
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::array<std::size_t, 2>> edges;
    std::map<std::uint32_t, std::size_t> corners;                          // of each point
    std::map<std::uint32_t, std::map<std::uint32_t, std::uint32_t>> ends;  // opposite edges of each
    std::vector<bool> used(mesh.positions.size(), false);
    for (const auto& t : mesh.triangles) {
      for (std::size_t i = 0; i < 3; ++i) {
        const auto a = t[i], b = t[(i + 1) % 3];
        used.at(a) = true;
        ++edges[{std::min(a, b), std::max(a, b)}][a < b ? 0 : 1];
      }
      for (std::size_t i = 0; i < 3; ++i)
        ++corners[t[i]], ends[t[i]][t[(i + 1) % 3]] = t[(i + 2) % 3];
      add_triangle(mesh.positions[t[0]], mesh.positions[t[1]], mesh.positions[t[2]]);
    }
    for (const auto& [point, next] : ends) {
      std::size_t walked = 1;
      for (auto at = next.begin()->second; at != next.begin()->first && walked <= corners[point];
           ++walked) {
        const auto found = next.find(at);
        if (found == next.end()) break;
        at = found->second;
      }
      pinched_points += walked != corners[point];
    }
    for (const auto& [edge, uses] : edges) {
      odd_edges += (uses[0] + uses[1]) % 2;
      crowded_edges += uses[0] + uses[1] > 2;
      one_way_edges += uses[0] != uses[1];
    }
    for (const bool u : used) unused_points += !u;
    auto points = mesh.positions;
    std::sort(points.begin(), points.end());
    for (std::size_t i = 0; i < points.size(); ++i)
      for (std::size_t j = i + 1; j < points.size() && points[j][0] - points[i][0] < 1e-5f; ++j)
        repeated_points += std::abs(points[j][1] - points[i][1]) < 1e-5f &&
                           std::abs(points[j][2] - points[i][2]) < 1e-5f;
  }

  [[nodiscard]] bool closed_manifold() const {
    return odd_edges == 0 && crowded_edges == 0 && one_way_edges == 0 && unused_points == 0 &&
           pinched_points == 0 && repeated_points == 0;
  }

 private:
  void add_triangle(const std::array<float, 3>& a, const std::array<float, 3>& b,
                    const std::array<float, 3>& c) {
    double u[3], v[3];
    for (std::size_t k = 0; k < 3; ++k) {
      u[k] = static_cast<double>(b[k]) - static_cast<double>(a[k]);
      v[k] = static_cast<double>(c[k]) - static_cast<double>(a[k]);
    }
    const double n[3] = {u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2],
                         u[0] * v[1] - u[1] * v[0]};
    const double twice = std::sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
    smallest_area = std::min(smallest_area, twice / 2);
    area += twice / 2;
    for (std::size_t k = 0; k < 3; ++k) volume += static_cast<double>(a[k]) * n[k] / 6;
  }
};
