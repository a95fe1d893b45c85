#include <iggan/render/contact_sheet.h>

#include <algorithm>

#include <iggan/base/error.h>

namespace iggan {
namespace {

constexpr std::uint8_t kEmptyCell = 128;  // mid-gray
const Vec3 kPaper{0.78, 0.78, 0.78};      // linear; a neutral light gray
const Vec3 kClay{0.56, 0.37, 0.27};       // linear

std::vector<Light> studio_lights() {
  Light ambient;
  ambient.kind = LightKind::ambient;
  ambient.rgb = {0.35, 0.35, 0.38};
  Light key;
  key.kind = LightKind::directional;
  key.rgb = {2.4, 2.35, 2.2};
  key.vec = {0.6, -0.75, -0.55};  // the camera's frame: from the upper left
  return {ambient, key};
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

ImageU8 tile_images(const std::vector<ImageU8>& images, int columns, int margin) {
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
        sheet.samples[sheet.index(x, y, c)] = c == 3 ? std::uint8_t{255} : kEmptyCell;
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

ImageU8 contact_sheet(Renderer& renderer, const std::vector<GridView>& shapes,
                      const ContactSheetOptions& options) {
  IGGAN_CHECK(!shapes.empty() && !options.views.empty() && options.tile_size > 0);
  const ImageTransfer transfer{3, kPaper};
  std::vector<ImageU8> tiles;
  for (const GridView& shape : shapes)
    for (const OrbitView& view : options.views) {
      RenderJob job;
      job.grid = shape;
      job.camera = orbit_camera(CameraKind::perspective, view);
      job.lights = studio_lights();
      job.default_albedo = kClay;
      tiles.push_back(
          transfer.apply(renderer.render_one(job, options.tile_size, options.tile_size)));
    }
  return tile_images(tiles, options.columns);
}

}  // namespace iggan
