#include <iggan/render/isolation_wire.h>

#include <algorithm>
#include <cstring>
#include <initializer_list>
#include <type_traits>

#include <iggan/base/error.h>

namespace iggan {
namespace {

struct WireBatch {
  std::uint32_t jobs, lights;
  std::int32_t width, height;
  std::uint64_t jobs_at, lights_at, rgba_at;
};

struct WireJob {
  std::int32_t nx, ny, nz;
  std::uint32_t first_light, light_count;
  std::uint64_t occupancy_at, albedo_at;  // 0: no albedo
  Camera camera;
  Vec3 default_albedo;
  std::uint64_t seed;
};

static_assert(std::is_trivially_copyable_v<WireJob> && std::is_trivially_copyable_v<Light>);

constexpr std::uint64_t kBatchAlignment = 64;

/// Allocates aligned ranges one after another.
struct Layout {
  std::uint64_t used = 0;
  std::uint64_t take(std::uint64_t bytes) {
    const std::uint64_t at = used;
    used += (bytes + kBatchAlignment - 1) / kBatchAlignment * kBatchAlignment;
    return at;
  }
};

std::uint64_t cells(const RenderJob& job) {
  return std::uint64_t(job.grid.nx) * std::uint64_t(job.grid.ny) * std::uint64_t(job.grid.nz);
}

[[noreturn]] void fail_outside() {
  fail<Error>("a batch refers to data outside its shared memory");
}

std::uint64_t side(std::int32_t length) {
  if (length < 1) fail_outside();
  return static_cast<std::uint64_t>(length);
}

/// The memory of a batch. The plugin in the process that reads it may have overwritten any part, so
/// every offset is checked.
struct Parts {
  unsigned char* base = nullptr;
  std::uint64_t bytes = 0;

  /// @param sizes  factors of the size in bytes.
  [[nodiscard]] unsigned char* at(std::uint64_t place,
                                  std::initializer_list<std::uint64_t> sizes) const {
    std::uint64_t size = 1;
    for (const std::uint64_t factor : sizes)
      if (__builtin_mul_overflow(size, factor, &size)) fail_outside();
    if (place > bytes || size > bytes - place || place % kBatchAlignment != 0) fail_outside();
    return base + place;
  }
  template <class T>
  [[nodiscard]] std::vector<T> copy(std::uint64_t place, std::uint32_t count) const {
    const unsigned char* const from = at(place, {sizeof(T), count});
    std::vector<T> all(count);
    if (count > 0) std::memcpy(all.data(), from, count * sizeof(T));
    return all;
  }
};

}  // namespace

WrittenBatch write_batch(SharedFile& memory, const std::vector<RenderJob>& jobs, int width,
                         int height) {
  Layout layout;
  WireBatch batch{std::uint32_t(jobs.size()), 0, width, height, 0, 0, 0};
  layout.take(sizeof batch);
  batch.jobs_at = layout.take(jobs.size() * sizeof(WireJob));
  std::vector<WireJob> wire;
  std::vector<Light> lights;
  for (const RenderJob& job : jobs) {
    WireJob one{};
    one.nx = job.grid.nx, one.ny = job.grid.ny, one.nz = job.grid.nz;
    one.first_light = std::uint32_t(lights.size());
    one.light_count = std::uint32_t(job.lights.size());
    one.occupancy_at = layout.take(cells(job));
    one.albedo_at = job.grid.albedo == nullptr ? 0 : layout.take(3 * cells(job));
    one.camera = job.camera;
    one.default_albedo = job.default_albedo;
    one.seed = job.seed;
    lights.insert(lights.end(), job.lights.begin(), job.lights.end());
    wire.push_back(one);
  }
  batch.lights = std::uint32_t(lights.size());
  batch.lights_at = layout.take(lights.size() * sizeof(Light));
  batch.rgba_at = layout.take(jobs.size() * std::uint64_t(width) * std::uint64_t(height) * 16);
  memory.grow(layout.used);
  memory.write(0, &batch, sizeof batch);
  memory.write(batch.jobs_at, wire.data(), wire.size() * sizeof(WireJob));
  memory.write(batch.lights_at, lights.data(), lights.size() * sizeof(Light));
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    memory.write(wire[i].occupancy_at, jobs[i].grid.occupancy, cells(jobs[i]));
    if (wire[i].albedo_at != 0)
      memory.write(wire[i].albedo_at, jobs[i].grid.albedo, 3 * cells(jobs[i]));
  }
  return {layout.used, batch.rgba_at};
}

BatchView read_batch(MappedFile& memory, std::uint64_t bytes) {
  const Parts parts{memory.map(std::max<std::uint64_t>(bytes, sizeof(WireBatch))), bytes};
  WireBatch batch;
  std::memcpy(&batch, parts.at(0, {sizeof batch}), sizeof batch);
  const auto wire = parts.copy<WireJob>(batch.jobs_at, batch.jobs);
  const auto lights = parts.copy<Light>(batch.lights_at, batch.lights);
  BatchView view;
  view.width = batch.width;
  view.height = batch.height;
  view.rgba = reinterpret_cast<float*>(parts.at(
      batch.rgba_at, {4 * sizeof(float), batch.jobs, side(batch.width), side(batch.height)}));
  for (const WireJob& one : wire) {
    RenderJob job;
    job.grid.nx = one.nx, job.grid.ny = one.ny, job.grid.nz = one.nz;
    const std::initializer_list<std::uint64_t> sides{side(one.nx), side(one.ny), side(one.nz)};
    job.grid.occupancy = parts.at(one.occupancy_at, sides);
    if (one.albedo_at != 0)
      job.grid.albedo = parts.at(one.albedo_at, {3, side(one.nx), side(one.ny), side(one.nz)});
    if (std::uint64_t{one.first_light} + one.light_count > lights.size()) fail_outside();
    job.camera = one.camera;
    job.lights.assign(lights.begin() + one.first_light,
                      lights.begin() + one.first_light + one.light_count);
    job.default_albedo = one.default_albedo;
    job.seed = one.seed;
    view.jobs.push_back(std::move(job));
  }
  return view;
}

}  // namespace iggan
