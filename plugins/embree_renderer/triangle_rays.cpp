#include "triangle_rays.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <memory>

#include "embree.h"

namespace iggan::plugins {
namespace {

using Device = std::unique_ptr<RTCDeviceTy, void (*)(RTCDevice)>;
using Scene = std::unique_ptr<RTCSceneTy, void (*)(RTCScene)>;
using Geometry = std::unique_ptr<RTCGeometryTy, void (*)(RTCGeometry)>;

iggan_status status_of(RTCDevice device) {
  const RTCError error = rtcGetDeviceError(device);
  if (error == RTC_ERROR_NONE) return IGGAN_OK;
  return error == RTC_ERROR_OUT_OF_MEMORY ? IGGAN_E_MEMORY : IGGAN_E_INTERNAL;
}

/// @return a scene, without the triangles if Embree had no memory for them; the device then reports
/// the error.
Scene make_scene(RTCDevice device, const float* points, std::uint32_t point_count,
                 const std::uint32_t* triangles, std::uint32_t triangle_count) {
  Scene scene(rtcNewScene(device), rtcReleaseScene);
  const Geometry geometry(rtcNewGeometry(device, RTC_GEOMETRY_TYPE_TRIANGLE), rtcReleaseGeometry);
  if (scene == nullptr || geometry == nullptr) return scene;
  void* corners = rtcSetNewGeometryBuffer(geometry.get(), RTC_BUFFER_TYPE_VERTEX, 0,
                                          RTC_FORMAT_FLOAT3, 3 * sizeof(float), point_count);
  void* indices = rtcSetNewGeometryBuffer(geometry.get(), RTC_BUFFER_TYPE_INDEX, 0,
                                          RTC_FORMAT_UINT3, 3 * sizeof(unsigned), triangle_count);
  if (corners == nullptr || indices == nullptr) return scene;
  std::memcpy(corners, points, 3 * sizeof(float) * point_count);
  std::memcpy(indices, triangles, 3 * sizeof(unsigned) * triangle_count);
  meet_every_ray(geometry.get());
  rtcCommitGeometry(geometry.get());
  rtcAttachGeometry(scene.get(), geometry.get());
  rtcSetSceneFlags(scene.get(), RTC_SCENE_FLAG_ROBUST);  // no gaps along shared edges
  rtcJoinCommitScene(scene.get());
  return scene;
}

iggan_triangle_hit first_hit(RTCScene scene, const iggan_ray& ray) {
  QueryContext context;
  init_context(context);
  RTCRayHit query{};
  query.ray.org_x = ray.origin[0];
  query.ray.org_y = ray.origin[1];
  query.ray.org_z = ray.origin[2];
  query.ray.dir_x = ray.direction[0];
  query.ray.dir_y = ray.direction[1];
  query.ray.dir_z = ray.direction[2];
  query.ray.tfar = std::numeric_limits<float>::infinity();
  query.ray.mask = std::numeric_limits<unsigned>::max();
  query.hit.geomID = RTC_INVALID_GEOMETRY_ID;
  query.hit.instID[0] = RTC_INVALID_GEOMETRY_ID;
  intersect(scene, context, Coherence::coherent, query);
  if (query.hit.geomID == RTC_INVALID_GEOMETRY_ID) return {IGGAN_NO_TRIANGLE, 0, 0, 0};
  return {query.hit.primID, query.hit.u, query.hit.v, query.ray.tfar};
}

iggan_status IGGAN_CALL first_hits(const float* points, std::uint32_t point_count,
                                   const std::uint32_t* triangles, std::uint32_t triangle_count,
                                   const iggan_ray* rays, std::uint64_t ray_count,
                                   iggan_triangle_hit* hits) noexcept {
  if (ray_count == 0) return IGGAN_OK;
  if (rays == nullptr || hits == nullptr) return IGGAN_E_INVALID;
  if (triangle_count == 0) {
    std::fill_n(hits, ray_count, iggan_triangle_hit{IGGAN_NO_TRIANGLE, 0, 0, 0});
    return IGGAN_OK;
  }
  if (points == nullptr || triangles == nullptr) return IGGAN_E_INVALID;
  const std::uint32_t* end = triangles + 3 * std::size_t{triangle_count};
  if (std::any_of(triangles, end, [&](std::uint32_t point) { return point >= point_count; }))
    return IGGAN_E_INVALID;
  const Device device(rtcNewDevice("threads=1"), rtcReleaseDevice);
  if (device == nullptr) return IGGAN_E_INTERNAL;
  const Scene scene = make_scene(device.get(), points, point_count, triangles, triangle_count);
  const iggan_status status = status_of(device.get());
  if (status != IGGAN_OK) return status;
  for (std::uint64_t i = 0; i < ray_count; ++i) hits[i] = first_hit(scene.get(), rays[i]);
  return IGGAN_OK;
}

}  // namespace

const iggan_triangle_rays kTriangleRays{sizeof(iggan_triangle_rays), 0, first_hits};

}  // namespace iggan::plugins
