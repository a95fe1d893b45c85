#include "picture.h"

#include <array>

namespace iggan::plugins {
namespace {

const std::array<double, 256>& linear_of_byte() {
  static const auto table = [] {
    std::array<double, 256> values{};
    for (std::size_t i = 0; i < values.size(); ++i)
      values[i] = static_cast<double>(plugin::srgb_decode(static_cast<float>(i) / 255.0f));
    return values;
  }();
  return table;
}

/// Rays between two questions to the host: well under 50 ms, also with a slow tracer.
constexpr std::uint32_t kRaysPerPoll = 8192;

}  // namespace

Picture::Picture(const plugin::Job& job, const Style& style, const SolidGrid& grid,
                 const Tracer& tracer, const SmoothNormals* smooth)
    : job_(job),
      style_(style),
      tracer_(tracer),
      lighting_(job, style, grid, tracer, smooth),
      rays_(job.camera, job.canvas.width(), job.canvas.height(), lighting_.to_index()),
      rays_per_hit_(static_cast<std::uint32_t>(style.ambient_occlusion) +
                    (style.shadows ? static_cast<std::uint32_t>(job.lights.size()) : 0)) {}

void Picture::draw_rows(std::uint32_t first, std::uint32_t last, const plugin::Batch& batch) const {
  const auto n = static_cast<std::uint32_t>(style_.samples_per_axis);
  const double share = 1.0 / (n * n), pitch = 1.0 / n;
  std::uint32_t since_poll = 0;
  for (std::uint32_t y = first; y < last; ++y)
    for (std::uint32_t x = 0; x < job_.canvas.width(); ++x) {
      Vec rgb;
      std::uint32_t hits = 0;
      for (std::uint32_t sample = 0; sample < n * n; ++sample) {
        const GridRay ray =
            n == 1 ? rays_.at(x + 0.5, y + 0.5)
                   : rays_.at(x + (sample % n + 0.5) * pitch, y + (sample / n + 0.5) * pitch);
        const SampleKey key{job_.seed, std::uint64_t{y} * job_.canvas.width() + x, sample};
        if (add_sample(ray, key, rgb)) ++hits;
      }
      const float rgba[4] = {static_cast<float>(rgb.x * share), static_cast<float>(rgb.y * share),
                             static_cast<float>(rgb.z * share), static_cast<float>(hits * share)};
      job_.canvas.store(x, y, rgba);
      since_poll += n * n + hits * rays_per_hit_;
      if (since_poll >= kRaysPerPoll) {
        batch.poll();
        since_poll = 0;
      }
    }
}

bool Picture::add_sample(const GridRay& ray, const SampleKey& key, Vec& rgb) const {
  Hit hit;
  if (!tracer_.first_hit(ray, hit)) return false;
  const Vec colour = albedo(hit.cell), light = lighting_.radiance(ray, hit, key);
  rgb = rgb + Vec{colour.x * light.x, colour.y * light.y, colour.z * light.z};
  return true;
}

Vec Picture::albedo(const int cell[3]) const {
  const iggan_grid& grid = job_.grid;
  if (grid.albedo == nullptr)
    return {static_cast<double>(grid.default_albedo[0]),
            static_cast<double>(grid.default_albedo[1]),
            static_cast<double>(grid.default_albedo[2])};
  const std::int64_t* stride = grid.albedo_stride;
  const std::uint8_t* at =
      grid.albedo + cell[0] * stride[0] + cell[1] * stride[1] + cell[2] * stride[2];
  const auto& linear = linear_of_byte();
  return {linear[at[0]], linear[at[stride[3]]], linear[at[2 * stride[3]]]};
}

}  // namespace iggan::plugins
