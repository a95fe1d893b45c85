#pragma once
#include <vector>

#include <iggan/render/renderer.h>
#include <iggan/scene/image_transfer.h>
#include <iggan/scene/scene_distribution.h>
#include <iggan/scene/voxel_grid.h>

namespace iggan {

/// Lays equal images out in a grid, row by row, with a margin in pixels; empty cells are mid-gray.
[[nodiscard]] ImageU8 tile_images(const std::vector<ImageU8>& images, int columns, int margin = 2);

struct ContactSheetOptions {
  int columns = 8;      // tiles in a row: columns / views.size() shapes
  int tile_size = 128;  // pixels
  // One tile per view, side by side; target and field of view are fitted to the shapes.
  std::vector<OrbitView> views = {{35, 25, 2.5}, {215, 25, 2.5}};
};

/// Pictures shapes for people: each shape from each view, all at one scale that fits the largest,
/// with light from the upper left.
[[nodiscard]] ImageU8 contact_sheet(Renderer& renderer, const std::vector<GridView>& shapes,
                                    const ContactSheetOptions& options);

}  // namespace iggan
