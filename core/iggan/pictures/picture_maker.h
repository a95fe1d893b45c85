#pragma once
#include <cstdint>
#include <filesystem>
#include <string>

#include <iggan/data/shape_set.h>
#include <iggan/pictures/picture_set.h>
#include <iggan/pictures/scene_renderer.h>

namespace iggan {

/// Which pictures are made.
struct PictureMakerOptions {
  int views_per_shape = 1;            // pictures of each shape, each from its own view
  std::uint64_t seed = 0;             // of shapes, views and order
  Split split = Split::train;         // whose shapes are rendered
  std::size_t batch = kRenderBatch;   // pictures per call of the renderer
  std::filesystem::path attribution;  // copied to ATTRIBUTION.txt if the file exists; may be empty
  std::string tool_version;           // for the manifest
};

/// Identifies the renderer exactly.
[[nodiscard]] PictureOrigin origin_of(const RendererInfo& info);

/// Renders pictures of the shapes of one split into a new picture set: the unordered 2D pictures
/// that training starts from. A picture's shape and view are drawn with the seed. The pictures are
/// shuffled, so that the order of the files says nothing about the shapes.
/// @param scene   how to view the shapes; its renderer fields are recorded, not opened.
/// @param folder  must not exist; it appears complete or not at all.
/// @return        the number of pictures.
/// @throws DataError if the split is empty or the folder exists, PluginError from the renderer,
///         Interrupted.
int make_pictures(const ShapeSet& shapes, Renderer& renderer, const SceneDistribution& scene,
                  const PictureMakerOptions& options, const std::filesystem::path& folder);

}  // namespace iggan
