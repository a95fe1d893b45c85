#pragma once
#include <memory>

#include "../common/face_rectangles.h"
#include "../common/tracer.h"
#include "embree.h"

namespace iggan::plugins {

/// Embree's tree over rectangles of exposed voxel faces, as user primitives: Embree finds, in
/// float32, the slightly enlarged rectangles that a ray may hit, and the exact rule of grid_ray.h
/// decides whether the ray hits them.
class RectangleTree final : public Tracer {
 public:
  /// Has its own device, which builds on the caller's thread: with a shared device, builds of
  /// several threads would wait for each other. @throws plugin::Failure
  RectangleTree();

  void build(const SolidGrid& grid, const plugin::Batch& batch, CancelPoll& poll) override;
  [[nodiscard]] std::unique_ptr<PrimaryHits> find_primary_hits(const PrimaryRays& rays,
                                                               CancelPoll& poll) const override;
  [[nodiscard]] bool first_hit(const GridRay& ray, Hit& hit) const override;
  [[nodiscard]] bool blocked(const GridRay& ray) const override;

 private:
  class PacketHits;
  struct PendingRays;  // rays that Embree is tracing
  static void bounds(const RTCBoundsFunctionArguments* arguments);
  static void intersect(const RTCIntersectFunctionNArguments* arguments);
  static void occluded(const RTCOccludedFunctionNArguments* arguments);
  void make_scene();
  struct Clock;
  [[nodiscard]] bool aim(const GridRay& ray, Clock& clock, RTCRay& out) const;

  std::unique_ptr<RTCDeviceTy, void (*)(RTCDevice)> device_;
  std::unique_ptr<RTCSceneTy, void (*)(RTCScene)> scene_;
  std::unique_ptr<RTCGeometryTy, void (*)(RTCGeometry)> geometry_;
  const SolidGrid* grid_ = nullptr;
  FaceRectangles faces_;  // by Embree's primitive number
};

}  // namespace iggan::plugins
