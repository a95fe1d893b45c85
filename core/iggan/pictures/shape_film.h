#pragma once
#include <vector>

#include <iggan/pictures/shape_mesh.h>
#include <iggan/pictures/shape_studio.h>

namespace iggan {

/// How a video looks.
struct ShapeFilmOptions {
  int size = 256;  // pixels of a frame's edge
  SheetPaper paper = SheetPaper::gray;
  OrbitView view{35, 25, 2.5};  // of the first frame; target and field of view are fitted
  double turn_degrees = 0;      // of the camera, over all frames
  ShapeMeshOptions mesh;
};

/// One frame per shape, all at one scale: its smooth mesh without crumbs (small loose pieces) if
/// there is a tracer, else its voxels.
/// @param renderer  renders voxels.
/// @param tracer    traces triangles, or nullptr.
/// @throws PluginError, Interrupted.
[[nodiscard]] std::vector<ImageU8> shape_film(Renderer& renderer, Renderer* tracer,
                                              const std::vector<SoftShape>& shapes,
                                              const ShapeFilmOptions& options = {});

}  // namespace iggan
