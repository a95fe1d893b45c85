#include "ray_ceiling.h"

#include <chrono>
#include <cmath>
#include <limits>
#include <memory>

#include "embree.h"

namespace iggan::plugins {
namespace {

using Scene = std::unique_ptr<RTCSceneTy, void (*)(RTCScene)>;

/// A triangle in the plane z = -1 that covers this fraction of the picture's square [-1, 1]^2.
Scene make_scene(RTCDevice device, double coverage) {
  Scene scene(rtcNewScene(device), rtcReleaseScene);
  const std::unique_ptr<RTCGeometryTy, void (*)(RTCGeometry)> geometry(
      rtcNewGeometry(device, RTC_GEOMETRY_TYPE_TRIANGLE), rtcReleaseGeometry);
  auto* corners = static_cast<float*>(rtcSetNewGeometryBuffer(
      geometry.get(), RTC_BUFFER_TYPE_VERTEX, 0, RTC_FORMAT_FLOAT3, 3 * sizeof(float), 3));
  auto* index = static_cast<unsigned*>(rtcSetNewGeometryBuffer(
      geometry.get(), RTC_BUFFER_TYPE_INDEX, 0, RTC_FORMAT_UINT3, 3 * sizeof(unsigned), 1));
  if (corners == nullptr || index == nullptr) return {nullptr, rtcReleaseScene};
  // The lower left half of a square; to cover more than half of the picture, all but its upper
  // right corner.
  const auto edge = static_cast<float>(coverage <= 0.5 ? std::sqrt(8 * coverage)
                                                       : 4 - std::sqrt(8 * (1 - coverage)));
  const float values[9] = {-1, -1, -1, edge - 1, -1, -1, -1, edge - 1, -1};
  for (int i = 0; i < 9; ++i) corners[i] = values[i];
  for (unsigned i = 0; i < 3; ++i) index[i] = i;
  meet_every_ray(geometry.get());
  rtcCommitGeometry(geometry.get());
  rtcAttachGeometry(scene.get(), geometry.get());
  rtcJoinCommitScene(scene.get());
  return scene;
}

/// @return how many rays hit.
std::size_t trace_picture(RTCScene scene, std::uint32_t pixels) {
  std::size_t hits = 0;
  const float pitch = 2.0f / static_cast<float>(pixels);
  for (std::uint32_t y = 0; y < pixels; ++y)
    for (std::uint32_t x = 0; x < pixels; ++x) {
      QueryContext context;
      init_context(context);
      RTCRayHit query{};
      query.ray.dir_x = (static_cast<float>(x) + 0.5f) * pitch - 1;
      query.ray.dir_y = (static_cast<float>(y) + 0.5f) * pitch - 1;
      query.ray.dir_z = -1;
      query.ray.tfar = std::numeric_limits<float>::infinity();
      query.ray.mask = std::numeric_limits<unsigned>::max();
      query.hit.geomID = RTC_INVALID_GEOMETRY_ID;
      query.hit.instID[0] = RTC_INVALID_GEOMETRY_ID;
      intersect(scene, context, Coherence::coherent, query);
      hits += query.hit.geomID != RTC_INVALID_GEOMETRY_ID;
    }
  return hits;
}

double IGGAN_CALL rays_per_second(double coverage, std::uint32_t pixels, double seconds) noexcept {
  using Clock = std::chrono::steady_clock;
  const std::unique_ptr<RTCDeviceTy, void (*)(RTCDevice)> device(rtcNewDevice("threads=1"),
                                                                 rtcReleaseDevice);
  if (device == nullptr || !(coverage > 0 && coverage <= 1) || pixels == 0) return 0;
  const Scene scene = make_scene(device.get(), coverage);
  if (scene == nullptr || trace_picture(scene.get(), pixels) == 0) return 0;
  double rays = 0, elapsed = 0;
  for (const auto start = Clock::now(); elapsed < seconds;) {
    (void)trace_picture(scene.get(), pixels);
    rays += static_cast<double>(pixels) * pixels;
    elapsed = std::chrono::duration<double>(Clock::now() - start).count();
  }
  return rays / elapsed;
}

}  // namespace

const iggan_ray_ceiling kRayCeiling{sizeof(iggan_ray_ceiling), 0, rays_per_second};

}  // namespace iggan::plugins
