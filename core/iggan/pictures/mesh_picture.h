#pragma once
#include <iggan/geometry/triangle_mesh.h>
#include <iggan/render/renderer.h>
#include <iggan/scene/shot.h>

namespace iggan {

/// A mesh rendered with a renderer's triangle rays (render/triangle_rays.h), one ray per pixel:
/// Lambert shading with interpolated point normals and point colours, and shadows of directional
/// lights. Linear, premultiplied RGBA on a transparent background.
/// @param shot    perspective; lights ambient and directional.
/// @param albedo  linear; for a mesh without colours.
/// @throws PluginError as first_hits does.
[[nodiscard]] ImageF32 mesh_picture(Renderer& tracer, const TriangleMesh& mesh, const Shot& shot,
                                    const Vec3& albedo, int width, int height);

}  // namespace iggan
