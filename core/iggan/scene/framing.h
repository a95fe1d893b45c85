#pragma once
#include <iggan/geometry/voxel_grid.h>
#include <iggan/scene/camera.h>

namespace iggan {

/// The camera, shifted sideways and zoomed so that a shape's silhouette is centred in the picture,
/// as in a cropped photograph. A shape as long as the cube's edge fills the picture's width or
/// height, except for a margin; one of half that length fills half of it. So each shape has exactly
/// one size in its picture. The camera's direction and distance stay the same.
/// @param grid    in the unit cube at the origin; an empty one leaves the camera unchanged.
/// @param aspect  width over height of the picture.
/// @param margin  empty fraction at each end of the side that is filled, [0, 0.45].
[[nodiscard]] Camera framed_camera(const Camera& camera, const GridView& grid, double aspect,
                                   double margin);

/// The view whose orbit_camera is a framed camera: with a different target, and a different field
/// of view or height.
/// @param view    of the camera before it was framed.
[[nodiscard]] OrbitView framed_view(const OrbitView& view, const Camera& framed);

}  // namespace iggan
