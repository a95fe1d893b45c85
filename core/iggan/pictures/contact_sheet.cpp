#include <iggan/pictures/contact_sheet.h>

#include <algorithm>

#include <iggan/base/error.h>

namespace iggan {
namespace {

constexpr std::uint8_t kEmptyCell = 128;  // mid-gray

/// The number of channels in which all tiles can be shown.
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

/// The tiles in rows taken alternately from `above` and `below`; the last two rows are padded.
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
  const ShapeStudio studio(options.tile_size, options.paper);
  std::vector<ShapeSphere> spheres;
  double radius = 0.05;  // of the largest shape: all shapes of a sheet are shown at one scale
  for (const GridView& shape : shapes) {
    spheres.push_back(sphere_around(shape));
    radius = std::max(radius, spheres.back().radius);
  }
  std::vector<ImageU8> tiles, mesh_tiles;
  for (std::size_t i = 0; i < shapes.size(); ++i)
    for (const OrbitView& view : options.views) {
      const Shot shot = studio.shot_of(view, {spheres[i].centre, radius});
      tiles.push_back(studio.picture(renderer, shapes[i], shot));
      if (below != nullptr)
        mesh_tiles.push_back(studio.picture(*below->tracer, below->meshes[i], shot));
    }
  if (below != nullptr)
    tiles = in_pairs_of_rows(tiles, mesh_tiles, static_cast<std::size_t>(options.columns));
  return tile_images(tiles, options.columns, options.margin, options.paper);
}

}  // namespace iggan
