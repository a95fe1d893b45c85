#include "lighting.h"

#include <algorithm>

namespace iggan::plugins {
namespace {

constexpr double kPi = 3.14159265358979323846;

/// SplitMix64's finaliser.
std::uint64_t mix(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
  return z ^ (z >> 31);
}

int face_of(const Hit& hit) {
  return hit.axis < 0 ? 6 : hit.axis * 2 + (hit.side > 0 ? 1 : 0);
}

Vec to_vec(const float v[3]) {
  return {static_cast<double>(v[0]), static_cast<double>(v[1]), static_cast<double>(v[2])};
}

}  // namespace

double SampleKey::uniform(std::uint64_t draw) const {
  constexpr std::uint64_t kGolden = 0x9E3779B97F4A7C15ull;
  std::uint64_t state = mix(seed + kGolden);
  for (const std::uint64_t part : {pixel, sample, draw}) state = mix(state + (part + 1) * kGolden);
  return static_cast<double>(state >> 11) * 0x1.0p-53;
}

Lighting::Lighting(const plugin::Job& job, const Style& style, const SolidGrid& grid,
                   const Tracer& tracer, const SmoothNormals* smooth)
    : style_(style),
      grid_(grid),
      tracer_(tracer),
      smooth_(smooth),
      to_world_(Affine::from(job.grid.to_world)),
      to_index_(to_world_.inverse()) {
  for (int face = 0; face < 6; ++face) {
    Vec normal;
    normal[face / 2] = face % 2 == 0 ? -1 : 1;
    face_normals_[face] = normalized(to_index_.transposed(normal));
  }
  face_normals_[6] = normalized(Affine::from(job.camera.to_world).columns[2]);

  for (const iggan_light& light : job.lights) {
    const Vec rgb = to_vec(light.rgb);
    if (light.kind == IGGAN_LIGHT_AMBIENT) {
      ambient_ = ambient_ + rgb;
    } else if (light.kind == IGGAN_LIGHT_DIRECTIONAL) {
      const Vec towards = -normalized(to_vec(light.vec));
      lamps_.push_back({rgb * (1.0 / kPi), towards, to_index_.direction(towards), false});
    } else {
      const Vec position = to_vec(light.vec);
      lamps_.push_back({rgb * (1.0 / kPi), position, to_index_.point(position), true});
      same_all_over_ = false;
    }
  }
  if (style.normals == Normals::smooth || style.shadows || style.ambient_occlusion > 0)
    same_all_over_ = false;
  if (!same_all_over_) return;
  for (int face = 0; face < 7; ++face)
    face_radiance_[face] = shade({{}, face_normals_[face], {}, false}, {});
}

Vec Lighting::radiance(const GridRay& ray, const Hit& hit, const SampleKey& key) const {
  return same_all_over_ ? face_radiance_[face_of(hit)] : shade(surface(ray, hit), key);
}

Lighting::Surface Lighting::surface(const GridRay& ray, const Hit& hit) const {
  Surface out;
  out.point = ray.at(hit.t);
  for (int a = 0; a < 3; ++a)  // far from the origin, t alone does not place a point to the cell
    out.point[a] = std::clamp<double>(out.point[a], hit.cell[a], hit.cell[a] + 1);
  out.normal = face_normals_[face_of(hit)];
  // A cut is no surface of the solid: what the near plane took away would still cast its shadow.
  out.casts = hit.axis >= 0;
  if (hit.axis < 0) return out;
  out.point[hit.axis] = hit.cell[hit.axis] + (hit.side > 0 ? 1 : 0);
  out.start = out.point;
  if (smooth_ == nullptr) return out;
  const Vec outward = smooth_->outward(out.point);
  const double slope = length(outward);
  if (slope < 1e-9) return out;  // no slope, up to rounding: the face's own normal
  out.normal = normalized(to_index_.transposed(outward));
  // One voxel off, or the steps of a slanted surface would shade each other.
  out.start = out.point + outward * (1.0 / slope);
  return out;
}

Vec Lighting::shade(const Surface& surface, const SampleKey& key) const {
  Vec sum = ambient_;
  if (style_.ambient_occlusion > 0 && surface.casts) sum = sum * ambient_visibility(surface, key);
  for (const Lamp& lamp : lamps_) {
    Vec towards = lamp.world;
    double falloff = 1;
    if (lamp.at_point) {
      towards = lamp.world - to_world_.point(surface.point);
      const double square = std::max(dot(towards, towards), 1e-12);  // finite at the lamp itself
      falloff = 1.0 / square;
      towards = towards * std::sqrt(falloff);
    }
    const double cosine = dot(surface.normal, towards);
    if (!(cosine > 0)) continue;
    if (style_.shadows && surface.casts) {
      const bool hidden = lamp.at_point ? shadowed(surface.start, lamp.index - surface.start, 1.0)
                                        : shadowed(surface.start, lamp.index,
                                                   std::numeric_limits<double>::infinity());
      if (hidden) continue;
    }
    sum = sum + lamp.rgb * (cosine * falloff);
  }
  return sum;
}

bool Lighting::shadowed(const Vec& start, const Vec& towards, double reach) const {
  GridRay ray(start, towards);
  ray.t_max = reach;
  Hit hit;
  return begins_inside(grid_, ray, hit) || tracer_.blocked(ray);
}

double Lighting::ambient_visibility(const Surface& surface, const SampleKey& key) const {
  const Vec n = surface.normal;
  const Vec aside = normalized(cross(n, std::fabs(n.x) < 0.7 ? Vec{1, 0, 0} : Vec{0, 1, 0}));
  const Vec beside = cross(n, aside);
  int open = 0;
  for (int i = 0; i < style_.ambient_occlusion; ++i) {
    const auto draw = static_cast<std::uint64_t>(i) * 2;
    const double square = key.uniform(draw), angle = 2 * kPi * key.uniform(draw + 1);
    const double radius = std::sqrt(square);  // density proportional to the cosine
    const Vec towards = aside * (radius * std::cos(angle)) + beside * (radius * std::sin(angle)) +
                        n * std::sqrt(1 - square);
    if (!shadowed(surface.start, to_index_.direction(towards),
                  std::numeric_limits<double>::infinity()))
      ++open;
  }
  return static_cast<double>(open) / style_.ambient_occlusion;
}

}  // namespace iggan::plugins
