#pragma once
#include <iggan/renderer_extensions.h>

namespace iggan::plugins {

/// Embree's ceiling: rtcIntersect1 on one triangle.
extern const iggan_ray_ceiling kRayCeiling;

}  // namespace iggan::plugins
