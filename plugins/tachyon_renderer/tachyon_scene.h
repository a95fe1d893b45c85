#pragma once
#include <iggan/renderer_plugin.hpp>

#include <memory>
#include <unordered_map>
#include <vector>

#include "../common/face_rectangles.h"
#include "../common/job_surface.h"
#include "../common/primary_rays.h"

namespace iggan::plugins {

/// The parameters. The defaults are what IGGAN_FEATURE_LAMBERT promises.
struct TachyonStyle {
  int samples_per_axis = 1;   // n^2 rays per pixel on a regular grid, box filter
  bool shadows = false;       // of directional and point lights
  int ambient_occlusion = 0;  // rays that sample the hemisphere for ambient light; 0: none
};

/// One job as a Tachyon scene: the exposed faces of its voxels as triangles, its lights, its
/// camera. The scene's space is world space, translated and scaled so that the solid is a few dozen
/// units wide, because Tachyon's thresholds are absolute.
class TachyonScene {
 public:
  /// The arguments must outlive the scene. The grid must have a solid voxel.
  TachyonScene(const plugin::Job& job, const TachyonStyle& style, const SolidGrid& grid,
               CancelPoll& poll);

  /// Renders the picture.
  void draw(const plugin::Batch& batch);

 private:
  struct Tile {  // in pixels
    int x, y, width, height;
  };
  struct Deleter {
    void operator()(void* scene) const;
  };
  [[nodiscard]] Vec scaled(const Vec& world) const { return (world - middle_) * scale_; }
  [[nodiscard]] Vec placed(const Vec& index) const { return scaled(to_world_.point(index)); }
  void weigh_colours();
  void add_solid(CancelPoll& poll);
  void add_triangle(void* texture, Vec a, Vec b, Vec c);
  void add_lamps();
  void place_camera();
  /// The texture of a colour, made at its first use.
  [[nodiscard]] void* texture_of(std::uint32_t key, const Vec& albedo);
  void cut_away();
  void aim(const Tile& tile);
  /// RGB of each sample of a tile, row by row.
  void render(const Tile& tile, std::vector<float>& rgb);

  const plugin::Job& job_;
  const TachyonStyle& style_;
  const SolidGrid& grid_;
  Affine to_world_, to_index_;
  PrimaryRays rays_;
  JobLights lights_;
  VoxelAlbedo albedo_;
  std::unique_ptr<void, Deleter> scene_;
  FaceRectangles rectangles_;
  std::unordered_map<std::uint32_t, void*> textures_;
  Vec middle_;
  double scale_ = 1;
  double ambient_ = 0;  // of all surfaces: Tachyon has one number for the three channels
  Vec weights_{1, 1, 1};
  bool occludes_ = false;                 // ambient occlusion has something to occlude
  int tile_width_ = 1, tile_height_ = 1;  // pixels
};

}  // namespace iggan::plugins
