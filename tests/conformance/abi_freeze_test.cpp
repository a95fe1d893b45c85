// Version 1.0 of the renderer ABI, number by number. A failure here means that existing plugins and
// this host would misread each other's structs: correct the header, not this file.
#include <support/catch.h>

#include <cstddef>
#include <string>
#include <vector>

#include <iggan/renderer_abi.h>
#include <iggan/renderer_extensions.h>

namespace {

#define OFFSET(type, member) static_cast<unsigned>(offsetof(type, member))

using Numbers = std::vector<unsigned>;

}  // namespace

TEST_CASE("the fields of ABI 1.0 keep their offsets", "[abi]") {
  CHECK(Numbers{OFFSET(iggan_call, struct_size), OFFSET(iggan_call, error_capacity),
                OFFSET(iggan_call, error_text), OFFSET(iggan_call, ctx),
                OFFSET(iggan_call, should_stop),
                OFFSET(iggan_call, log)} == Numbers{0, 4, 8, 16, 24, 32});
  CHECK(Numbers{OFFSET(iggan_image, struct_size), OFFSET(iggan_image, width),
                OFFSET(iggan_image, height), OFFSET(iggan_image, channels),
                OFFSET(iggan_image, dtype), OFFSET(iggan_image, transfer),
                OFFSET(iggan_image, data), OFFSET(iggan_image, data_bytes),
                OFFSET(iggan_image, row_stride), OFFSET(iggan_image, pixel_stride),
                OFFSET(iggan_image, channel_stride)} ==
        Numbers{0, 4, 8, 12, 16, 20, 24, 32, 40, 48, 56});
  CHECK(Numbers{OFFSET(iggan_grid, struct_size), OFFSET(iggan_grid, nx), OFFSET(iggan_grid, ny),
                OFFSET(iggan_grid, nz), OFFSET(iggan_grid, occupancy),
                OFFSET(iggan_grid, occ_stride), OFFSET(iggan_grid, albedo),
                OFFSET(iggan_grid, albedo_stride), OFFSET(iggan_grid, default_albedo),
                OFFSET(iggan_grid, to_world)} == Numbers{0, 4, 8, 12, 16, 24, 48, 56, 88, 104});
  CHECK(Numbers{OFFSET(iggan_camera, struct_size), OFFSET(iggan_camera, kind),
                OFFSET(iggan_camera, to_world), OFFSET(iggan_camera, yfov),
                OFFSET(iggan_camera, ymag), OFFSET(iggan_camera, znear),
                OFFSET(iggan_camera, zfar)} == Numbers{0, 4, 8, 72, 76, 80, 84});
  CHECK(Numbers{OFFSET(iggan_light, struct_size), OFFSET(iggan_light, kind),
                OFFSET(iggan_light, rgb), OFFSET(iggan_light, vec)} == Numbers{0, 4, 8, 24});
  CHECK(Numbers{OFFSET(iggan_job, struct_size), OFFSET(iggan_job, flags), OFFSET(iggan_job, seed),
                OFFSET(iggan_job, grid), OFFSET(iggan_job, camera), OFFSET(iggan_job, lights),
                OFFSET(iggan_job, light_count), OFFSET(iggan_job, light_stride),
                OFFSET(iggan_job, background),
                OFFSET(iggan_job, out)} == Numbers{0, 4, 8, 16, 24, 32, 40, 44, 48, 64});
  CHECK(Numbers{OFFSET(iggan_create_info, struct_size), OFFSET(iggan_create_info, thread_budget),
                OFFSET(iggan_create_info, renderer_id),
                OFFSET(iggan_create_info, params_json)} == Numbers{0, 4, 8, 16});
  CHECK(Numbers{OFFSET(iggan_info, struct_size), OFFSET(iggan_info, thread_model),
                OFFSET(iggan_info, determinism), OFFSET(iggan_info, formats),
                OFFSET(iggan_info, features), OFFSET(iggan_info, max_width),
                OFFSET(iggan_info, max_height), OFFSET(iggan_info, max_grid_edge),
                OFFSET(iggan_info, max_lights), OFFSET(iggan_info, max_abs_error),
                OFFSET(iggan_info, reserved), OFFSET(iggan_info, id), OFFSET(iggan_info, name),
                OFFSET(iggan_info, vendor), OFFSET(iggan_info, version),
                OFFSET(iggan_info, license_spdx), OFFSET(iggan_info, params_schema)} ==
        Numbers{0, 4, 8, 12, 16, 24, 28, 32, 36, 40, 44, 48, 56, 64, 72, 80, 88});
  CHECK(Numbers{OFFSET(iggan_plugin, struct_size), OFFSET(iggan_plugin, abi_minor),
                OFFSET(iggan_plugin, renderer_count), OFFSET(iggan_plugin, reserved),
                OFFSET(iggan_plugin, get_info), OFFSET(iggan_plugin, create),
                OFFSET(iggan_plugin, destroy), OFFSET(iggan_plugin, render_batch),
                OFFSET(iggan_plugin, get_extension)} == Numbers{0, 4, 8, 12, 16, 24, 32, 40, 48});
  CHECK(Numbers{OFFSET(iggan_ray_ceiling, struct_size), OFFSET(iggan_ray_ceiling, reserved),
                OFFSET(iggan_ray_ceiling, rays_per_second)} == Numbers{0, 4, 8});
}

TEST_CASE("the constants of ABI 1.0 keep their values", "[abi]") {
  CHECK(IGGAN_ABI_MAJOR == 1);
  CHECK(Numbers{IGGAN_CALL_SIZE_1_0, IGGAN_IMAGE_SIZE_1_0, IGGAN_GRID_SIZE_1_0,
                IGGAN_CAMERA_SIZE_1_0, IGGAN_LIGHT_SIZE_1_0, IGGAN_JOB_SIZE_1_0,
                IGGAN_CREATE_INFO_SIZE_1_0, IGGAN_INFO_SIZE_1_0, IGGAN_PLUGIN_SIZE_1_0,
                IGGAN_RAY_CEILING_SIZE_1} == Numbers{40, 64, 168, 88, 40, 72, 24, 96, 56, 16});
  CHECK(Numbers{IGGAN_OK, IGGAN_E_INVALID, IGGAN_E_UNSUPPORTED, IGGAN_E_NOT_FOUND, IGGAN_E_MEMORY,
                IGGAN_E_CANCELLED, IGGAN_E_TIMEOUT, IGGAN_E_DEVICE, IGGAN_E_INTERNAL,
                IGGAN_E_NOT_RUN} == Numbers{0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
  CHECK(Numbers{IGGAN_U8, IGGAN_F32, IGGAN_LINEAR, IGGAN_SRGB} == Numbers{1, 2, 1, 2});
  CHECK(Numbers{IGGAN_PROCESS_SERIAL, IGGAN_INSTANCE_SERIAL, IGGAN_CONCURRENT,
                IGGAN_THREAD_AFFINE} == Numbers{0, 1, 2, 3});
  CHECK(Numbers{unsigned{IGGAN_FEATURE_LAMBERT}, unsigned{IGGAN_FEATURE_CANCEL}} == Numbers{1, 2});
  CHECK(Numbers{IGGAN_CAMERA_PERSPECTIVE, IGGAN_CAMERA_ORTHOGRAPHIC} == Numbers{1, 2});
  CHECK(Numbers{IGGAN_LIGHT_AMBIENT, IGGAN_LIGHT_DIRECTIONAL, IGGAN_LIGHT_POINT} ==
        Numbers{1, 2, 3});
  CHECK(Numbers{IGGAN_LOG_DEBUG, IGGAN_LOG_INFO, IGGAN_LOG_WARN, IGGAN_LOG_ERROR} ==
        Numbers{0, 1, 2, 3});
  CHECK(Numbers{IGGAN_DET_NONE, IGGAN_DET_NEAR, IGGAN_DET_BITWISE} == Numbers{0, 1, 2});
  Numbers formats;
  for (const unsigned type : {IGGAN_U8, IGGAN_F32})
    for (const unsigned transfer : {IGGAN_LINEAR, IGGAN_SRGB})
      for (const unsigned channels : {1u, 3u, 4u})
        formats.push_back(IGGAN_FORMAT_BIT(type, transfer, channels));
  CHECK(formats == Numbers{0x001, 0x002, 0x004, 0x008, 0x010, 0x020, 0x040, 0x080, 0x100, 0x200,
                           0x400, 0x800});
  CHECK(std::string(IGGAN_EXT_RAY_CEILING) == "iggan.ray_ceiling/1");
}
