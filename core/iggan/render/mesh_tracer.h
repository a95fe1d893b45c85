#pragma once
#include <memory>
#include <string>

#include <iggan/render/renderer.h>

namespace iggan {

/// What traces meshes for people (render/triangle_rays.h): a renderer that is open already if it
/// can, else Embree.
/// @param otherwise  what is lost where neither can, for the warning: "sheet.png shows no meshes".
/// @return           nullptr then.
[[nodiscard]] std::shared_ptr<Renderer> open_mesh_tracer(const std::shared_ptr<Renderer>& own,
                                                         const std::string& otherwise);

}  // namespace iggan
