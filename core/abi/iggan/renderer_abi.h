/* iggan renderer ABI 1.0 - C99 and C++17, 64-bit little-endian only.
 *
 * The one header a renderer plugin needs. A plugin is a shared library that exports two symbols,
 * iggan_abi_version and iggan_plugin_v1, and nothing else. The contract in words is
 * docs/renderer_abi.md; iggan/renderer_plugin.hpp turns a small C++ class into such a library.
 *
 * Growth: append only; zero = 1.0 behaviour; every struct starts with struct_size, set by its
 * writer; a reader copies min(struct_size, its own sizeof) into a zeroed local and refuses less
 * than the 1.0 size. Growable structs are never embedded by value; arrays of them carry a byte
 * stride. No enum, bool, size_t, bit-field or union in structs.
 *
 * Thread tags, as in "[call]":
 *   [any]   from any thread, at any time, several at once.
 *   [call]  as iggan_info.thread_model says: for THREAD_AFFINE create, destroy, render_batch,
 *           get_extension and the functions of extensions all run on one thread. Calls on one
 *           instance never overlap with its destroy.
 *   [hook]  the host's function, called by the plugin from any of its threads while the call that
 *           brought it lasts.
 * Every text is NUL-terminated UTF-8.
 *
 * Conventions (glTF): right-handed, +Y up; a camera looks along its local -Z, +X right; matrices
 * are column-major float[16], local to world. Colour is linear, BT.709 primaries. Row 0 of an
 * image is its top. No memory changes owner: pointers are borrowed for the call. */
#ifndef IGGAN_RENDERER_ABI_H
#define IGGAN_RENDERER_ABI_H
#include <stddef.h>
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
#define IGGAN_OK 0
/* On OK every job_status is OK. On any other status error_text is not empty and says why, except
 * for a code that should_stop returned: the host knows that reason. */
#define IGGAN_E_INVALID 1     /* bad argument, NaN, bad JSON: nothing written   */
#define IGGAN_E_UNSUPPORTED 2 /* legal but not offered here: nothing written    */
#define IGGAN_E_NOT_FOUND 3   /* unknown renderer id                            */
#define IGGAN_E_MEMORY 4
#define IGGAN_E_CANCELLED 5
#define IGGAN_E_TIMEOUT 6
#define IGGAN_E_DEVICE 7   /* instance is dead; only destroy() is legal      */
#define IGGAN_E_INTERNAL 8 /* caught exception                               */
#define IGGAN_E_NOT_RUN 9  /* job skipped because another failed             */

#define IGGAN_U8 1u
#define IGGAN_F32 2u
#define IGGAN_LINEAR 1u
#define IGGAN_SRGB 2u

/* Bit in iggan_info.formats; c = 1, 3 or 4. As numbers, for languages without macros:
 *   u8  linear  gray 0x001  RGB 0x002  RGBA 0x004      u8  sRGB  gray 0x008  RGB 0x010  RGBA 0x020
 *   f32 linear  gray 0x040  RGB 0x080  RGBA 0x100      f32 sRGB  gray 0x200  RGB 0x400  RGBA 0x800
 * Every plugin offers f32 linear RGBA, 0x100; all twelve are 0xfff. */
#define IGGAN_FORMAT_BIT(dtype, transfer, c) \
  (1u << ((((dtype)-1u) * 2u + ((transfer)-1u)) * 3u + ((c) == 1u ? 0u : (c)-2u)))

/* iggan_info.thread_model */
#define IGGAN_PROCESS_SERIAL 0u  /* one call in the process at a time                    */
#define IGGAN_INSTANCE_SERIAL 1u /* one call on an instance at a time                    */
#define IGGAN_CONCURRENT 2u      /* any number at once                                   */
#define IGGAN_THREAD_AFFINE 3u   /* one thread for all instances, which the host chooses */

/* bits of iggan_info.features; they, determinism and max_abs_error hold for parameters {} */
#define IGGAN_FEATURE_LAMBERT 1ull /* obeys the Lambert promise: flat, no shadows, one sample */
#define IGGAN_FEATURE_CANCEL 2ull  /* polls should_stop                                      */

/* iggan_camera.kind */
#define IGGAN_CAMERA_PERSPECTIVE 1u
#define IGGAN_CAMERA_ORTHOGRAPHIC 2u

/* iggan_light.kind */
#define IGGAN_LIGHT_AMBIENT 1u     /* radiance L: albedo * L, unoccluded                    */
#define IGGAN_LIGHT_DIRECTIONAL 2u /* irradiance E: albedo / pi * E * max(0, n . -d)        */
#define IGGAN_LIGHT_POINT 3u       /* intensity I: as directional, with E = I / r^2         */

#define IGGAN_LOG_DEBUG 0
#define IGGAN_LOG_INFO 1
#define IGGAN_LOG_WARN 2
#define IGGAN_LOG_ERROR 3

#define IGGAN_DET_NONE 0u
#define IGGAN_DET_NEAR 1u /* within max_abs_error */
#define IGGAN_DET_BITWISE 2u

/* What the host passes with a call. It and each of its pointers may be NULL.
 *   error_text   [call] the plugin writes at most error_capacity bytes, including the NUL, and only
 *                if it returns an error.
 *   should_stop  [hook] call it at least every 50 ms; after an answer other than 0 the plugin
 *                returns that code within 250 ms, and the instance stays usable.
 *   log          [hook] one line, no '\n'; the text is copied before log returns.
 * No hook is called, and no error_text written, after the call has returned. */
typedef struct iggan_call { /* host-owned, valid only until the call returns  */
  uint32_t struct_size;
  uint32_t error_capacity;
  char* error_text; /* host buffer; plugin writes NUL-terminated UTF-8 */
  void* ctx;
  int32_t(IGGAN_CALL* should_stop)(void* ctx) IGGAN_NOEXCEPT; /* 0, or the IGGAN_E_* to return */
  void(IGGAN_CALL* log)(void* ctx, int32_t severity, const char* utf8) IGGAN_NOEXCEPT;
} iggan_call;

typedef struct iggan_image { /* sample = data + y*row + x*pixel + c*channel    */
  uint32_t struct_size, width, height, channels;
  uint32_t dtype, transfer;
  void* data;          /* TOP-left pixel, channel 0                      */
  uint64_t data_bytes; /* writable bytes from data                       */
  int64_t row_stride, pixel_stride, channel_stride; /* bytes, all > 0 in 1.x; otherwise ignored for
                                                       an axis of extent 1 */
} iggan_image;

typedef struct iggan_grid { /* voxel = occupancy + i*s[0] + j*s[1] + k*s[2]; != 0 is solid */
  uint32_t struct_size, nx, ny, nz;
  const uint8_t* occupancy;
  int64_t occ_stride[3];    /* i, j, k; bytes, all > 0                        */
  const uint8_t* albedo;    /* NULL, or sRGB-encoded R,G,B                    */
  int64_t albedo_stride[4]; /* i, j, k, channel; bytes, all > 0               */
  float default_albedo[4];  /* linear RGB, [3] reserved 0                     */
  float to_world[16];       /* column-major affine; voxel fills [i,i+1]^3     */
} iggan_grid;

typedef struct iggan_camera {
  uint32_t struct_size, kind; /* IGGAN_CAMERA_*; every float finite             */
  float to_world[16];         /* rigid; looks down local -Z, +Y up, +X right    */
  float yfov, ymag;           /* radians / half height in world units           */
  float znear, zfar;          /* depth along -Z, znear < zfar; znear > 0, or >= 0 orthographic */
} iggan_camera;

typedef struct iggan_light {
  uint32_t struct_size, kind; /* IGGAN_LIGHT_*                                  */
  float rgb[4];               /* linear; [3] reserved 0                         */
  float vec[4];               /* world; directional: travel, any length > 0; point: position */
} iggan_light;

typedef struct iggan_job {
  uint32_t struct_size, flags; /* unknown flag => E_UNSUPPORTED                 */
  uint64_t seed;               /* key of every random draw of this job          */
  const iggan_grid* grid;
  const iggan_camera* camera;
  const iggan_light* lights;
  uint32_t light_count, light_stride; /* stride in bytes                        */
  float background[4];                /* straight, linear; [3] in [0, 1], 1 without alpha */
  const iggan_image* out;
} iggan_job;

typedef struct iggan_create_info {
  uint32_t struct_size, thread_budget; /* total threads incl. caller; 0 = choose */
  const char* renderer_id;             /* equal to an iggan_info.id              */
  const char* params_json;             /* a JSON object; {} takes every default  */
} iggan_create_info;

typedef struct iggan_info { /* static; the strings live as long as the library */
  uint32_t struct_size, thread_model, determinism, formats;
  uint64_t features;
  uint32_t max_width, max_height, max_grid_edge, max_lights;
  float max_abs_error;
  uint32_t reserved;
  const char *id, *name, *vendor, *version, *license_spdx, *params_schema;
} iggan_info;

typedef struct iggan_renderer iggan_renderer;

/* The functions of a plugin. A function exists only if struct_size covers it. All are noexcept: an
 * exception, a panic or a longjmp that leaves one ends the process.
 *
 *   get_info       [any]  before or after any create.
 *     Static and immediate; opens no device. NULL past the end: for index >= renderer_count.
 *     The struct, its pointers and texts belong to the plugin and stay unchanged until the
 *     process ends.
 *
 *   create         [call]
 *     Succeeds completely, or leaves *out NULL with nothing to destroy. The create_info and its
 *     texts are borrowed for the call: copy what you keep. The host owns the instance until it
 *     calls destroy.
 *     - E_INVALID: out, the info or renderer_id is NULL; a short struct; parameters that are not a
 *       JSON object, or that the schema refuses, with a text that names the key.
 *     - E_NOT_FOUND: no renderer of this library has that id, compared byte by byte.
 *     - E_DEVICE: no display, GPU or licence. E_MEMORY, E_INTERNAL.
 *
 *   destroy        [call]  once for each instance, also after E_DEVICE; never while another call on
 *                  the instance lasts. destroy(NULL) does nothing.
 *     Ends every thread and process of the instance before it returns.
 *
 *   render_batch   [call]  any number of times; not after it has returned E_DEVICE.
 *     Everything that jobs point to is borrowed for the call and only read, except the pixels of
 *     `out`, which are written; nothing is kept by address. job_status has job_count entries,
 *     written by the plugin. With job_count 0 the status is OK and neither array is read. After it
 *     returns, nothing works for the call any more: join the threads that it started.
 *     First every job is checked. E_INVALID or E_UNSUPPORTED: no byte of any picture was written,
 *     one offender has that code in job_status, all others E_NOT_RUN. If the call itself is wrong
 *     (a NULL renderer or array, a job_stride below 72) it is E_INVALID, and every job_status
 *     E_NOT_RUN; a short iggan_call is E_INVALID, and nothing else is written.
 *     Then the jobs are rendered. On another failure a job is complete (OK), or unspecified within
 *     its own extent with the failure's code, or not started (E_NOT_RUN).
 *     - E_DEVICE: the instance is dead; only destroy may follow.
 *
 *   get_extension  [call]  NULL for an unknown id, and for a NULL renderer or id.
 *     The table is static, belongs to the plugin, and is usable while the instance lives. */
typedef struct iggan_plugin {
  uint32_t struct_size, abi_minor, renderer_count, reserved;
  const iggan_info*(IGGAN_CALL* get_info)(uint32_t index)IGGAN_NOEXCEPT;
  iggan_status(IGGAN_CALL* create)(const iggan_create_info*, const iggan_call*,
                                   iggan_renderer** out) IGGAN_NOEXCEPT;
  void(IGGAN_CALL* destroy)(iggan_renderer*) IGGAN_NOEXCEPT;
  iggan_status(IGGAN_CALL* render_batch)(iggan_renderer*, const iggan_job* jobs, uint32_t job_count,
                                         uint32_t job_stride, iggan_status* job_status,
                                         const iggan_call*) IGGAN_NOEXCEPT;
  const void*(IGGAN_CALL* get_extension)(iggan_renderer*, const char* id)IGGAN_NOEXCEPT;
} iggan_plugin;

/* [any] The first call of a host. Frozen forever, for every major: (major << 16) | minor. */
IGGAN_EXPORT uint32_t IGGAN_CALL iggan_abi_version(void) IGGAN_NOEXCEPT;
/* [any] Called next, if the major is 1. A static table, the same each time, owned by the plugin. */
IGGAN_EXPORT const iggan_plugin* IGGAN_CALL iggan_plugin_v1(void) IGGAN_NOEXCEPT;

#ifdef __cplusplus
}
#endif

/* The sizes of version 1.0: the minimum that a reader accepts. */
#define IGGAN_CALL_SIZE_1_0 40u
#define IGGAN_IMAGE_SIZE_1_0 64u
#define IGGAN_GRID_SIZE_1_0 168u
#define IGGAN_CAMERA_SIZE_1_0 88u
#define IGGAN_LIGHT_SIZE_1_0 40u
#define IGGAN_JOB_SIZE_1_0 72u
#define IGGAN_CREATE_INFO_SIZE_1_0 24u
#define IGGAN_INFO_SIZE_1_0 96u
#define IGGAN_PLUGIN_SIZE_1_0 56u

/* The layout is the contract: a compiler with another layout must not compile it. */
#if defined(__cplusplus)
#define IGGAN_LAYOUT_(name, condition) static_assert(condition, "iggan ABI layout: " #name)
#elif defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L
#define IGGAN_LAYOUT_(name, condition) _Static_assert(condition, "iggan ABI layout: " #name)
#else
#define IGGAN_LAYOUT_(name, condition) typedef char iggan_layout_##name[(condition) ? 1 : -1]
#endif
IGGAN_LAYOUT_(pointer, sizeof(void*) == 8);
IGGAN_LAYOUT_(call, sizeof(iggan_call) == 40 && offsetof(iggan_call, error_text) == 8 &&
                        offsetof(iggan_call, log) == 32);
IGGAN_LAYOUT_(image, sizeof(iggan_image) == 64 && offsetof(iggan_image, data) == 24 &&
                         offsetof(iggan_image, channel_stride) == 56);
IGGAN_LAYOUT_(grid, sizeof(iggan_grid) == 168 && offsetof(iggan_grid, occupancy) == 16 &&
                        offsetof(iggan_grid, albedo) == 48 &&
                        offsetof(iggan_grid, default_albedo) == 88 &&
                        offsetof(iggan_grid, to_world) == 104);
IGGAN_LAYOUT_(camera, sizeof(iggan_camera) == 88 && offsetof(iggan_camera, yfov) == 72 &&
                          offsetof(iggan_camera, zfar) == 84);
IGGAN_LAYOUT_(light, sizeof(iggan_light) == 40 && offsetof(iggan_light, vec) == 24);
IGGAN_LAYOUT_(job, sizeof(iggan_job) == 72 && offsetof(iggan_job, grid) == 16 &&
                       offsetof(iggan_job, light_count) == 40 &&
                       offsetof(iggan_job, background) == 48 && offsetof(iggan_job, out) == 64);
IGGAN_LAYOUT_(create_info,
              sizeof(iggan_create_info) == 24 && offsetof(iggan_create_info, params_json) == 16);
IGGAN_LAYOUT_(info, sizeof(iggan_info) == 96 && offsetof(iggan_info, features) == 16 &&
                        offsetof(iggan_info, id) == 48 &&
                        offsetof(iggan_info, params_schema) == 88);
IGGAN_LAYOUT_(plugin, sizeof(iggan_plugin) == 56 && offsetof(iggan_plugin, get_info) == 16 &&
                          offsetof(iggan_plugin, get_extension) == 48);
#undef IGGAN_LAYOUT_
#endif
