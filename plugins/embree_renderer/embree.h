#pragma once
// Embree 3 and 4 under the same names; CMake sets EMBREE_MAJOR to the version that it found.
#if EMBREE_MAJOR >= 4
#include <embree4/rtcore.h>
#else
#include <embree3/rtcore.h>
#endif

namespace iggan::plugins {

/// Whether rays have similar directions, so that Embree may trace them together.
enum class Coherence { incoherent, coherent };

#if EMBREE_MAJOR >= 4

/// Passed with a query to the callbacks of user geometry.
using QueryContext = RTCRayQueryContext;

inline void init_context(QueryContext& context) {
  rtcInitRayQueryContext(&context);
}

inline RTCIntersectArguments intersect_arguments(QueryContext& context, Coherence rays) {
  RTCIntersectArguments arguments;
  rtcInitIntersectArguments(&arguments);
  arguments.context = &context;
  if (rays == Coherence::coherent) arguments.flags = RTC_RAY_QUERY_FLAG_COHERENT;
  return arguments;
}

inline void intersect(RTCScene scene, QueryContext& context, Coherence rays, RTCRayHit& query) {
  RTCIntersectArguments arguments = intersect_arguments(context, rays);
  rtcIntersect1(scene, &query, &arguments);
}

/// @param valid  -1 for each ray of the packet to trace, 0 for the others.
inline void intersect(const int* valid, RTCScene scene, QueryContext& context, Coherence rays,
                      RTCRayHit8& query) {
  RTCIntersectArguments arguments = intersect_arguments(context, rays);
  rtcIntersect8(valid, scene, &query, &arguments);
}

/// tfar of `query` is below 0 afterwards if anything was hit.
inline void occluded(RTCScene scene, QueryContext& context, RTCRay& query) {
  RTCOccludedArguments arguments;
  rtcInitOccludedArguments(&arguments);
  arguments.context = &context;
  rtcOccluded1(scene, &query, &arguments);
}

#else

using QueryContext = RTCIntersectContext;

inline void init_context(QueryContext& context) {
  rtcInitIntersectContext(&context);
}

inline void set_flags(QueryContext& context, Coherence rays) {
  context.flags = rays == Coherence::coherent ? RTC_INTERSECT_CONTEXT_FLAG_COHERENT
                                              : RTC_INTERSECT_CONTEXT_FLAG_INCOHERENT;
}

inline void intersect(RTCScene scene, QueryContext& context, Coherence rays, RTCRayHit& query) {
  set_flags(context, rays);
  rtcIntersect1(scene, &context, &query);
}

inline void intersect(const int* valid, RTCScene scene, QueryContext& context, Coherence rays,
                      RTCRayHit8& query) {
  set_flags(context, rays);
  rtcIntersect8(valid, scene, &context, &query);
}

inline void occluded(RTCScene scene, QueryContext& context, RTCRay& query) {
  rtcOccluded1(scene, &context, &query);
}

#endif

/// Rays of every mask hit the geometry; Embree 4's default is only the lowest bit.
inline void meet_every_ray(RTCGeometry geometry) {
  rtcSetGeometryMask(geometry, ~0u);
}

}  // namespace iggan::plugins
