/* iggan renderer ABI 1.0 - C99 and C++17, 64-bit little-endian only. The contract in words: docs/renderer_abi.md
 * Growth: append only; zero = 1.0 behaviour; every struct starts with
 * struct_size; growable structs are never embedded by value; arrays of them
 * carry a byte stride. No enum/bool/size_t/bit-field/union in structs. */
#ifndef IGGAN_RENDERER_ABI_H
#define IGGAN_RENDERER_ABI_H
#include <stdint.h>
#ifdef __cplusplus
#define IGGAN_NOEXCEPT noexcept
extern "C" {
#else
#define IGGAN_NOEXCEPT
#endif
#if defined(_WIN32)
#define IGGAN_EXPORT __declspec(dllexport)
#define IGGAN_CALL __cdecl
#else
#define IGGAN_EXPORT __attribute__((visibility("default")))
#define IGGAN_CALL
#endif

#define IGGAN_ABI_MAJOR 1u
#define IGGAN_ABI_MINOR 0u

typedef int32_t iggan_status;
#define IGGAN_OK             0
#define IGGAN_E_INVALID      1 /* bad argument, NaN, bad JSON: nothing written   */
#define IGGAN_E_UNSUPPORTED  2 /* legal but not offered here: nothing written    */
#define IGGAN_E_NOT_FOUND    3 /* unknown renderer id                            */
#define IGGAN_E_MEMORY       4
#define IGGAN_E_CANCELLED    5
#define IGGAN_E_TIMEOUT      6
#define IGGAN_E_DEVICE       7 /* instance is dead; only destroy() is legal      */
#define IGGAN_E_INTERNAL     8 /* caught exception                               */
#define IGGAN_E_NOT_RUN      9 /* job skipped because another failed             */

#define IGGAN_U8     1u
#define IGGAN_F32    2u
#define IGGAN_LINEAR 1u
#define IGGAN_SRGB   2u

/* bit in iggan_info.formats; c = 1, 3 or 4 */
#define IGGAN_FORMAT_BIT(dtype, transfer, c) \
  (1u << ((((dtype)-1u) * 2u + ((transfer)-1u)) * 3u + ((c) == 1u ? 0u : (c)-2u)))

#define IGGAN_PROCESS_SERIAL   0u
#define IGGAN_INSTANCE_SERIAL  1u
#define IGGAN_CONCURRENT       2u
#define IGGAN_THREAD_AFFINE    3u

/* bits of iggan_info.features; they, determinism and max_abs_error hold for parameters {} */
#define IGGAN_FEATURE_LAMBERT 1ull /* obeys the Lambert promise: flat, no shadows, one sample */
#define IGGAN_FEATURE_CANCEL  2ull /* polls should_stop                                      */

#define IGGAN_LOG_DEBUG 0
#define IGGAN_LOG_INFO  1
#define IGGAN_LOG_WARN  2
#define IGGAN_LOG_ERROR 3

#define IGGAN_DET_NONE    0u
#define IGGAN_DET_NEAR    1u /* within max_abs_error */
#define IGGAN_DET_BITWISE 2u

typedef struct iggan_call {   /* host-owned, valid only until the call returns  */
  uint32_t struct_size;
  uint32_t error_capacity;
  char *error_text;           /* host buffer; plugin writes NUL-terminated UTF-8 */
  void *ctx;
  int32_t (IGGAN_CALL *should_stop)(void *ctx) IGGAN_NOEXCEPT; /* 0, or the IGGAN_E_* to return */
  void (IGGAN_CALL *log)(void *ctx, int32_t severity, const char *utf8) IGGAN_NOEXCEPT;
} iggan_call;

typedef struct iggan_image {  /* sample = data + y*row + x*pixel + c*channel    */
  uint32_t struct_size, width, height, channels;
  uint32_t dtype, transfer;
  void *data;                 /* TOP-left pixel, channel 0                      */
  uint64_t data_bytes;        /* writable bytes from data                       */
  int64_t row_stride, pixel_stride, channel_stride; /* bytes, all > 0 in 1.x    */
} iggan_image;

typedef struct iggan_grid {   /* voxel = occ + i*sx + j*sy + k*sz; != 0 is solid */
  uint32_t struct_size, nx, ny, nz;
  const uint8_t *occupancy;
  int64_t occ_stride[3];
  const uint8_t *albedo;      /* NULL, or sRGB-encoded R,G,B                    */
  int64_t albedo_stride[4];   /* i, j, k, channel                               */
  float default_albedo[4];    /* linear RGB, [3] reserved 0                     */
  float to_world[16];         /* column-major affine; voxel fills [i,i+1]^3     */
} iggan_grid;

typedef struct iggan_camera {
  uint32_t struct_size, kind; /* 1 perspective, 2 orthographic                  */
  float to_world[16];         /* rigid; looks down local -Z, +Y up, +X right    */
  float yfov, ymag;           /* radians / half height in world units           */
  float znear, zfar;
} iggan_camera;

typedef struct iggan_light {
  uint32_t struct_size, kind; /* 1 ambient L, 2 directional E, 3 point I        */
  float rgb[4];               /* linear; [3] reserved 0                         */
  float vec[4];               /* 2: travel direction; 3: position; world        */
} iggan_light;

typedef struct iggan_job {
  uint32_t struct_size, flags; /* unknown flag => E_UNSUPPORTED                 */
  uint64_t seed;
  const iggan_grid *grid;
  const iggan_camera *camera;
  const iggan_light *lights;
  uint32_t light_count, light_stride;
  float background[4];         /* straight, linear                              */
  const iggan_image *out;
} iggan_job;

typedef struct iggan_create_info {
  uint32_t struct_size, thread_budget; /* total threads incl. caller; 0 = choose */
  const char *renderer_id;
  const char *params_json;
} iggan_create_info;

typedef struct iggan_info {
  uint32_t struct_size, thread_model, determinism, formats;
  uint64_t features;
  uint32_t max_width, max_height, max_grid_edge, max_lights;
  float max_abs_error;
  uint32_t reserved;
  const char *id, *name, *vendor, *version, *license_spdx, *params_schema;
} iggan_info;

typedef struct iggan_renderer iggan_renderer;

typedef struct iggan_plugin {
  uint32_t struct_size, abi_minor, renderer_count, reserved;
  const iggan_info *(IGGAN_CALL *get_info)(uint32_t index) IGGAN_NOEXCEPT;
  iggan_status (IGGAN_CALL *create)(const iggan_create_info *, const iggan_call *,
                                    iggan_renderer **out) IGGAN_NOEXCEPT;
  void (IGGAN_CALL *destroy)(iggan_renderer *) IGGAN_NOEXCEPT;
  iggan_status (IGGAN_CALL *render_batch)(iggan_renderer *, const iggan_job *jobs,
                                          uint32_t job_count, uint32_t job_stride,
                                          iggan_status *job_status,
                                          const iggan_call *) IGGAN_NOEXCEPT;
  const void *(IGGAN_CALL *get_extension)(iggan_renderer *, const char *id) IGGAN_NOEXCEPT;
} iggan_plugin;

/* frozen for ever, for every major: (major << 16) | minor */
IGGAN_EXPORT uint32_t IGGAN_CALL iggan_abi_version(void) IGGAN_NOEXCEPT;
IGGAN_EXPORT const iggan_plugin *IGGAN_CALL iggan_plugin_v1(void) IGGAN_NOEXCEPT;

#ifdef __cplusplus
}
#endif
#endif
