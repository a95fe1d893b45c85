#pragma once
#include <iggan/renderer_plugin.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <utility>
#include <vector>

#include "mutation.h"

// How the mutant reads what a host sends: with the glue's checks, some of which a fault breaks.
namespace mutant {

namespace glue = iggan::plugin;

/// One checked job: copies of the host's structs, whose voxels are borrowed for the call.
struct Job {
  std::uint64_t seed = 0;
  iggan_grid grid{};
  iggan_camera camera{};
  std::vector<iggan_light> lights;
  float background[4] = {};
  iggan_image image{};
};

/// Asks the host whether to continue, and throws if it wants to stop.
class Poll {
 public:
  explicit Poll(const glue::Call& call) : call_(call) {}
  void operator()() const {
    if (MUTATED(IGNORES_STOP) || (MUTATED(POLLS_ONCE) && asked_)) return;
    asked_ = true;
    const iggan_status status = call_.should_stop();
    if (status == IGGAN_OK) return;
    throw glue::Failure(MUTATED(OWN_STOP_CODE) ? IGGAN_E_CANCELLED : status, "stopped by the host");
  }

 private:
  const glue::Call& call_;
  mutable bool asked_ = false;
};

/// Refuses overlapping strides, wrongly including those of axes with a single element.
inline void refuse_overlap(const iggan_grid& grid) {
  std::array<std::pair<std::int64_t, std::int64_t>, 3> axes{
      {{grid.occ_stride[0], std::int64_t{grid.nx}},
       {grid.occ_stride[1], std::int64_t{grid.ny}},
       {grid.occ_stride[2], std::int64_t{grid.nz}}}};
  std::sort(axes.begin(), axes.end());
  std::int64_t span = 1;
  for (const auto& [stride, extent] : axes) {
    if (stride < span) glue::invalid("grid.occ_stride has overlapping strides");
    span += (extent - 1) * stride;
  }
}

inline iggan_grid read_grid(const void* source, const iggan_info& info) {
  iggan_grid grid = glue::detail::read_grid(source, info);
  if (MUTATED(STRICT_STRIDES)) refuse_overlap(grid);
  std::int64_t *solid = grid.occ_stride, *colour = grid.albedo_stride;
  const std::int64_t row = grid.nx, slice = row * grid.ny;
  if (MUTATED(IGNORE_GRID_STRIDE)) solid[0] = 1, solid[1] = row, solid[2] = slice;
  if (MUTATED(ALBEDO_STRIDE))
    colour[0] = 3, colour[1] = 3 * row, colour[2] = 3 * slice, colour[3] = 1;
  if (MUTATED(MIRROR_Z)) {
    const std::int64_t last = std::int64_t{grid.nz} - 1;
    grid.occupancy += last * solid[2];
    solid[2] = -solid[2];
    if (grid.albedo != nullptr) grid.albedo += last * colour[2];
    colour[2] = -colour[2];
  }
  if (MUTATED(SWAP_XZ)) {  // as if the grid were an array [z][y][x] from another library
    std::swap(grid.nx, grid.nz);
    std::swap(solid[0], solid[2]);
    std::swap(colour[0], colour[2]);
  }
  if (MUTATED(ROW_MAJOR))
    for (const auto& [a, b] : {std::pair{1, 4}, std::pair{2, 8}, std::pair{6, 9}})
      std::swap(grid.to_world[a], grid.to_world[b]);
  return grid;
}

inline iggan_camera read_camera(const void* source) {
  auto given = glue::detail::read_struct<iggan_camera>(source, IGGAN_CAMERA_SIZE_1_0, "camera");
  if (MUTATED(ACCEPTS_UNUSED_NAN) && given.kind == IGGAN_CAMERA_ORTHOGRAPHIC) given.yfov = 1;
  iggan_camera camera = glue::detail::read_camera(&given);
  if (MUTATED(IGNORES_NEAR)) camera.znear = 0;
  float* m = camera.to_world;
  const float level = std::sqrt(m[8] * m[8] + m[10] * m[10]);
  if (MUTATED(IGNORES_ROLL) && level > 0.001f) {  // keeps the view direction, with +Y up
    m[0] = m[10] / level, m[1] = 0, m[2] = -m[8] / level;
    m[4] = m[9] * m[2] - m[10] * m[1];
    m[5] = m[10] * m[0] - m[8] * m[2];
    m[6] = m[8] * m[1] - m[9] * m[0];
  }
  return camera;
}

inline iggan_image read_image(const void* source, const iggan_info& info) {
  if (!MUTATED(IGNORES_DATA_BYTES) && !MUTATED(PACKED_EXTENT))
    return glue::detail::read_image(source, info);
  auto image = glue::detail::read_struct<iggan_image>(source, IGGAN_IMAGE_SIZE_1_0, "image");
  const std::uint64_t element = image.dtype == IGGAN_F32 ? 4 : 1;
  const std::uint64_t packed = element * image.width * image.height * image.channels;
  if (MUTATED(IGNORES_DATA_BYTES) || image.data_bytes >= packed)
    image.data_bytes = std::numeric_limits<std::uint64_t>::max();
  return glue::detail::read_image(&image, info);
}

/// Reads and checks one job of a batch without writing to any buffer.
inline Job read_job(const iggan_job* jobs, std::uint32_t stride, std::uint32_t index,
                    const iggan_info& info) {
  const std::size_t step = MUTATED(OWN_SIZEOF) ? sizeof(iggan_job) : stride;
  const auto* at = reinterpret_cast<const unsigned char*>(jobs) + index * step;
  auto source = glue::detail::read_element<iggan_job>(at, stride, 0, IGGAN_JOB_SIZE_1_0, "job");
  std::uint32_t size = 0;
  std::memcpy(&size, at, sizeof size);
  if (MUTATED(EXACT_SIZE) && size != sizeof(iggan_job)) glue::invalid("job has an unknown size");
  if (source.flags != 0 && !MUTATED(IGNORES_FLAGS))
    glue::unsupported("job.flags " + std::to_string(source.flags) + " are not known");
  Job job;
  job.seed = source.seed;
  job.grid = read_grid(source.grid, info);
  job.camera = read_camera(source.camera);
  if (source.light_count > info.max_lights)
    glue::unsupported(std::to_string(source.light_count) + " lights are over the limit");
  if (source.light_count > 0 && source.lights == nullptr) glue::invalid("job.lights is NULL");
  if (source.light_count > 0 && source.light_stride < IGGAN_LIGHT_SIZE_1_0)
    glue::invalid("job.light_stride is less than a light of version 1.0");
  if (MUTATED(LIGHT_SIZEOF)) source.light_stride = sizeof(iggan_light);
  for (std::uint32_t i = 0; i < source.light_count; ++i)
    job.lights.push_back(glue::detail::read_light(source, i));
  if (!MUTATED(ACCEPTS_NAN)) glue::detail::require_finite(source.background, 4, "job.background");
  if (source.background[3] < 0 || source.background[3] > 1)
    glue::invalid("job.background[3] must lie in [0, 1]");
  job.image = read_image(source.out, info);
  if (job.image.channels != 4 && source.background[3] != 1 && !MUTATED(TRANSLUCENT_RGB))
    glue::invalid("job.background[3] must be 1 for an image without alpha");
  std::copy(source.background, source.background + 4, job.background);
  return job;
}

}  // namespace mutant
