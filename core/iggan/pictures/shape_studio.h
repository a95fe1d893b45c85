#pragma once
#include <iggan/geometry/triangle_mesh.h>
#include <iggan/geometry/voxel_grid.h>
#include <iggan/render/renderer.h>
#include <iggan/scene/scene_distribution.h>

namespace iggan {

/// The background of a sheet: light gray, or transparent (RGBA, for pages of any colour).
enum class SheetPaper { gray, clear };

/// A sphere around a shape, in world units.
struct ShapeSphere {
  Vec3 centre{0, 0, 0};
  double radius = 0;
};
/// The smallest sphere around the box of the solid voxels; radius 0 for an empty grid.
[[nodiscard]] ShapeSphere sphere_around(const GridView& shape);

/// Renders shapes for people to look at: in clay unless they have colours, lit from the camera's
/// upper left, antialiased even if the plugin does not do so.
class ShapeStudio {
 public:
  /// @param tile_size  pixels of a picture's edge.
  explicit ShapeStudio(int tile_size, SheetPaper paper = SheetPaper::gray);

  /// A view whose target and field of view are fitted to a sphere.
  [[nodiscard]] Shot shot_of(OrbitView view, const ShapeSphere& sphere) const;
  /// @throws PluginError.
  [[nodiscard]] ImageU8 picture(Renderer& renderer, const GridView& shape, const Shot& shot) const;
  /// @param tracer  traces triangles (render/triangle_rays.h). @throws PluginError.
  [[nodiscard]] ImageU8 picture(Renderer& tracer, const TriangleMesh& mesh, const Shot& shot) const;

 private:
  [[nodiscard]] ImageU8 finished(const ImageF32& large) const;

  SceneDistribution scene_;  // for pictures twice as large
  SheetPaper paper_;
};

}  // namespace iggan
