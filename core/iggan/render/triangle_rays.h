#pragma once
#include <vector>

#include <iggan/renderer_extensions.h>

#include <iggan/geometry/triangle_mesh.h>
#include <iggan/render/renderer.h>

namespace iggan {

/// Whether a renderer traces triangles (IGGAN_EXT_TRIANGLE_RAYS).
[[nodiscard]] bool offers_triangle_rays(Renderer& renderer);

/// The first hit of each ray with a mesh.
/// @throws PluginError if the renderer cannot trace triangles, its table is broken, or the call
/// fails.
[[nodiscard]] std::vector<iggan_triangle_hit> first_hits(Renderer& renderer,
                                                         const TriangleMesh& mesh,
                                                         const std::vector<iggan_ray>& rays);

}  // namespace iggan
