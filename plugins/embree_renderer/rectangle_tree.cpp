#include "rectangle_tree.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace iggan::plugins {
namespace {

/// How far a primitive's bounds extend beyond the rectangle, in voxels: more than float32 rounding
/// of rays and of Embree's box test moves a plane (7e-4 for coordinates up to kReach), but so
/// little that few rectangles are tested in vain.
constexpr float kMargin = 2e-3f;
constexpr double kReach = 2048;

struct Monitor {
  const plugin::Batch& batch;
  iggan_status status = IGGAN_OK;
};

bool may_go_on(void* pointer, double) {
  auto& monitor = *static_cast<Monitor*>(pointer);
  if (monitor.status == IGGAN_OK) monitor.status = monitor.batch.call().should_stop();
  return monitor.status == IGGAN_OK;
}

[[noreturn]] void fail(RTCError error) {
  throw plugin::Failure(error == RTC_ERROR_OUT_OF_MEMORY ? IGGAN_E_MEMORY : IGGAN_E_INTERNAL,
                        "Embree reports error " + std::to_string(error));
}

}  // namespace

/// Maps a ray's own time to Embree's, so that Embree sees coordinates and times of about the grid's
/// size, where float32 is precise enough.
struct RectangleTree::Clock {
  double begin, speed;  // the ray's time at Embree's zero; Embree's units per unit of the ray
  float end;

  [[nodiscard]] float after(double t) const {
    return static_cast<float>((t - begin) * speed) * (1 + 1e-6f) + kMargin;
  }
};

struct RectangleTree::PendingRays {
  QueryContext context;  // must be first: Embree's pointer to it is then a pointer to this struct
  const GridRay* rays;
  const Clock* clock;
  Hit* const* hits;      // by a ray's id; null if any hit suffices
  std::uint32_t* faces;  // the rectangle of each hit

  PendingRays(const GridRay* r, const Clock& c, Hit* const* h = nullptr, std::uint32_t* f = nullptr)
      : rays(r), clock(&c), hits(h), faces(f) {
    init_context(context);
  }
};

RectangleTree::RectangleTree()
    : device_(rtcNewDevice("threads=1"), rtcReleaseDevice),
      scene_(nullptr, rtcReleaseScene),
      geometry_(nullptr, rtcReleaseGeometry) {
  if (device_ == nullptr)
    throw plugin::Failure(IGGAN_E_INTERNAL, "Embree cannot create a device (error " +
                                                std::to_string(rtcGetDeviceError(nullptr)) + ")");
}

void RectangleTree::make_scene() {
  decltype(scene_) scene(rtcNewScene(device_.get()), rtcReleaseScene);
  decltype(geometry_) geometry(rtcNewGeometry(device_.get(), RTC_GEOMETRY_TYPE_USER),
                               rtcReleaseGeometry);
  if (scene == nullptr || geometry == nullptr) fail(rtcGetDeviceError(device_.get()));
  // A tree is used for only a few pictures.
  rtcSetSceneBuildQuality(scene.get(), RTC_BUILD_QUALITY_LOW);
  rtcSetGeometryBuildQuality(geometry.get(), RTC_BUILD_QUALITY_LOW);
  meet_every_ray(geometry.get());
  rtcSetGeometryUserData(geometry.get(), &faces_);
  rtcSetGeometryBoundsFunction(geometry.get(), bounds, nullptr);
  rtcSetGeometryIntersectFunction(geometry.get(), intersect);
  rtcSetGeometryOccludedFunction(geometry.get(), occluded);
  rtcAttachGeometry(scene.get(), geometry.get());
  scene_ = std::move(scene);
  geometry_ = std::move(geometry);
}

void RectangleTree::build(const SolidGrid& grid, const plugin::Batch& batch, CancelPoll& poll) {
  grid_ = &grid;
  faces_.assign(grid, poll);
  if (scene_ == nullptr) make_scene();
  rtcSetGeometryUserPrimitiveCount(geometry_.get(), static_cast<unsigned>(faces_.all().size()));
  rtcCommitGeometry(geometry_.get());
  Monitor monitor{batch};
  rtcSetSceneProgressMonitorFunction(scene_.get(), may_go_on, &monitor);
  rtcJoinCommitScene(scene_.get());  // in the device's arena: only on this thread
  rtcSetSceneProgressMonitorFunction(scene_.get(), nullptr, nullptr);
  const RTCError error = rtcGetDeviceError(device_.get());
  if (error == RTC_ERROR_NONE && monitor.status == IGGAN_OK) return;
  scene_.reset();  // a half-built scene cannot be built again
  geometry_.reset();
  if (monitor.status != IGGAN_OK) throw plugin::Failure(monitor.status, "stopped by the host");
  fail(error);
}

void RectangleTree::bounds(const RTCBoundsFunctionArguments* arguments) {
  const auto& faces = *static_cast<const FaceRectangles*>(arguments->geometryUserPtr);
  const FaceRectangle& face = faces.all()[arguments->primID];
  float low[3], high[3];
  for (int a = 0; a < 3; ++a) {
    low[a] = static_cast<float>(a == face.axis && face.side > 0 ? face.high[a] : face.low[a]);
    high[a] = static_cast<float>(a == face.axis && face.side < 0 ? face.low[a] : face.high[a]);
  }
  RTCBounds& box = *arguments->bounds_o;
  box.lower_x = low[0] - kMargin;
  box.lower_y = low[1] - kMargin;
  box.lower_z = low[2] - kMargin;
  box.upper_x = high[0] + kMargin;
  box.upper_y = high[1] + kMargin;
  box.upper_z = high[2] + kMargin;
}

void RectangleTree::intersect(const RTCIntersectFunctionNArguments* arguments) {
  const auto& pending = *reinterpret_cast<const PendingRays*>(arguments->context);
  const auto& faces = *static_cast<const FaceRectangles*>(arguments->geometryUserPtr);
  const FaceRectangle& face = faces.all()[arguments->primID];
  const unsigned n = arguments->N;
  RTCRayN* rays = RTCRayHitN_RayN(arguments->rayhit, n);
  for (unsigned i = 0; i < n; ++i) {
    int& valid = arguments->valid[i];
    if (valid == 0) continue;
    valid = 0;  // unless this is a hit: Embree 4 reads it
    const unsigned id = RTCRayN_id(rays, n, i);
    double t;
    if (!enters_through(pending.rays[id], face.low, face.high, face.axis, face.side, t)) continue;
    Hit& hit = *pending.hits[id];
    // Planes of several axes crossed at the same time: x before y before z.
    if (!(t < hit.t || (t == hit.t && face.axis < hit.axis))) continue;
    hit.t = t;
    hit.axis = face.axis;
    pending.faces[id] = arguments->primID;
    RTCRayN_tfar(rays, n, i) = pending.clock->after(t);
    valid = -1;
  }
}

void RectangleTree::occluded(const RTCOccludedFunctionNArguments* arguments) {
  const auto& pending = *reinterpret_cast<const PendingRays*>(arguments->context);
  const auto& faces = *static_cast<const FaceRectangles*>(arguments->geometryUserPtr);
  const FaceRectangle& face = faces.all()[arguments->primID];
  int& valid = arguments->valid[0];  // occlusion queries have one ray at a time
  if (valid == 0) return;
  double t;
  valid = enters_through(*pending.rays, face.low, face.high, face.axis, face.side, t) ? -1 : 0;
  if (valid != 0)
    RTCRayN_tfar(arguments->ray, arguments->N, 0) = -std::numeric_limits<float>::infinity();
}

/// The part of the ray that crosses the occupied box, from half a voxel before it to half a voxel
/// after; false if it misses the box.
bool RectangleTree::aim(const GridRay& ray, Clock& clock, RTCRay& out) const {
  double enter, leave;
  int axis;
  if (grid_->box().empty() || !clip(ray, grid_->box(), enter, leave, axis)) return false;
  enter = std::max(enter, ray.t_min);
  leave = std::min(leave, ray.t_max);
  if (!(enter <= leave)) return false;
  clock.speed = length(ray.direction);
  clock.begin = enter - 0.5 / clock.speed;
  clock.end = static_cast<float>((leave - enter) * clock.speed + 1);
  const Vec origin = ray.at(clock.begin), unit = ray.direction * (1 / clock.speed);
  out = {};
  out.org_x = static_cast<float>(origin.x);
  out.org_y = static_cast<float>(origin.y);
  out.org_z = static_cast<float>(origin.z);
  out.dir_x = static_cast<float>(unit.x);
  out.dir_y = static_cast<float>(unit.y);
  out.dir_z = static_cast<float>(unit.z);
  out.tfar = clock.end;
  out.mask = std::numeric_limits<unsigned>::max();
  return true;
}

bool RectangleTree::first_hit(const GridRay& ray, Hit& hit) const {
  Clock clock;
  RTCRayHit query;
  if (!aim(ray, clock, query.ray)) return false;
  if (begins_inside(*grid_, ray, hit)) return true;
  hit = Hit{};
  std::uint32_t face;
  Hit* const hits[] = {&hit};
  PendingRays pending(&ray, clock, hits, &face);
  query.hit.geomID = RTC_INVALID_GEOMETRY_ID;
  query.hit.instID[0] = RTC_INVALID_GEOMETRY_ID;
  plugins::intersect(scene_.get(), pending.context, Coherence::incoherent, query);
  if (!hit.found()) return false;
  hit = hit_on(faces_.all()[face], ray, hit.t);
  return true;
}

bool RectangleTree::blocked(const GridRay& ray) const {
  Clock clock;
  RTCRay query;
  if (!aim(ray, clock, query)) return false;
  if (Hit cut; begins_inside(*grid_, ray, cut)) return true;
  PendingRays pending(&ray, clock);
  plugins::occluded(scene_.get(), pending.context, query);
  return query.tfar < 0;  // Embree's sign for a hit
}

/// Traces neighbouring rays together, since they visit the same nodes of the tree.
class RectangleTree::PacketHits final : public PrimaryHits {
 public:
  PacketHits(const RectangleTree& tree, const PrimaryRays& rays)
      : tree_(tree), rays_(rays), near_cuts_(rays.near_cuts(tree.grid_->box())) {
    double nearest, farthest;
    rays.depths(tree.grid_->box(), nearest, farthest);
    const GridRay any = rays.at(0, 0);
    nearest = std::max(nearest, any.t_min);
    farthest = std::min(farthest, any.t_max);
    clock_.speed = length(rays.ahead());
    clock_.begin = nearest - 0.5 / clock_.speed;
    clock_.end = static_cast<float>((farthest - nearest) * clock_.speed + 1);
  }

  void first_hits(const SampleWindow& window, Hit* hits) const override {
    if (!suits_float32(window)) return one_by_one(window, hits);
    for (int y = window.y0; y < window.y1; y += kTileHeight)
      for (int x = window.x0; x < window.x1; x += kTileWidth) {
        Packet packet;
        for (int i = 0; i < kPacket; ++i) {
          const int at_x = x + i % kTileWidth, at_y = y + i / kTileWidth;
          if (at_x >= window.x1 || at_y >= window.y1) continue;
          Hit& hit = hits[(at_y - window.y0) * window.width() + at_x - window.x0];
          hit = Hit{};
          add(packet, i, rays_.at(at_x, at_y), hit);
        }
        trace(packet);
      }
  }

 private:
  static constexpr int kTileWidth = 4, kTileHeight = 2, kPacket = kTileWidth * kTileHeight;
  struct Packet {
    alignas(32) int valid[kPacket] = {};
    alignas(32) RTCRayHit8 query;
    GridRay rays[kPacket];
    std::uint32_t faces[kPacket];
    Hit* hits[kPacket] = {};
    bool any = false;
  };

  /// Whether rays in the times of clock_ stay within a few grid sizes; those of an extreme lens or
  /// grid do not. (Rays are linear in their sample, so the corners decide.)
  [[nodiscard]] bool suits_float32(const SampleWindow& window) const {
    for (const int x : {window.x0, window.x1 - 1})
      for (const int y : {window.y0, window.y1 - 1}) {
        const GridRay ray = rays_.at(x, y);
        const Vec origin = ray.at(clock_.begin);
        for (int a = 0; a < 3; ++a)
          if (!(std::fabs(ray.direction[a]) <= 16 * clock_.speed && std::fabs(origin[a]) <= kReach))
            return false;
      }
    return clock_.end <= kReach;
  }

  void one_by_one(const SampleWindow& window, Hit* hits) const {
    for (int y = window.y0; y < window.y1; ++y)
      for (int x = window.x0; x < window.x1; ++x, ++hits)
        if (!tree_.first_hit(rays_.at(x, y), *hits)) *hits = Hit{};
  }

  void add(Packet& packet, int i, const GridRay& ray, Hit& hit) const {
    if (near_cuts_ && begins_inside(*tree_.grid_, ray, hit)) return;
    const Vec origin = ray.at(clock_.begin), step = ray.direction * (1 / clock_.speed);
    packet.rays[i] = ray;
    packet.hits[i] = &hit;
    packet.valid[i] = -1;
    packet.any = true;
    RTCRay8& out = packet.query.ray;
    out.org_x[i] = static_cast<float>(origin.x);
    out.org_y[i] = static_cast<float>(origin.y);
    out.org_z[i] = static_cast<float>(origin.z);
    out.dir_x[i] = static_cast<float>(step.x);
    out.dir_y[i] = static_cast<float>(step.y);
    out.dir_z[i] = static_cast<float>(step.z);
    out.tnear[i] = 0;
    out.tfar[i] = clock_.end;
    out.time[i] = 0;
    out.mask[i] = std::numeric_limits<unsigned>::max();
    out.id[i] = static_cast<unsigned>(i);
    out.flags[i] = 0;
    packet.query.hit.geomID[i] = RTC_INVALID_GEOMETRY_ID;
    packet.query.hit.instID[0][i] = RTC_INVALID_GEOMETRY_ID;
  }

  void trace(Packet& packet) const {
    if (!packet.any) return;
    PendingRays pending(packet.rays, clock_, packet.hits, packet.faces);
    plugins::intersect(packet.valid, tree_.scene_.get(), pending.context, Coherence::coherent,
                       packet.query);
    for (int i = 0; i < kPacket; ++i)
      if (packet.valid[i] != 0 && packet.hits[i]->found())
        *packet.hits[i] =
            hit_on(tree_.faces_.all()[packet.faces[i]], packet.rays[i], packet.hits[i]->t);
  }

  const RectangleTree& tree_;
  const PrimaryRays& rays_;
  bool near_cuts_;
  Clock clock_;
};

std::unique_ptr<PrimaryHits> RectangleTree::find_primary_hits(const PrimaryRays& rays,
                                                              CancelPoll&) const {
  return std::make_unique<PacketHits>(*this, rays);
}

}  // namespace iggan::plugins
