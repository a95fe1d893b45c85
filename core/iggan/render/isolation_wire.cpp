#include <iggan/render/isolation_wire.h>

#include <cstring>
#include <type_traits>

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

/// Hands out aligned places one after the other.
struct Layout {
  std::uint64_t used = 0;
  std::uint64_t take(std::uint64_t bytes) {
    const std::uint64_t at = used;
    used += (bytes + 63) / 64 * 64;
    return at;
  }
};

std::uint64_t cells(const RenderJob& job) {
  return std::uint64_t(job.grid.nx) * std::uint64_t(job.grid.ny) * std::uint64_t(job.grid.nz);
}

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
  unsigned char* base = memory.map(bytes);
  WireBatch batch;
  std::memcpy(&batch, base, sizeof batch);
  std::vector<WireJob> wire(batch.jobs);
  if (!wire.empty()) std::memcpy(wire.data(), base + batch.jobs_at, wire.size() * sizeof(WireJob));
  std::vector<Light> lights(batch.lights);
  if (!lights.empty())
    std::memcpy(lights.data(), base + batch.lights_at, lights.size() * sizeof(Light));
  BatchView view;
  view.width = batch.width;
  view.height = batch.height;
  view.rgba = reinterpret_cast<float*>(base + batch.rgba_at);
  for (const WireJob& one : wire) {
    RenderJob job;
    job.grid.nx = one.nx, job.grid.ny = one.ny, job.grid.nz = one.nz;
    job.grid.occupancy = base + one.occupancy_at;
    job.grid.albedo = one.albedo_at == 0 ? nullptr : base + one.albedo_at;
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
