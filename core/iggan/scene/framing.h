#pragma once
#include <iggan/geometry/voxel_grid.h>
#include <iggan/scene/camera.h>

namespace iggan {

/// The camera with a shape's silhouette in the middle of its picture, filling the picture's width
/// or height but for a margin, as photographs are cropped: moved sideways and zoomed. It looks in
/// the same direction, from the same distance. The zoom is at most by 2: a small shape stays small.
/// @param grid    in the unit cube at the origin; an empty one leaves the camera as it is.
/// @param aspect  width over height of the picture.
/// @param margin  empty share at each end of the side that is filled, [0, 0.45].
[[nodiscard]] Camera framed_camera(const Camera& camera, const GridView& grid, double aspect,
                                   double margin);

}  // namespace iggan
