#include "lighting.h"

#include <algorithm>
#include <array>

namespace iggan::plugins {
namespace {

constexpr double kPi = 3.14159265358979323846;

Vec product(const Vec& a, const Vec& b) {
  return {a.x * b.x, a.y * b.y, a.z * b.z};
}

/// A uniform random point of the unit disc perpendicular to `axis`, a unit vector; `square` is its
/// squared distance from the centre.
Vec on_disc(const Vec& axis, Draws& draws, double& square) {
  const Vec aside = normalized(cross(axis, std::fabs(axis.x) < 0.7 ? Vec{1, 0, 0} : Vec{0, 1, 0}));
  square = draws.uniform();
  const double radius = std::sqrt(square), angle = 2 * kPi * draws.uniform();
  return aside * (radius * std::cos(angle)) + cross(axis, aside) * (radius * std::sin(angle));
}

/// A direction around a unit normal, with density proportional to the cosine (Malley's method).
Vec cosine_direction(const Vec& normal, Draws& draws) {
  double square;
  const Vec across = on_disc(normal, draws, square);
  return across + normal * std::sqrt(1 - square);
}

}  // namespace

Lighting::Lighting(const plugin::Job& job, const Style& style, const SolidGrid& grid,
                   const Tracer& tracer, const SmoothNormals* smooth)
    : style_(style),
      albedo_(job.grid),
      grid_(grid),
      tracer_(tracer),
      smooth_(smooth),
      to_world_(Affine::from(job.grid.to_world)),
      to_index_(to_world_.inverse()),
      face_normals_(normals_of(job, to_index_)) {
  const JobLights lights(job);
  ambient_ = lights.ambient;
  for (const JobLamp& lamp : lights.lamps) {
    lamps_.push_back({lamp.rgb, lamp.vec,
                      lamp.at_point ? to_index_.point(lamp.vec) : to_index_.direction(lamp.vec),
                      lamp.at_point});
    if (lamp.at_point) same_all_over_ = false;
  }
  rays_per_surface_ = 1 + static_cast<std::size_t>(style.ambient_occlusion) +
                      (style.casts_shadows() ? lamps_.size() : 0);
  if (style.normals == Normals::smooth || style.casts_shadows() || style.ambient_occlusion > 0)
    same_all_over_ = false;
  if (!same_all_over_) return;
  Draws none{SampleKey{}};
  for (std::size_t face = 0; face < 7; ++face)
    face_radiance_[face] = ambient_ + from_lamps({{}, face_normals_[face], {}, false}, none);
}

Vec Lighting::radiance(const Hit& hit) const {
  return product(albedo_.at(hit.cell), face_radiance_[face_of(hit)]);
}

Vec Lighting::radiance(const GridRay& ray, const Hit& hit, const SampleKey& key,
                       CancelPoll& poll) const {
  const Surface seen = surface(ray, hit);
  const int samples = style_.random() ? style_.samples : 1;
  Vec sum;
  for (int i = 0; i < samples; ++i) {
    Draws draws({key.seed, key.pixel,
                 key.sample * static_cast<std::uint64_t>(samples) + static_cast<std::uint64_t>(i)});
    sum = sum + path(seen, draws, poll);
  }
  return product(albedo_.at(hit.cell), sum * (1.0 / samples));
}

Vec Lighting::path(Surface surface, Draws& draws, CancelPoll& poll) const {
  poll.count(rays_per_surface_);
  Vec sum = from_lamps(surface, draws);
  if (style_.bounces == 0 || !surface.casts) return sum + from_ambient(surface, draws);
  Vec share{1, 1, 1};
  for (int bounce = 0; bounce < style_.bounces; ++bounce) {
    const GridRay ray(surface.start, to_index_.direction(cosine_direction(surface.normal, draws)));
    Hit hit;
    if (!tracer_.first_hit(ray, hit)) return sum + product(share, ambient_);
    if (hit.axis < 0) return sum;  // the ray starts inside a solid voxel
    surface = this->surface(ray, hit);
    share = product(share, albedo_.at(hit.cell));
    sum = sum + product(share, from_lamps(surface, draws));
    poll.count(rays_per_surface_);
  }
  return sum;
}

Lighting::Surface Lighting::surface(const GridRay& ray, const Hit& hit) const {
  Surface out;
  out.point = ray.at(hit.t);
  for (int a = 0; a < 3; ++a)  // far from the origin, t is not precise enough to place a point in
                               // the right cell
    out.point[a] = std::clamp<double>(out.point[a], hit.cell[a], hit.cell[a] + 1);
  out.normal = face_normals_[face_of(hit)];
  // A cut is not a surface of the solid: what the near plane removed would cast shadows on it.
  out.casts = hit.axis >= 0;
  if (hit.axis < 0) return out;
  out.point[hit.axis] = hit.cell[hit.axis] + (hit.side > 0 ? 1 : 0);
  out.start = out.point;
  if (smooth_ == nullptr) return out;
  const Vec outward = smooth_->outward(out.point);
  const double slope = length(outward);
  if (slope < 1e-9) return out;  // no slope, up to rounding: the face's own normal
  out.normal = normalized(to_index_.transposed(outward));
  // Start one voxel away; otherwise the steps of a slanted surface would shadow each other.
  out.start = out.point + outward * (1.0 / slope);
  return out;
}

Vec Lighting::from_ambient(const Surface& surface, Draws& draws) const {
  if (style_.ambient_occlusion == 0 || !surface.casts) return ambient_;
  int open = 0;
  for (int i = 0; i < style_.ambient_occlusion; ++i)
    if (!tracer_.blocked(
            GridRay(surface.start, to_index_.direction(cosine_direction(surface.normal, draws)))))
      ++open;
  return ambient_ * (static_cast<double>(open) / style_.ambient_occlusion);
}

Vec Lighting::from_lamps(const Surface& surface, Draws& draws) const {
  Vec sum;
  for (const Lamp& lamp : lamps_) {
    const Beam light = beam(lamp, surface, draws);
    const double cosine = dot(surface.normal, light.towards);
    if (!(cosine > 0)) continue;
    if (style_.casts_shadows() && surface.casts && tracer_.blocked(light.ray)) continue;
    sum = sum + lamp.rgb * (cosine * light.strength);
  }
  return sum;
}

Lighting::Beam Lighting::beam(const Lamp& lamp, const Surface& surface, Draws& draws) const {
  Beam out{lamp.world, 1, {}};
  Vec aside, aside_index;
  if (lamp.at_point) out.towards = lamp.world - to_world_.point(surface.point);
  const double square = dot(out.towards, out.towards);
  if (style_.light_radius > 0 && square > 0) {
    double unused;
    aside = on_disc(normalized(out.towards), draws, unused) * style_.light_radius;
    aside_index = to_index_.direction(aside);
    out.towards = out.towards + aside;
  }
  if (lamp.at_point) {
    out.strength = 1.0 / std::max(dot(out.towards, out.towards), 1e-12);  // finite at the lamp
    out.towards = out.towards * std::sqrt(out.strength);
    out.ray = GridRay(surface.start, lamp.index + aside_index - surface.start);
    out.ray.t_max = 1;
  } else {
    if (style_.light_radius > 0) {
      out.towards = normalized(out.towards);
      // The mean cosine to the disc's points is less than 1, but a surface that faces the disc
      // must receive the full irradiance.
      const double r2 = style_.light_radius * style_.light_radius;
      out.strength = (std::sqrt(1 + r2) + 1) / 2;
    }
    out.ray = GridRay(surface.start, lamp.index + aside_index);
  }
  return out;
}

}  // namespace iggan::plugins
