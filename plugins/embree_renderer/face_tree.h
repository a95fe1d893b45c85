#pragma once
#include <embree3/rtcore.h>

#include <cstdint>
#include <vector>

#include "../common/tracer.h"
#include "device_pool.h"

namespace iggan::plugins {

/// Embree's tree over the exposed faces of the voxels. The faces in the tree are a little larger
/// than the voxels', so that no ray slips between two of them in Embree's float32; each hit that
/// Embree offers is then accepted or refused by the exact rule of grid_ray.h.
class FaceTree final : public Tracer {
 public:
  explicit FaceTree(DevicePool::Lease device) : device_(std::move(device)) {}
  ~FaceTree() override;
  FaceTree(const FaceTree&) = delete;
  FaceTree& operator=(const FaceTree&) = delete;

  void build(const SolidGrid& grid, const plugin::Batch& batch) override;
  [[nodiscard]] bool first_hit(const GridRay& ray, Hit& hit) const override;
  [[nodiscard]] bool blocked(const GridRay& ray) const override;

 private:
  struct Face {
    std::int16_t cell[3];
    std::int8_t axis, side;
  };
  struct Question;  // a ray on its way through Embree
  static void accept_exact(const RTCFilterFunctionNArguments* arguments);
  [[nodiscard]] bool to_embree(const GridRay& ray, RTCRay& out) const;
  void collect_faces();
  void fill_geometry(RTCGeometry geometry) const;

  DevicePool::Lease device_;
  RTCScene scene_ = nullptr;
  const SolidGrid* grid_ = nullptr;
  std::vector<Face> faces_;  // by Embree's primitive number
};

}  // namespace iggan::plugins
