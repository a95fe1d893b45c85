#include <iggan/conformance/reference.h>

#include <algorithm>
#include <cmath>

#include <iggan/renderer_plugin_canvas.hpp>

#include <iggan/base/pi.h>

namespace iggan::conformance {
namespace {

using Vec = std::array<double, 3>;

/// Linear part of a column-major matrix times v, plus `translation` times its translation.
Vec apply(const float m[16], const Vec& v, double translation) {
  Vec out{};
  for (std::size_t row = 0; row < 3; ++row) {
    out[row] = translation * static_cast<double>(m[12 + row]);
    for (std::size_t column = 0; column < 3; ++column)
      out[row] += static_cast<double>(m[column * 4 + row]) * v[column];
  }
  return out;
}

/// Solves m x = v for the linear part of m, by Cramer's rule.
Vec solve(const float m[16], const Vec& v) {
  const auto column = [&](std::size_t i) {
    return Vec{static_cast<double>(m[i * 4]), static_cast<double>(m[i * 4 + 1]),
               static_cast<double>(m[i * 4 + 2])};
  };
  const auto determinant = [](const Vec& a, const Vec& b, const Vec& c) {
    return a[0] * (b[1] * c[2] - b[2] * c[1]) - b[0] * (a[1] * c[2] - a[2] * c[1]) +
           c[0] * (a[1] * b[2] - a[2] * b[1]);
  };
  const Vec a = column(0), b = column(1), c = column(2);
  const double d = determinant(a, b, c);
  return {determinant(v, b, c) / d, determinant(a, v, c) / d, determinant(a, b, v) / d};
}

double dot(const Vec& a, const Vec& b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/// A line: the point at depth t is origin + t * direction, because the direction's z is -1 in the
/// camera's space.
struct Line {
  Vec origin, direction;
};

/// The line through a point of the picture (in pixels), in world space.
Line line_through(const AbiScene& scene, double px, double py) {
  const iggan_camera& camera = scene.camera;
  const double width = scene.image.width, height = scene.image.height;
  const bool perspective = camera.kind == IGGAN_CAMERA_PERSPECTIVE;
  const double half = perspective ? std::tan(0.5 * static_cast<double>(camera.yfov))
                                  : static_cast<double>(camera.ymag);
  const double x = (2 * px / width - 1) * half * width / height, y = (1 - 2 * py / height) * half;
  return {apply(camera.to_world, perspective ? Vec{0, 0, 0} : Vec{x, y, 0}, 1),
          apply(camera.to_world, perspective ? Vec{x, y, -1} : Vec{0, 0, -1}, 0)};
}

/// The first face of a voxel that a line meets. axis 3: the near plane cuts the voxel open.
struct Face {
  double depth;
  std::uint32_t i, j, k;
  std::size_t axis;
  double side;  // the outward normal's sign on `axis`
  [[nodiscard]] bool same_as(const Face& other) const {
    return i == other.i && j == other.j && k == other.k && axis == other.axis;
  }
};

std::optional<Face> first_face(const AbiScene& scene, const Line& line) {
  Vec start = line.origin;
  for (std::size_t a = 0; a < 3; ++a) start[a] -= static_cast<double>(scene.grid.to_world[12 + a]);
  const Vec o = solve(scene.grid.to_world, start), d = solve(scene.grid.to_world, line.direction);
  std::optional<Face> first;
  for (std::uint32_t k = 0; k < scene.grid.nz; ++k)
    for (std::uint32_t j = 0; j < scene.grid.ny; ++j)
      for (std::uint32_t i = 0; i < scene.grid.nx; ++i) {
        if (!scene.solid(static_cast<int>(i), static_cast<int>(j), static_cast<int>(k))) continue;
        const double low[3] = {double(i), double(j), double(k)};
        Face face{static_cast<double>(scene.camera.znear), i, j, k, 3, 0};
        double leave = static_cast<double>(scene.camera.zfar);
        for (std::size_t a = 0; a < 3; ++a) {
          if (std::abs(d[a]) < 1e-12) {
            if (o[a] < low[a] || o[a] >= low[a] + 1) leave = -1;
            continue;
          }
          const double t0 = (low[a] - o[a]) / d[a], t1 = (low[a] + 1 - o[a]) / d[a];
          if (std::min(t0, t1) > face.depth) {
            face.depth = std::min(t0, t1);
            face.axis = a;
            face.side = d[a] > 0 ? -1 : 1;
          }
          leave = std::min(leave, std::max(t0, t1));
        }
        if (face.depth < leave && (!first || face.depth < first->depth)) first = face;
      }
  return first;
}

/// The outward unit normal of a face of a voxel, in world space.
Vec normal_of(const AbiScene& scene, const Face& face) {
  const float* m = scene.grid.to_world;
  const auto column = [&](std::size_t i) {
    return Vec{static_cast<double>(m[i * 4]), static_cast<double>(m[i * 4 + 1]),
               static_cast<double>(m[i * 4 + 2])};
  };
  // A face's normal is perpendicular to the voxel's edges along the two other axes, and points to
  // the side of the edge along its own axis.
  const Vec a = column((face.axis + 1) % 3), b = column((face.axis + 2) % 3);
  Vec normal = {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
  if (dot(normal, column(face.axis)) * face.side < 0)
    for (double& n : normal) n = -n;
  const double length = std::sqrt(dot(normal, normal));
  for (double& n : normal) n /= length;
  return normal;
}

double albedo_of(const AbiScene& scene, const Face& face, std::size_t channel) {
  if (scene.albedo.empty()) return static_cast<double>(scene.grid.default_albedo[channel]);
  const std::size_t cell = face.i + scene.grid.nx * (face.j + std::size_t{scene.grid.ny} * face.k);
  return static_cast<double>(
      plugin::srgb_decode(static_cast<float>(scene.albedo[3 * cell + channel]) / 255.0f));
}

}  // namespace

Seen reference_sees(const AbiScene& scene, std::uint32_t x, std::uint32_t y, double aside) {
  const auto sees = [&](double px, double py) {
    return first_face(scene, line_through(scene, px, py)).has_value();
  };
  const std::optional<Face> face = first_face(scene, line_through(scene, x + 0.5, y + 0.5));
  if (face && face->axis == 3) return Seen::unsure;
  const bool centre = face.has_value();
  for (const double dx : {-aside, aside})
    for (const double dy : {-aside, aside})
      if (sees(x + 0.5 + dx, y + 0.5 + dy) != centre) return Seen::unsure;
  return centre ? Seen::something : Seen::nothing;
}

std::optional<std::array<double, 3>> reference_colour(const AbiScene& scene, std::uint32_t x,
                                                      std::uint32_t y, double aside) {
  const Line line = line_through(scene, x + 0.5, y + 0.5);
  const std::optional<Face> face = first_face(scene, line);
  if (!face || face->axis == 3) return std::nullopt;
  for (const double dx : {-aside, aside})
    for (const double dy : {-aside, aside}) {
      const auto other = first_face(scene, line_through(scene, x + 0.5 + dx, y + 0.5 + dy));
      if (!other || !other->same_as(*face)) return std::nullopt;
    }
  const Vec normal = normal_of(scene, *face);
  std::array<double, 3> radiance{};
  for (const iggan_light& light : scene.lights) {
    double factor = 1;
    if (light.kind != IGGAN_LIGHT_AMBIENT) {
      Vec towards{};
      for (std::size_t a = 0; a < 3; ++a)
        towards[a] = light.kind == IGGAN_LIGHT_POINT
                         ? static_cast<double>(light.vec[a]) - line.origin[a] -
                               face->depth * line.direction[a]
                         : -static_cast<double>(light.vec[a]);
      const double square = dot(towards, towards);
      if (light.kind == IGGAN_LIGHT_POINT && square < 0.01) return std::nullopt;
      factor = std::max(0.0, dot(normal, towards) / std::sqrt(square)) / kPi;
      if (light.kind == IGGAN_LIGHT_POINT) factor /= square;
    }
    for (std::size_t c = 0; c < 3; ++c) radiance[c] += factor * static_cast<double>(light.rgb[c]);
  }
  for (std::size_t c = 0; c < 3; ++c) radiance[c] *= albedo_of(scene, *face, c);
  return radiance;
}

}  // namespace iggan::conformance
