#pragma once
#include <vector>

#include <iggan/pictures/shape_studio.h>

namespace iggan {

/// Lays out images of equal size in a grid, row by row, with a margin in pixels. Empty cells and
/// margins are mid-gray on gray paper, otherwise transparent.
[[nodiscard]] ImageU8 tile_images(const std::vector<ImageU8>& images, int columns, int margin = 2,
                                  SheetPaper paper = SheetPaper::gray);

/// Draws each pixel as a square of factor x factor.
[[nodiscard]] ImageU8 magnified(const ImageU8& image, int factor);

/// How a sheet is laid out.
struct ContactSheetOptions {
  int columns = 8;      // tiles in a row: columns / views.size() shapes
  int tile_size = 128;  // pixels
  int margin = 2;       // pixels around tiles
  SheetPaper paper = SheetPaper::gray;
  // One tile per view, side by side; target and field of view are fitted to the shapes.
  std::vector<OrbitView> views = {{35, 25, 2.5}, {215, 25, 2.5}};
};

/// Meshes of a sheet's shapes, and the tracer for them (mesh_picture).
struct SheetMeshes {
  std::vector<TriangleMesh> meshes;  // one per shape
  Renderer* tracer = nullptr;
};

/// Renders shapes for people to look at: each shape from each view, all at one scale that fits the
/// largest, with light from the upper left.
/// @param below  nullptr, or meshes for a separate row under each row of shapes.
[[nodiscard]] ImageU8 contact_sheet(Renderer& renderer, const std::vector<GridView>& shapes,
                                    const ContactSheetOptions& options,
                                    const SheetMeshes* below = nullptr);

}  // namespace iggan
