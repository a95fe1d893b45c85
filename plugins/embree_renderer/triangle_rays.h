#pragma once
#include <iggan/renderer_extensions.h>

namespace iggan::plugins {

/// Embree's own triangles, traced ray by ray.
extern const iggan_triangle_rays kTriangleRays;

}  // namespace iggan::plugins
