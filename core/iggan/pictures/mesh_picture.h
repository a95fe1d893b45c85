#pragma once
#include <iggan/geometry/triangle_mesh.h>
#include <iggan/render/renderer.h>
#include <iggan/scene/shot.h>

namespace iggan {

/// A mesh as a renderer's triangle rays see it (render/triangle_rays.h), one ray a pixel: shaded by
/// Lambert's law with normals between the points' own, in the mesh's colours of points, with
/// shadows of directional lights. Linear, premultiplied RGBA on nothing.
/// @param shot    perspective; lights ambient and directional.
/// @param albedo  linear; of a mesh without colours.
/// @throws PluginError as first_hits.
[[nodiscard]] ImageF32 mesh_picture(Renderer& tracer, const TriangleMesh& mesh, const Shot& shot,
                                    const Vec3& albedo, int width, int height);

}  // namespace iggan
