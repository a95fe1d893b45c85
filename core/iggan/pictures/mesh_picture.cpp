#include <iggan/pictures/mesh_picture.h>

#include <cmath>

#include <iggan/base/error.h>
#include <iggan/base/pi.h>
#include <iggan/formats/mesh_writer.h>
#include <iggan/render/triangle_rays.h>

namespace iggan {
namespace {

iggan_ray ray_of(const Vec3& origin, const Vec3& direction) {
  iggan_ray ray{};
  for (std::size_t k = 0; k < 3; ++k) {
    ray.origin[k] = static_cast<float>(origin[k]);
    ray.direction[k] = static_cast<float>(direction[k]);
  }
  return ray;
}

/// Rays through pixel centres, row by row from the top.
std::vector<iggan_ray> camera_rays(const Camera& camera, int width, int height) {
  IGGAN_CHECK(camera.kind == CameraKind::perspective);
  const double up = std::tan(0.5 * static_cast<double>(camera.yfov)), right = up * width / height;
  const Vec3 eye = transform_point(camera.to_world, {0, 0, 0});
  std::vector<iggan_ray> rays;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      rays.push_back(ray_of(
          eye, transform_direction(camera.to_world, {right * (2 * (x + 0.5) / width - 1),
                                                     up * (1 - 2 * (y + 0.5) / height), -1})));
  return rays;
}

/// What lighting needs to know about a ray's hit.
struct LitSpot {
  std::size_t pixel;
  Vec3 point, normal, albedo;
};

class MeshSpots {
 public:
  MeshSpots(const TriangleMesh& mesh, const Vec3& albedo)
      : mesh_(mesh), normals_(point_normals(mesh)), albedo_(albedo) {}

  [[nodiscard]] LitSpot at(std::size_t pixel, const iggan_triangle_hit& hit) const {
    const auto& colours = mesh_.colour.point_colours;
    return {pixel, between(mesh_.positions, hit), normalized(between(normals_, hit)),
            colours.empty() ? albedo_ : between(colours, hit)};
  }

 private:
  [[nodiscard]] Vec3 between(const std::vector<std::array<float, 3>>& values,
                             const iggan_triangle_hit& hit) const {
    const auto& corners = mesh_.triangles[hit.triangle];
    const std::array<float, 3> weights{1 - hit.u - hit.v, hit.u, hit.v};
    Vec3 sum{};
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t k = 0; k < 3; ++k)
        sum[k] += static_cast<double>(weights[i] * values[corners[i]][k]);
    return sum;
  }
  const TriangleMesh& mesh_;
  std::vector<std::array<float, 3>> normals_;
  Vec3 albedo_;
};

/// Adds a directional light where the mesh does not block it.
void add_directional(Renderer& tracer, const TriangleMesh& mesh, const std::vector<LitSpot>& spots,
                     const Light& light, ImageF32& image) {
  constexpr double kOff = 2e-3;  // world units from the triangle to the start of the shadow ray
  const Vec3 to_light = normalized(light.vec * -1.0);
  std::vector<const LitSpot*> facing;
  std::vector<iggan_ray> rays;
  for (const LitSpot& spot : spots) {
    if (dot(spot.normal, to_light) <= 0) continue;
    facing.push_back(&spot);
    rays.push_back(ray_of(spot.point + spot.normal * kOff, to_light));
  }
  const auto hits = first_hits(tracer, mesh, rays);
  for (std::size_t i = 0; i < rays.size(); ++i) {
    if (hits[i].triangle != IGGAN_NO_TRIANGLE) continue;
    const double cosine = dot(facing[i]->normal, to_light);
    for (std::size_t c = 0; c < 3; ++c)
      image.samples[4 * facing[i]->pixel + c] +=
          static_cast<float>(facing[i]->albedo[c] * light.rgb[c] * cosine / kPi);
  }
}

}  // namespace

ImageF32 mesh_picture(Renderer& tracer, const TriangleMesh& mesh, const Shot& shot,
                      const Vec3& albedo, int width, int height) {
  ImageF32 image(width, height, 4);
  const auto hits = first_hits(tracer, mesh, camera_rays(shot.camera, width, height));
  const MeshSpots met(mesh, albedo);
  std::vector<LitSpot> spots;
  for (std::size_t pixel = 0; pixel < hits.size(); ++pixel) {
    if (hits[pixel].triangle == IGGAN_NO_TRIANGLE) continue;
    spots.push_back(met.at(pixel, hits[pixel]));
    image.samples[4 * pixel + 3] = 1;
  }
  for (const Light& any : shot.lights) {
    const Light light = to_world(any, shot.camera);
    IGGAN_CHECK(light.kind != LightKind::point);
    if (light.kind == LightKind::directional)
      add_directional(tracer, mesh, spots, light, image);
    else
      for (const LitSpot& spot : spots)
        for (std::size_t c = 0; c < 3; ++c)
          image.samples[4 * spot.pixel + c] += static_cast<float>(spot.albedo[c] * light.rgb[c]);
  }
  return image;
}

}  // namespace iggan
