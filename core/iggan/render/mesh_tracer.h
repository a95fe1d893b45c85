#pragma once
#include <memory>
#include <string>

#include <iggan/render/renderer.h>

namespace iggan {

/// A tracer of meshes, for pictures that people look at (render/triangle_rays.h): the open renderer
/// if it can trace triangles, otherwise Embree.
/// @param otherwise  what is missing if neither can, for the warning: "sheet.png shows no meshes".
/// @return           nullptr if neither can.
[[nodiscard]] std::shared_ptr<Renderer> open_mesh_tracer(const std::shared_ptr<Renderer>& own,
                                                         const std::string& otherwise);

}  // namespace iggan
