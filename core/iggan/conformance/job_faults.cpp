#include <iggan/conformance/job_faults.h>

#include <algorithm>
#include <limits>

namespace iggan::conformance {
namespace {

using S = AbiScene;
using J = iggan_job;

constexpr iggan_status kInvalid = IGGAN_E_INVALID, kUnsupported = IGGAN_E_UNSUPPORTED;
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInf = std::numeric_limits<float>::infinity();

}  // namespace

const std::vector<JobFault>& malformed_jobs() {
  static const std::vector<JobFault> all = {
      {"a job too short", [](S&, J& j) { j.struct_size = 71; }, kInvalid},
      {"a job longer than its stride", [](S&, J& j) { j.struct_size = 80; }, kInvalid},
      {"no grid", [](S&, J& j) { j.grid = nullptr; }, kInvalid},
      {"no camera", [](S&, J& j) { j.camera = nullptr; }, kInvalid},
      {"no image", [](S&, J& j) { j.out = nullptr; }, kInvalid},
      {"lights without an array", [](S&, J& j) { j.lights = nullptr; }, kInvalid},
      {"a short light_stride", [](S&, J& j) { j.light_stride = 39; }, kInvalid},
      {"2^30 lights", [](S&, J& j) { j.light_count = 1u << 30; }, kUnsupported, kUnsupported,
       [](const iggan_info& info) { return info.max_lights < 1u << 30; }},
      {"background alpha 2", [](S&, J& j) { j.background[3] = 2; }, kInvalid},
      {"a short grid struct", [](S& s, J&) { s.grid.struct_size = 8; }, kInvalid},
      {"a grid without cells", [](S& s, J&) { s.grid.ny = 0; }, kInvalid},
      {"a grid over the limit", [](S& s, J&) { s.grid.nz = 1u << 20; }, kUnsupported, kUnsupported,
       [](const iggan_info& info) { return info.max_grid_edge < 1u << 20; }},
      {"no occupancy", [](S& s, J&) { s.grid.occupancy = nullptr; }, kInvalid},
      {"a negative voxel stride", [](S& s, J&) { s.grid.occ_stride[0] = -1; }, kInvalid},
      {"overlapping voxels", [](S& s, J&) { s.grid.occ_stride[1] = 3; }, kInvalid},
      {"albedo without strides",
       [](S& s, J&) {
         s.grid.albedo = s.occupancy.data();
         std::fill_n(s.grid.albedo_stride, 4, 0);
       },
       kInvalid},
      {"a projective grid matrix", [](S& s, J&) { s.grid.to_world[3] = 1; }, kInvalid},
      {"a short camera struct", [](S& s, J&) { s.camera.struct_size = 87; }, kInvalid},
      {"a camera of kind 3", [](S& s, J&) { s.camera.kind = 3; }, kUnsupported},
      {"a stretched camera", [](S& s, J&) { s.camera.to_world[5] = 2; }, kInvalid},
      {"a mirrored camera",
       [](S& s, J&) {
         for (int a : {0, 1, 2}) s.camera.to_world[a] *= -1;
       },
       kInvalid},
      {"ymag 0", [](S& s, J&) { s.camera.ymag = 0; }, kInvalid},
      {"far before near", [](S& s, J&) { s.camera.zfar = s.camera.znear; }, kInvalid},
      {"a light of kind 9", [](S& s, J&) { s.lights[1].kind = 9; }, kUnsupported},
      {"a directional light without length",
       [](S& s, J&) { std::fill_n(s.lights[1].vec, 3, 0.0f); }, kInvalid},
      {"an image of no height", [](S& s, J&) { s.image.height = 0; }, kInvalid},
      {"an image over the limit", [](S& s, J&) { s.image.width = 1u << 20; }, kUnsupported,
       kInvalid,  // its memory is too small as well
       [](const iggan_info& info) { return info.max_width < 1u << 20; }},
      {"two channels", [](S& s, J&) { s.image.channels = 2; }, kInvalid, kUnsupported},
      {"an unknown dtype", [](S& s, J&) { s.image.dtype = 3; }, kUnsupported},
      {"an unknown transfer", [](S& s, J&) { s.image.transfer = 0; }, kUnsupported},
      {"no pixels", [](S& s, J&) { s.image.data = nullptr; }, kInvalid},
      {"misaligned pixels", [](S& s, J&) { s.image.data = s.bytes.data() + 1; }, kInvalid},
      {"data_bytes one short", [](S& s, J&) { --s.image.data_bytes; }, kInvalid},
      {"data_bytes of packed rows for padded ones", [](S& s, J&) { s.image.row_stride += 16; },
       kInvalid},
      {"a row stride of 0", [](S& s, J&) { s.image.row_stride = 0; }, kInvalid},
      {"a stride between elements", [](S& s, J&) { s.image.pixel_stride = 18; }, kInvalid},
      {"overlapping pixels", [](S& s, J&) { s.image.pixel_stride = 12; }, kInvalid},
      {"a row stride of 2^62", [](S& s, J&) { s.image.row_stride = std::int64_t{1} << 62; },
       kInvalid},
  };
  return all;
}

const std::vector<JobFault>& not_finite_jobs() {
  static const std::vector<JobFault> all = {
      {"NaN in the background", [](S&, J& j) { j.background[1] = kNan; }, kInvalid},
      {"infinity in default_albedo", [](S& s, J&) { s.grid.default_albedo[2] = kInf; }, kInvalid},
      {"NaN in grid.to_world", [](S& s, J&) { s.grid.to_world[9] = kNan; }, kInvalid},
      {"a singular grid.to_world", [](S& s, J&) { std::fill_n(s.grid.to_world + 4, 3, 0.0f); },
       kInvalid},
      {"NaN in camera.to_world", [](S& s, J&) { s.camera.to_world[12] = kNan; }, kInvalid},
      {"NaN in the yfov of an orthographic camera", [](S& s, J&) { s.camera.yfov = kNan; },
       kInvalid},
      {"NaN in default_albedo although albedo is given",
       [](S& s, J&) {
         s.albedo.assign(3 * s.occupancy.size(), 90);
         (void)s.job();  // sets the grid's pointer
         s.grid.default_albedo[0] = kNan;
       },
       kInvalid},
      {"NaN in ymag", [](S& s, J&) { s.camera.ymag = kNan; }, kInvalid},
      {"infinity in zfar", [](S& s, J&) { s.camera.zfar = kInf; }, kInvalid},
      {"infinity in light.rgb", [](S& s, J&) { s.lights[0].rgb[0] = kInf; }, kInvalid},
      {"NaN in light.vec", [](S& s, J&) { s.lights[1].vec[2] = kNan; }, kInvalid},
  };
  return all;
}

}  // namespace iggan::conformance
