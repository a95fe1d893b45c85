#pragma once
/// @file
/// Part of the optional C++ glue over renderer_abi.h: reads and checks what a host sends. Every
/// function throws Failure; nothing here writes to a host buffer.
#include <iggan/renderer_abi.h>
#include <iggan/renderer_plugin_canvas.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace iggan::plugin {

/// An error with its ABI status. Throw it from a constructor or from render().
struct Failure : std::runtime_error {
  /// @param code  IGGAN_E_*.
  /// @param text  for the host's error_text; not empty.
  Failure(iggan_status code, const std::string& text) : std::runtime_error(text), status(code) {}
  iggan_status status;  // what the call returns
};

/// @throws Failure with IGGAN_E_INVALID.
[[noreturn]] inline void invalid(const std::string& text) {
  throw Failure(IGGAN_E_INVALID, text);
}
/// @throws Failure with IGGAN_E_UNSUPPORTED.
[[noreturn]] inline void unsupported(const std::string& text) {
  throw Failure(IGGAN_E_UNSUPPORTED, text);
}

/// For renderers without parameters: throws unless the text is an empty JSON object.
inline void refuse_parameters(std::string_view json) {
  const auto skip_space = [&json] {
    json.remove_prefix(std::min(json.find_first_not_of(" \t\n\r"), json.size()));
  };
  const auto take = [&](char wanted) {
    skip_space();
    if (json.empty() || json[0] != wanted) return false;
    json.remove_prefix(1);
    return true;
  };
  if (!take('{')) invalid("parameters must be a JSON object");
  if (take('"')) {
    std::size_t end = 0;
    while (end < json.size() && json[end] != '"') end += json[end] == '\\' ? 2 : 1;
    invalid("unknown parameter \"" + std::string(json.substr(0, std::min<std::size_t>(end, 100))) +
            "\"; this renderer takes none");
  }
  const bool closed = take('}');
  skip_space();
  if (!closed || !json.empty()) invalid("parameters are not valid JSON");
}

/// One checked job: copies of the host's structs, whose voxels are borrowed for the call.
struct Job {
  std::uint64_t seed = 0;           // key of every random draw of this job
  iggan_grid grid{};                // as in iggan_grid; its matrix can be inverted
  iggan_camera camera{};            // as in iggan_camera; its pose is rigid
  std::vector<iggan_light> lights;  // in the order of the job
  float background[4] = {};         // straight, linear; Canvas::store composites over it
  Canvas canvas;                    // where the picture goes
};

namespace detail {

/// Copies min(struct_size, sizeof(T)) bytes into a zeroed T; less than the 1.0 size is an error.
template <class T>
T read_struct(const void* source, std::uint32_t size_1_0, const char* name) {
  if (source == nullptr) invalid(std::string(name) + " is NULL");
  std::uint32_t size = 0;
  std::memcpy(&size, source, sizeof size);
  if (size < size_1_0)
    invalid(std::string(name) + ".struct_size is " + std::to_string(size) + ", less than the " +
            std::to_string(size_1_0) + " of version 1.0");
  T copy{};
  std::memcpy(&copy, source, std::min<std::size_t>(size, sizeof(T)));
  copy.struct_size = sizeof(T);
  return copy;
}

/// Like read_struct, for element `index` of an array with its own stride.
template <class T>
T read_element(const void* array, std::uint32_t stride, std::uint32_t index, std::uint32_t size_1_0,
               const char* name) {
  const auto* at = static_cast<const unsigned char*>(array) + std::size_t{index} * stride;
  std::uint32_t size = 0;
  std::memcpy(&size, at, sizeof size);
  if (size > stride)
    invalid(std::string(name) + ".struct_size is " + std::to_string(size) +
            ", more than the array's stride of " + std::to_string(stride));
  return read_struct<T>(at, size_1_0, name);
}

inline void require_finite(const float* values, int count, const char* name) {
  for (int i = 0; i < count; ++i)
    if (!std::isfinite(values[i]))
      invalid(std::string(name) + "[" + std::to_string(i) + "] is not a finite number");
}

/// One dimension of a strided array.
struct Axis {
  std::uint64_t extent;
  std::int64_t stride;  // bytes
};

/// Checks strides (positive, multiples of the element, no two elements overlapping) and returns
/// the bytes from the first element to the end of the last.
inline std::uint64_t checked_extent(std::vector<Axis> axes, std::uint64_t element,
                                    const char* name) {
  for (const Axis& axis : axes) {
    if (axis.stride <= 0 || static_cast<std::uint64_t>(axis.stride) % element != 0)
      invalid(std::string(name) + " has a stride of " + std::to_string(axis.stride) +
              " bytes; it must be a positive multiple of " + std::to_string(element));
    if (axis.stride > (std::int64_t{1} << 62) / static_cast<std::int64_t>(axis.extent) / 8)
      invalid(std::string(name) + " has strides that reach beyond any memory");
  }
  std::sort(axes.begin(), axes.end(),
            [](const Axis& a, const Axis& b) { return a.stride < b.stride; });
  std::uint64_t span = element;
  for (const Axis& axis : axes) {
    if (axis.extent == 1) continue;
    if (static_cast<std::uint64_t>(axis.stride) < span)
      invalid(std::string(name) + " has overlapping strides");
    span += (axis.extent - 1) * static_cast<std::uint64_t>(axis.stride);
  }
  return span;
}

/// Checks a column-major affine matrix: finite, with the last row 0 0 0 1. Returns the determinant
/// of its linear part divided by the product of the columns' lengths: +-1 for orthogonal columns, 0
/// for a singular matrix.
inline double checked_affine(const float m[16], const char* name) {
  require_finite(m, 16, name);
  if (m[3] != 0 || m[7] != 0 || m[11] != 0 || m[15] != 1)
    invalid(std::string(name) + " is not affine: its last row must be 0 0 0 1");
  double c[3][3], lengths = 1;
  for (int column = 0; column < 3; ++column) {
    for (int row = 0; row < 3; ++row) c[column][row] = static_cast<double>(m[column * 4 + row]);
    lengths *= std::sqrt(c[column][0] * c[column][0] + c[column][1] * c[column][1] +
                         c[column][2] * c[column][2]);
  }
  const double determinant = c[0][0] * (c[1][1] * c[2][2] - c[1][2] * c[2][1]) -
                             c[1][0] * (c[0][1] * c[2][2] - c[0][2] * c[2][1]) +
                             c[2][0] * (c[0][1] * c[1][2] - c[0][2] * c[1][1]);
  return lengths > 0 ? determinant / lengths : 0;
}

inline iggan_grid read_grid(const void* source, const iggan_info& info) {
  const auto grid = read_struct<iggan_grid>(source, IGGAN_GRID_SIZE_1_0, "grid");
  if (grid.nx == 0 || grid.ny == 0 || grid.nz == 0) invalid("grid has an edge of 0 voxels");
  const std::uint32_t edge = std::max({grid.nx, grid.ny, grid.nz});
  if (edge > info.max_grid_edge)
    unsupported("grid edge of " + std::to_string(edge) + " voxels is over the limit of " +
                std::to_string(info.max_grid_edge));
  if (grid.occupancy == nullptr) invalid("grid.occupancy is NULL");
  checked_extent(
      {{grid.nx, grid.occ_stride[0]}, {grid.ny, grid.occ_stride[1]}, {grid.nz, grid.occ_stride[2]}},
      1, "grid.occ_stride");
  if (grid.albedo != nullptr)
    checked_extent({{grid.nx, grid.albedo_stride[0]},
                    {grid.ny, grid.albedo_stride[1]},
                    {grid.nz, grid.albedo_stride[2]},
                    {3, grid.albedo_stride[3]}},
                   1, "grid.albedo_stride");
  require_finite(grid.default_albedo, 3, "grid.default_albedo");
  // 1e-7: below this, float32 entries no longer determine the direction of a column.
  if (std::fabs(checked_affine(grid.to_world, "grid.to_world")) < 1e-7)
    invalid("grid.to_world is singular");
  return grid;
}

inline iggan_camera read_camera(const void* source) {
  const auto camera = read_struct<iggan_camera>(source, IGGAN_CAMERA_SIZE_1_0, "camera");
  const float* m = camera.to_world;
  const double handedness = checked_affine(m, "camera.to_world");
  for (int a = 0; a < 3; ++a)
    for (int b = a; b < 3; ++b) {
      const float product =
          m[a * 4] * m[b * 4] + m[a * 4 + 1] * m[b * 4 + 1] + m[a * 4 + 2] * m[b * 4 + 2];
      if (!(std::fabs(product - (a == b ? 1.0f : 0.0f)) < 1e-3f))
        invalid("camera.to_world is not rigid: its columns must be orthogonal and of length 1");
    }
  if (handedness < 0) invalid("camera.to_world is not rigid: it mirrors");
  const float numbers[4] = {camera.yfov, camera.ymag, camera.znear, camera.zfar};
  require_finite(numbers, 4, "camera (yfov, ymag, znear, zfar)");
  const bool perspective = camera.kind == IGGAN_CAMERA_PERSPECTIVE;
  if (!perspective && camera.kind != IGGAN_CAMERA_ORTHOGRAPHIC)
    unsupported("camera.kind " + std::to_string(camera.kind) + " is not known");
  if (perspective && !(camera.yfov > 0 && camera.yfov < 3.1415926f))
    invalid("camera.yfov is " + std::to_string(camera.yfov) + "; it must lie in (0, pi)");
  if (!perspective && !(camera.ymag > 0))
    invalid("camera.ymag is " + std::to_string(camera.ymag) + "; it must be positive");
  if (camera.znear < 0 || (perspective && camera.znear == 0) || camera.zfar <= camera.znear)
    invalid("camera.znear " + std::to_string(camera.znear) + " and zfar " +
            std::to_string(camera.zfar) + " must satisfy 0 < znear < zfar (orthographic: 0 <=)");
  return camera;
}

inline iggan_light read_light(const iggan_job& job, std::uint32_t index) {
  const auto light =
      read_element<iggan_light>(job.lights, job.light_stride, index, IGGAN_LIGHT_SIZE_1_0, "light");
  if (light.kind < IGGAN_LIGHT_AMBIENT || light.kind > IGGAN_LIGHT_POINT)
    unsupported("light.kind " + std::to_string(light.kind) + " is not known");
  require_finite(light.rgb, 3, "light.rgb");
  if (light.kind != IGGAN_LIGHT_AMBIENT) require_finite(light.vec, 3, "light.vec");
  if (light.kind == IGGAN_LIGHT_DIRECTIONAL && light.vec[0] == 0 && light.vec[1] == 0 &&
      light.vec[2] == 0)
    invalid("light.vec of a directional light has length 0");
  return light;
}

inline iggan_image read_image(const void* source, const iggan_info& info) {
  const auto image = read_struct<iggan_image>(source, IGGAN_IMAGE_SIZE_1_0, "image");
  if (image.width == 0 || image.height == 0) invalid("image has a size of 0 pixels");
  if (image.width > info.max_width || image.height > info.max_height)
    unsupported("image of " + std::to_string(image.width) + " x " + std::to_string(image.height) +
                " pixels is over the limit of " + std::to_string(info.max_width) + " x " +
                std::to_string(info.max_height));
  if (image.channels != 1 && image.channels != 3 && image.channels != 4)
    invalid("image.channels is " + std::to_string(image.channels) + "; it must be 1, 3 or 4");
  if (image.dtype < IGGAN_U8 || image.dtype > IGGAN_F32 || image.transfer < IGGAN_LINEAR ||
      image.transfer > IGGAN_SRGB ||
      (info.formats & IGGAN_FORMAT_BIT(image.dtype, image.transfer, image.channels)) == 0)
    unsupported("image format (dtype " + std::to_string(image.dtype) + ", transfer " +
                std::to_string(image.transfer) + ", " + std::to_string(image.channels) +
                " channels) is not offered");
  const std::uint64_t element = image.dtype == IGGAN_F32 ? 4 : 1;
  if (image.data == nullptr) invalid("image.data is NULL");
  if (reinterpret_cast<std::uintptr_t>(image.data) % element != 0)
    invalid("image.data is not aligned to its element");
  const std::uint64_t needed = checked_extent({{image.height, image.row_stride},
                                               {image.width, image.pixel_stride},
                                               {image.channels, image.channel_stride}},
                                              element, "image");
  if (image.data_bytes < needed)
    invalid("image.data_bytes is " + std::to_string(image.data_bytes) + ", less than the " +
            std::to_string(needed) + " that its size and strides span");
  return image;
}

/// Reads and checks one job of a batch.
inline Job read_job(const void* jobs, std::uint32_t stride, std::uint32_t index,
                    const iggan_info& info) {
  const auto source = read_element<iggan_job>(jobs, stride, index, IGGAN_JOB_SIZE_1_0, "job");
  if (source.flags != 0)
    unsupported("job.flags " + std::to_string(source.flags) + " has bits that version 1.0 lacks");
  Job job;
  job.seed = source.seed;
  job.grid = read_grid(source.grid, info);
  job.camera = read_camera(source.camera);
  if (source.light_count > info.max_lights)
    unsupported(std::to_string(source.light_count) + " lights are over the limit of " +
                std::to_string(info.max_lights));
  if (source.light_count > 0 && source.lights == nullptr) invalid("job.lights is NULL");
  if (source.light_count > 0 && source.light_stride < IGGAN_LIGHT_SIZE_1_0)
    invalid("job.light_stride is " + std::to_string(source.light_stride) +
            ", less than a light of version 1.0");
  for (std::uint32_t i = 0; i < source.light_count; ++i)
    job.lights.push_back(read_light(source, i));
  require_finite(source.background, 4, "job.background");
  if (source.background[3] < 0 || source.background[3] > 1)
    invalid("job.background[3] is " + std::to_string(source.background[3]) +
            "; alpha must lie in [0, 1]");
  const iggan_image image = read_image(source.out, info);
  if (image.channels != 4 && source.background[3] != 1)
    invalid("job.background[3] must be 1 for an image without alpha");
  std::copy(source.background, source.background + 4, job.background);
  job.canvas = Canvas(image, job.background);
  return job;
}

}  // namespace detail
}  // namespace iggan::plugin
