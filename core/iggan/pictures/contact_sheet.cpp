#include <iggan/pictures/contact_sheet.h>

#include <algorithm>
#include <cmath>

#include <iggan/base/error.h>
#include <iggan/geometry/bounding_box.h>
#include <iggan/pictures/mesh_picture.h>
#include <iggan/pictures/scene_renderer.h>

namespace iggan {
namespace {

constexpr std::uint8_t kEmptyCell = 128;  // mid-gray
const Vec3 kPaper{0.78, 0.78, 0.78};      // linear; a neutral light gray
const Vec3 kClay{0.56, 0.37, 0.27};       // linear

/// How sheets show shapes to people; tiles are rendered at twice their size.
SceneDistribution studio(int tile_size) {
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

/// The channels that all tiles can be shown in.
int common_channels(const std::vector<ImageU8>& images) {
  int channels = 1;
  for (const ImageU8& image : images) channels = std::max(channels, image.channels);
  return channels == 2 ? 4 : channels;
}

/// Sample c of a pixel, as an image of `channels` channels shows it; gray spreads over RGB.
std::uint8_t sample_as(const ImageU8& image, int x, int y, int c, int channels) {
  const bool alpha = channels == 4 && c == 3;
  if (alpha)
    return image.channels % 2 == 0 ? image.samples[image.index(x, y, image.channels - 1)]
                                   : std::uint8_t{255};
  return image.samples[image.index(x, y, image.channels < 3 ? 0 : c)];
}

}  // namespace

ImageU8 tile_images(const std::vector<ImageU8>& images, int columns, int margin, SheetPaper paper) {
  IGGAN_CHECK(!images.empty() && columns > 0 && margin >= 0);
  const int width = images.front().width, height = images.front().height;
  for (const ImageU8& image : images) IGGAN_CHECK(image.width == width && image.height == height);
  const int channels = common_channels(images);
  columns = std::min(columns, static_cast<int>(images.size()));
  const int rows = (static_cast<int>(images.size()) + columns - 1) / columns;
  ImageU8 sheet(columns * (width + margin) + margin, rows * (height + margin) + margin, channels);
  for (int y = 0; y < sheet.height; ++y)
    for (int x = 0; x < sheet.width; ++x)
      for (int c = 0; c < channels; ++c)
        sheet.samples[sheet.index(x, y, c)] = c < 3                       ? kEmptyCell
                                              : paper == SheetPaper::gray ? std::uint8_t{255}
                                                                          : std::uint8_t{0};
  for (std::size_t i = 0; i < images.size(); ++i) {
    const int left = margin + static_cast<int>(i) % columns * (width + margin);
    const int top = margin + static_cast<int>(i) / columns * (height + margin);
    for (int y = 0; y < height; ++y)
      for (int x = 0; x < width; ++x)
        for (int c = 0; c < channels; ++c)
          sheet.samples[sheet.index(left + x, top + y, c)] =
              sample_as(images[i], x, y, c, channels);
  }
  return sheet;
}

namespace {

/// A sphere around a shape, in world units.
struct Sphere {
  Vec3 centre{0, 0, 0};
  double radius = 0;
};

Sphere sphere_around(const GridView& shape) {
  const CellBox box = bounding_box(shape);
  const Mat4 to_world = unit_cube_to_world(shape.nx, shape.ny, shape.nz);
  const auto corner = [&](const std::array<int, 3>& c) {
    return transform_point(to_world, {double(c[0]), double(c[1]), double(c[2])});
  };
  if (box.empty()) return {};
  const Vec3 low = corner(box.low), high = corner(box.high), half = (high - low) * 0.5;
  return {low + half, std::sqrt(dot(half, half))};
}

/// Linear RGBA averaged over 2 x 2: any plugin's edges become smooth.
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

ImageU8 magnified(const ImageU8& image, int factor) {
  IGGAN_CHECK(factor > 0);
  ImageU8 large(image.width * factor, image.height * factor, image.channels);
  for (int y = 0; y < large.height; ++y)
    for (int x = 0; x < large.width; ++x)
      for (int c = 0; c < large.channels; ++c)
        large.samples[large.index(x, y, c)] = image.samples[image.index(x / factor, y / factor, c)];
  return large;
}

namespace {

/// Tiles of the shapes, row by row: `above` and `below` in turn, the last rows filled up.
std::vector<ImageU8> in_pairs_of_rows(const std::vector<ImageU8>& above,
                                      const std::vector<ImageU8>& below, std::size_t columns) {
  ImageU8 nothing = above.front();
  const bool alpha = nothing.channels % 2 == 0;
  std::fill(nothing.samples.begin(), nothing.samples.end(), alpha ? std::uint8_t{0} : kEmptyCell);
  std::vector<ImageU8> tiles;
  const std::size_t row = std::min(columns, above.size());
  for (std::size_t first = 0; first < above.size(); first += row)
    for (const auto* tiles_of_row : {&above, &below})
      for (std::size_t i = first; i < first + row; ++i)
        tiles.push_back(i < tiles_of_row->size() ? (*tiles_of_row)[i] : nothing);
  return tiles;
}

}  // namespace

ImageU8 contact_sheet(Renderer& renderer, const std::vector<GridView>& shapes,
                      const ContactSheetOptions& options, const SheetMeshes* below) {
  IGGAN_CHECK(!shapes.empty() && !options.views.empty() && options.tile_size > 0);
  IGGAN_CHECK(below == nullptr || below->meshes.size() == shapes.size());
  const SceneDistribution scene = studio(options.tile_size);
  std::vector<Sphere> spheres;
  double radius = 0.05;  // of the largest: all shapes of a sheet are shown at one scale
  for (const GridView& shape : shapes) {
    spheres.push_back(sphere_around(shape));
    radius = std::max(radius, spheres.back().radius);
  }
  const auto tile_of = [&](const ImageF32& large) {
    const ImageF32 tile = half_size(large);
    return options.paper == SheetPaper::gray ? scene.transfer().apply(tile) : cut_out(tile);
  };
  std::vector<ImageU8> tiles, mesh_tiles;
  for (std::size_t i = 0; i < shapes.size(); ++i)
    for (OrbitView view : options.views) {
      view.target = spheres[i].centre;
      view.fov_degrees = 2 * 57.29577951308232 * std::asin(std::min(0.95, radius / view.distance));
      const View seen{shapes[i], scene.shot_from(orbit_camera(scene.camera.kind, view))};
      tiles.push_back(tile_of(renderer.render_one(job_of(seen, scene), scene.width, scene.height)));
      if (below != nullptr)
        mesh_tiles.push_back(
            tile_of(mesh_picture(*below->tracer, below->meshes[i], seen.shot, scene.default_albedo,
                                 scene.width, scene.height)));
    }
  if (below != nullptr)
    tiles = in_pairs_of_rows(tiles, mesh_tiles, static_cast<std::size_t>(options.columns));
  return tile_images(tiles, options.columns, options.margin, options.paper);
}

}  // namespace iggan
