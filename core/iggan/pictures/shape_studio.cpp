#include <iggan/pictures/shape_studio.h>

#include <algorithm>
#include <cmath>

#include <iggan/base/error.h>
#include <iggan/base/pi.h>
#include <iggan/geometry/bounding_box.h>
#include <iggan/pictures/mesh_picture.h>
#include <iggan/pictures/scene_renderer.h>

namespace iggan {
namespace {

const Vec3 kPaper{0.78, 0.78, 0.78};  // linear; a neutral light gray
const Vec3 kClay{0.56, 0.37, 0.27};   // linear

SceneDistribution scene_of(int tile_size) {
  Light ambient;
  ambient.kind = LightKind::ambient;
  ambient.rgb = {0.22, 0.22, 0.26};
  Light key;
  key.kind = LightKind::directional;
  key.rgb = {2.8, 2.7, 2.5};
  key.vec = {0.55, -0.9, -0.4};  // the camera's frame: from the upper left
  SceneDistribution scene;
  scene.lights = {ambient, key};
  scene.default_albedo = kClay;
  scene.background = kPaper;
  scene.width = scene.height = 2 * tile_size;
  scene.channels = 3;
  return scene;
}

/// Linear RGBA averaged over 2 x 2: antialiases any plugin's picture.
ImageF32 half_size(const ImageF32& large) {
  ImageF32 image(large.width / 2, large.height / 2, 4);
  for (int y = 0; y < image.height; ++y)
    for (int x = 0; x < image.width; ++x)
      for (int c = 0; c < 4; ++c)
        image.samples[image.index(x, y, c)] =
            0.25f * (large.samples[large.index(2 * x, 2 * y, c)] +
                     large.samples[large.index(2 * x + 1, 2 * y, c)] +
                     large.samples[large.index(2 * x, 2 * y + 1, c)] +
                     large.samples[large.index(2 * x + 1, 2 * y + 1, c)]);
  return image;
}

/// Linear, premultiplied RGBA as an encoded picture with straight alpha.
ImageU8 cut_out(const ImageF32& rgba) {
  ImageU8 image(rgba.width, rgba.height, 4);
  const auto byte = [](float value) {
    return static_cast<std::uint8_t>(255.0f * std::clamp(value, 0.0f, 1.0f) + 0.5f);
  };
  for (std::size_t i = 0; i < rgba.samples.size(); i += 4) {
    const float alpha = std::clamp(rgba.samples[i + 3], 0.0f, 1.0f);
    for (std::size_t c = 0; c < 3; ++c)
      image.samples[i + c] =
          alpha > 0 ? byte(srgb_encode(std::clamp(rgba.samples[i + c] / alpha, 0.0f, 1.0f)))
                    : std::uint8_t{0};
    image.samples[i + 3] = byte(alpha);
  }
  return image;
}

}  // namespace

ShapeSphere sphere_around(const GridView& shape) {
  const CellBox box = bounding_box(shape);
  const Mat4 to_world = unit_cube_to_world(shape.nx, shape.ny, shape.nz);
  const auto corner = [&](const std::array<int, 3>& c) {
    return transform_point(to_world, {double(c[0]), double(c[1]), double(c[2])});
  };
  if (box.empty()) return {};
  const Vec3 low = corner(box.low), high = corner(box.high), half = (high - low) * 0.5;
  return {low + half, std::sqrt(dot(half, half))};
}

ShapeStudio::ShapeStudio(int tile_size, SheetPaper paper)
    : scene_(scene_of(tile_size)), paper_(paper) {}

Shot ShapeStudio::shot_of(OrbitView view, const ShapeSphere& sphere) const {
  view.target = sphere.centre;
  view.fov_degrees = 2 * 180 / kPi * std::asin(std::min(0.95, sphere.radius / view.distance));
  return scene_.shot_from(orbit_camera(scene_.camera.kind, view));
}

ImageU8 ShapeStudio::picture(Renderer& renderer, const GridView& shape, const Shot& shot) const {
  return finished(renderer.render_one(job_of({shape, shot}, scene_), scene_.width, scene_.height));
}

ImageU8 ShapeStudio::picture(Renderer& tracer, const TriangleMesh& mesh, const Shot& shot) const {
  return finished(
      mesh_picture(tracer, mesh, shot, scene_.default_albedo, scene_.width, scene_.height));
}

ImageU8 ShapeStudio::finished(const ImageF32& large) const {
  const ImageF32 picture = half_size(large);
  return paper_ == SheetPaper::gray ? scene_.transfer().apply(picture) : cut_out(picture);
}

}  // namespace iggan
