#pragma once
#include <string>
#include <vector>

#include <iggan/config/fields.h>
#include <iggan/geometry/voxel_grid.h>
#include <iggan/render/plugin_registry.h>

namespace iggan {

/// How fast a renderer renders batches of 16 different shapes under one directional light.
struct RendererSpeed {
  std::string renderer;
  int voxels = 0, pixels = 0, threads = 0;  // edge of the grid, edge of the picture, thread budget
  double images_per_second = 0;             // including building the renderer's data structures
  // The time for one-pixel pictures of the same shapes, as a fraction of the total. It is measured
  // only with a budget of one thread, because renderers use only one for a single pixel. 0: not
  // measured.
  double build_share = 0;
  double rays_per_second = 0;  // pixels / the time not spent building; 0: unknown
  // The best rate of the plugin's ray library (IGGAN_EXT_RAY_CEILING); 0: unknown.
  double ceiling_rays_per_second = 0;
  double coverage = 0;  // fraction of the pixels that show a shape

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    visit("renderer", self.renderer, "its id");
    visit("voxels", self.voxels, "edge of the grid");
    visit("pixels", self.pixels, "edge of the picture");
    visit("threads", self.threads, "thread budget; 0: the renderer chooses");
    visit("images_per_second", self.images_per_second, "median of the repeats");
    visit("build_share", self.build_share, "fraction of the time");
    visit("rays_per_second", self.rays_per_second, "primary rays, building excluded");
    visit("ceiling_rays_per_second", self.ceiling_rays_per_second,
          "one by one on one triangle, same coverage, one thread; 0: unknown");
    visit("coverage", self.coverage, "fraction of the pixels that show a shape");
  }
};

/// @param shapes  cubes with edge `voxels`; the batches use all of them in turn.
/// @param repeats each of at least `seconds`; the result is their median.
/// @throws PluginError from the renderer, or for a broken table of its ray ceiling.
[[nodiscard]] RendererSpeed measure_speed(const RendererRequest& request,
                                          const std::vector<VoxelGrid>& shapes, int pixels,
                                          int repeats, double seconds);

/// The cube with a different edge length: downsampled as in shape sets, or with each voxel
/// repeated.
[[nodiscard]] VoxelGrid resized(const VoxelGrid& cube, int edge);

}  // namespace iggan
