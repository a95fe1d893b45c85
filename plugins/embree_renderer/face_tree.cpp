#include "face_tree.h"

#include <algorithm>
#include <limits>

namespace iggan::plugins {
namespace {

/// How far a face reaches over its edges, in voxels: far above float32's rounding at the largest
/// grid (512: 6e-5), far below what would offer Embree many hits to refuse.
constexpr float kOverlap = 2e-3f;

struct Monitor {
  const plugin::Batch& batch;
  iggan_status status = IGGAN_OK;
};

bool may_go_on(void* pointer, double) {
  auto& monitor = *static_cast<Monitor*>(pointer);
  if (monitor.status == IGGAN_OK) monitor.status = monitor.batch.call().should_stop();
  return monitor.status == IGGAN_OK;
}

void check(RTCDevice device) {
  const RTCError error = rtcGetDeviceError(device);
  if (error == RTC_ERROR_NONE) return;
  throw plugin::Failure(error == RTC_ERROR_OUT_OF_MEMORY ? IGGAN_E_MEMORY : IGGAN_E_INTERNAL,
                        "Embree reports error " + std::to_string(error));
}

}  // namespace

struct FaceTree::Question {
  RTCIntersectContext context;  // first, so that Embree's pointer to it is one to this
  const GridRay& ray;
  const std::vector<Face>& faces;

  Question(const GridRay& r, const std::vector<Face>& f) : ray(r), faces(f) {
    rtcInitIntersectContext(&context);
  }
};

FaceTree::~FaceTree() {
  if (scene_ != nullptr) rtcReleaseScene(scene_);
}

void FaceTree::collect_faces() {
  faces_.clear();
  const CellBox& box = grid_->box();
  for (int k = box.low[2]; k < box.high[2]; ++k)
    for (int j = box.low[1]; j < box.high[1]; ++j)
      for (int i = box.low[0]; i < box.high[0]; ++i) {
        if (!grid_->at(i, j, k)) continue;
        for (int face = 0; face < 6; ++face) {
          const int axis = face / 2, side = face % 2 == 0 ? -1 : 1;
          int next[3] = {i, j, k};
          next[axis] += side;
          if (!grid_->solid(next[0], next[1], next[2]))
            faces_.push_back({{static_cast<std::int16_t>(i), static_cast<std::int16_t>(j),
                               static_cast<std::int16_t>(k)},
                              static_cast<std::int8_t>(axis),
                              static_cast<std::int8_t>(side)});
        }
      }
}

void FaceTree::fill_geometry(RTCGeometry geometry) const {
  auto* corner = static_cast<float*>(rtcSetNewGeometryBuffer(geometry, RTC_BUFFER_TYPE_VERTEX, 0,
                                                             RTC_FORMAT_FLOAT3, 3 * sizeof(float),
                                                             4 * faces_.size()));
  auto* index = static_cast<std::uint32_t*>(
      rtcSetNewGeometryBuffer(geometry, RTC_BUFFER_TYPE_INDEX, 0, RTC_FORMAT_UINT4,
                              4 * sizeof(std::uint32_t), faces_.size()));
  check(device_.get());
  for (const Face& face : faces_) {
    const int u = (face.axis + 1) % 3, v = (face.axis + 2) % 3;
    for (int c = 0; c < 4; ++c, corner += 3) {
      corner[face.axis] = static_cast<float>(face.cell[face.axis] + (face.side > 0 ? 1 : 0));
      const bool far_u = c == 1 || c == 2, far_v = c >= 2;
      corner[u] = static_cast<float>(face.cell[u]) + (far_u ? 1 + kOverlap : -kOverlap);
      corner[v] = static_cast<float>(face.cell[v]) + (far_v ? 1 + kOverlap : -kOverlap);
    }
  }
  for (std::uint32_t i = 0; i < 4 * faces_.size(); ++i) index[i] = i;
}

void FaceTree::build(const SolidGrid& grid, const plugin::Batch& batch) {
  if (scene_ != nullptr) rtcReleaseScene(scene_);
  scene_ = nullptr;
  grid_ = &grid;
  collect_faces();
  if (faces_.empty()) return;
  batch.poll();

  const RTCDevice device = device_.get();
  scene_ = rtcNewScene(device);
  check(device);
  rtcSetSceneFlags(scene_, RTC_SCENE_FLAG_ROBUST);
  rtcSetSceneBuildQuality(scene_, RTC_BUILD_QUALITY_LOW);  // trees live for one picture
  const std::unique_ptr<RTCGeometryTy, void (*)(RTCGeometry)> geometry(
      rtcNewGeometry(device, RTC_GEOMETRY_TYPE_QUAD), rtcReleaseGeometry);
  check(device);
  fill_geometry(geometry.get());
  rtcSetGeometryBuildQuality(geometry.get(), RTC_BUILD_QUALITY_LOW);
  rtcSetGeometryIntersectFilterFunction(geometry.get(), accept_exact);
  rtcSetGeometryOccludedFilterFunction(geometry.get(), accept_exact);
  rtcCommitGeometry(geometry.get());
  rtcAttachGeometry(scene_, geometry.get());

  Monitor monitor{batch};
  rtcSetSceneProgressMonitorFunction(scene_, may_go_on, &monitor);
  rtcCommitScene(scene_);
  rtcSetSceneProgressMonitorFunction(scene_, nullptr, nullptr);
  if (monitor.status != IGGAN_OK) {
    (void)rtcGetDeviceError(device);  // its own word for the same
    throw plugin::Failure(monitor.status, "stopped by the host");
  }
  check(device);
}

void FaceTree::accept_exact(const RTCFilterFunctionNArguments* arguments) {
  const auto& question = *reinterpret_cast<const Question*>(arguments->context);
  const Face& face = question.faces[RTCHitN_primID(arguments->hit, 1, 0)];
  const bool towards = question.ray.direction[face.axis] * face.side < 0;
  const int cell[3] = {face.cell[0], face.cell[1], face.cell[2]};
  double t;
  if (!towards || !enters_through(question.ray, cell, face.axis, t)) arguments->valid[0] = 0;
}

/// The part of the ray that crosses the occupied box, in voxels from shortly before it, where
/// float32 is at its most exact; false if there is no such part.
bool FaceTree::to_embree(const GridRay& ray, RTCRay& out) const {
  double enter, leave;
  int axis;
  if (scene_ == nullptr || !clip(ray, grid_->box(), enter, leave, axis)) return false;
  enter = std::max(enter, ray.t_min);
  leave = std::min(leave, ray.t_max);
  if (!(enter <= leave)) return false;
  constexpr double kBefore = 0.5;  // voxels
  const double speed = length(ray.direction);
  const Vec unit = ray.direction * (1 / speed);
  const Vec origin = ray.at(enter) - unit * kBefore;
  out.org_x = static_cast<float>(origin.x);
  out.org_y = static_cast<float>(origin.y);
  out.org_z = static_cast<float>(origin.z);
  out.dir_x = static_cast<float>(unit.x);
  out.dir_y = static_cast<float>(unit.y);
  out.dir_z = static_cast<float>(unit.z);
  out.tnear = 0;
  out.tfar = static_cast<float>((leave - enter) * speed + 2 * kBefore);
  out.time = 0;
  out.mask = std::numeric_limits<unsigned>::max();
  out.id = 0;
  out.flags = 0;
  return true;
}

bool FaceTree::first_hit(const GridRay& ray, Hit& hit) const {
  RTCRayHit query;
  if (!to_embree(ray, query.ray)) return false;
  if (begins_inside(*grid_, ray, hit)) return true;
  query.hit.geomID = RTC_INVALID_GEOMETRY_ID;
  query.hit.instID[0] = RTC_INVALID_GEOMETRY_ID;
  Question question(ray, faces_);
  rtcIntersect1(scene_, &question.context, &query);
  if (query.hit.geomID == RTC_INVALID_GEOMETRY_ID) return false;
  const Face& face = faces_[query.hit.primID];
  std::copy(face.cell, face.cell + 3, hit.cell);
  hit.axis = face.axis;
  hit.side = face.side;
  hit.t = ray.plane_time(hit.axis, ray.entry_plane(hit.axis, hit.cell[hit.axis]));
  return true;
}

bool FaceTree::blocked(const GridRay& ray) const {
  RTCRay query;
  if (!to_embree(ray, query)) return false;
  Question question(ray, faces_);
  rtcOccluded1(scene_, &question.context, &query);
  return query.tfar < 0;  // Embree's sign for a hit
}

}  // namespace iggan::plugins
