#pragma once
#include <memory>
#include <string>

#include <iggan/render/renderer.h>

namespace iggan {

/// A renderer that traces triangles (render/triangle_rays.h), for pictures of meshes that people
/// look at: the open renderer if it can trace them, otherwise Embree.
/// @param otherwise  the consequence if neither can, for the warning: "sheet.png shows no meshes".
/// @return           nullptr if neither can.
[[nodiscard]] std::shared_ptr<Renderer> open_mesh_tracer(const std::shared_ptr<Renderer>& own,
                                                         const std::string& otherwise);

}  // namespace iggan
