/** @file
 * iggan renderer ABI 1.0 - C99 and C++17, 64-bit little-endian only.
 *
 * The one header a renderer plugin needs. A plugin is a shared library that exports two symbols,
 * iggan_abi_version and iggan_plugin_v1, and nothing else. This header says what each function and
 * each field means; docs/renderer_abi.md has the rules that apply to all of them.
 * iggan/renderer_plugin.hpp turns a small C++ class into such a library.
 *
 * Growth: fields are only appended, and 0 in a new field means the behaviour of 1.0. Every struct
 * starts with struct_size, set by its writer; a reader copies min(struct_size, its own sizeof)
 * bytes into a zeroed local and refuses less than the 1.0 size. Growable structs are never embedded
 * by value; arrays of them come with a stride in bytes. Structs contain no enum, bool, size_t,
 * bit-field or union.
 *
 * Thread tags, as in "[call]":
 *  - [any]   from any thread, at any time, several calls at once.
 *  - [call]  as iggan_info.thread_model says: for THREAD_AFFINE, create, destroy, render_batch,
 *            get_extension and the functions of extensions all run on one thread. Calls on one
 *            instance never overlap with its destroy.
 *  - [hook]  the host's function, called by the plugin from any of its threads during the call that
 *            passed it.
 *
 * Every string is NUL-terminated UTF-8.
 *
 * Conventions (glTF): right-handed, +Y up; a camera looks along its local -Z, +X right; matrices
 * are column-major float[16], local to world. Colour is linear, BT.709 primaries. Row 0 of an
 * image is its top. No memory changes owner: pointers are borrowed for the call. */
#ifndef IGGAN_RENDERER_ABI_H
#define IGGAN_RENDERER_ABI_H
#include <stddef.h>
#include <stdint.h>
/** @cond  attributes of declarations: noexcept in C++, visibility, calling convention */
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
/** @endcond */

#define IGGAN_ABI_MAJOR 1u /**< a host loads only plugins of its own major version */
#define IGGAN_ABI_MINOR 0u /**< a host loads plugins of any minor version          */

/** What a call returns: IGGAN_OK or IGGAN_E_*. On OK every job_status is OK. On any other status
 * error_text is not empty and says why, except for a code that should_stop returned: the host knows
 * that reason. */
typedef int32_t iggan_status;
#define IGGAN_OK 0            /**< success                                        */
#define IGGAN_E_INVALID 1     /**< bad argument, NaN, bad JSON: nothing written   */
#define IGGAN_E_UNSUPPORTED 2 /**< legal but not offered here: nothing written    */
#define IGGAN_E_NOT_FOUND 3   /**< unknown renderer id                            */
#define IGGAN_E_MEMORY 4      /**< out of memory                                  */
#define IGGAN_E_CANCELLED 5   /**< the host asked to stop, through should_stop    */
#define IGGAN_E_TIMEOUT 6     /**< should_stop reported that a deadline passed    */
#define IGGAN_E_DEVICE 7      /**< instance is dead; only destroy() is legal      */
#define IGGAN_E_INTERNAL 8    /**< caught exception                               */
#define IGGAN_E_NOT_RUN 9     /**< job skipped because another failed             */

#define IGGAN_U8 1u     /**< iggan_image.dtype: unsigned byte, 0 to 255     */
#define IGGAN_F32 2u    /**< iggan_image.dtype: IEEE float32, little endian */
#define IGGAN_LINEAR 1u /**< iggan_image.transfer: linear light             */
#define IGGAN_SRGB 2u   /**< iggan_image.transfer: encoded, IEC 61966-2-1   */

/** Bit in iggan_info.formats; c = 1 (gray), 3 (RGB) or 4 (RGBA). As numbers, for languages without
 * macros:
 *
 *                   gray   RGB    RGBA
 *     u8  linear    0x001  0x002  0x004
 *     u8  sRGB      0x008  0x010  0x020
 *     f32 linear    0x040  0x080  0x100
 *     f32 sRGB      0x200  0x400  0x800
 *
 * Every plugin offers f32 linear RGBA, 0x100; all twelve formats together are 0xfff. */
#define IGGAN_FORMAT_BIT(dtype, transfer, c) \
  (1u << ((((dtype)-1u) * 2u + ((transfer)-1u)) * 3u + ((c) == 1u ? 0u : (c)-2u)))

#define IGGAN_PROCESS_SERIAL 0u  /**< thread_model: one call in the process at a time      */
#define IGGAN_INSTANCE_SERIAL 1u /**< thread_model: one call on an instance at a time      */
#define IGGAN_CONCURRENT 2u      /**< thread_model: any number at once                     */
#define IGGAN_THREAD_AFFINE                                     \
  3u /**< thread_model: one thread, which the host chooses, for \
          all instances */

#define IGGAN_FEATURE_LAMBERT                                                                      \
  1ull                            /**< features: keeps the Lambert promise (docs/renderer_abi.md): \
                                       flat, no shadows, one sample */
#define IGGAN_FEATURE_CANCEL 2ull /**< features: polls should_stop */

#define IGGAN_CAMERA_PERSPECTIVE 1u  /**< iggan_camera.kind: yfov applies */
#define IGGAN_CAMERA_ORTHOGRAPHIC 2u /**< iggan_camera.kind: ymag applies */

#define IGGAN_LIGHT_AMBIENT 1u     /**< radiance L: albedo * L, unoccluded             */
#define IGGAN_LIGHT_DIRECTIONAL 2u /**< irradiance E: albedo / pi * E * max(0, n . -d) */
#define IGGAN_LIGHT_POINT 3u       /**< intensity I: as directional, with E = I / r^2  */

#define IGGAN_LOG_DEBUG 0 /**< severity of log: for developers            */
#define IGGAN_LOG_INFO 1  /**< severity of log: normal events             */
#define IGGAN_LOG_WARN 2  /**< severity of log: unusual; work continues   */
#define IGGAN_LOG_ERROR 3 /**< severity of log: the call will fail          */

#define IGGAN_DET_NONE 0u    /**< determinism: equal jobs may give unequal pixels  */
#define IGGAN_DET_NEAR 1u    /**< determinism: within max_abs_error                 */
#define IGGAN_DET_BITWISE 2u /**< determinism: the same bits                        */

/** What the host passes with a call, valid only until the call returns. The pointer to it and each
 * pointer in it may be NULL. No hook is called, and no error_text written, after the call has
 * returned. */
typedef struct iggan_call {
  uint32_t struct_size;    /**< bytes; set by the host                */
  uint32_t error_capacity; /**< bytes of error_text, including the NUL */
  /** [call] The host's buffer. The plugin writes NUL-terminated UTF-8 into it, and only if it
   * returns an error. */
  char* error_text;
  void* ctx; /**< the host's; passed to both hooks */
  /** [hook] 0, or the IGGAN_E_* to return. Call it at least every 50 ms; after a result other than
   * 0 the plugin returns that code within 250 ms, and the instance stays usable. */
  int32_t(IGGAN_CALL* should_stop)(void* ctx) IGGAN_NOEXCEPT;
  /** [hook] One line, without a newline, of severity IGGAN_LOG_*; the text is copied before log
   * returns. */
  void(IGGAN_CALL* log)(void* ctx, int32_t severity, const char* utf8) IGGAN_NOEXCEPT;
} iggan_call;

/** The picture to write. Sample = data + y*row_stride + x*pixel_stride + c*channel_stride; row 0 is
 * the top. Strides are in bytes and > 0 in 1.x; for an axis of extent 1 the stride is otherwise
 * ignored. */
typedef struct iggan_image {
  uint32_t struct_size;   /**< bytes; set by the host                                  */
  uint32_t width;         /**< pixels, at least 1                                      */
  uint32_t height;        /**< pixels, at least 1                                      */
  uint32_t channels;      /**< 1 gray, 3 RGB, 4 premultiplied RGBA                     */
  uint32_t dtype;         /**< IGGAN_U8 or IGGAN_F32                                   */
  uint32_t transfer;      /**< IGGAN_LINEAR or IGGAN_SRGB; alpha is always linear      */
  void* data;             /**< channel 0 of the TOP-left pixel; aligned to its element */
  uint64_t data_bytes;    /**< writable bytes from data                                */
  int64_t row_stride;     /**< bytes from a row to the one below                       */
  int64_t pixel_stride;   /**< bytes from a pixel to the one on its right              */
  int64_t channel_stride; /**< bytes from a channel to the next                        */
} iggan_image;

/** The shape. Voxel (i, j, k) = occupancy + i*s[0] + j*s[1] + k*s[2]; != 0 is solid. It fills
 * [i, i+1] x [j, j+1] x [k, k+1] before to_world is applied. */
typedef struct iggan_grid {
  uint32_t struct_size;     /**< bytes; set by the host                              */
  uint32_t nx;              /**< voxels along i, at least 1                          */
  uint32_t ny;              /**< voxels along j, at least 1                          */
  uint32_t nz;              /**< voxels along k, at least 1                          */
  const uint8_t* occupancy; /**< any byte but 0 is solid                             */
  int64_t occ_stride[3];    /**< i, j, k; bytes, all > 0                             */
  const uint8_t* albedo;    /**< NULL, or sRGB-encoded R, G, B of each voxel         */
  int64_t albedo_stride[4]; /**< i, j, k, channel; bytes, all > 0                    */
  float default_albedo[4];  /**< linear RGB, where albedo is NULL; [3] reserved, 0   */
  float to_world[16];       /**< column-major affine, voxels to world units          */
} iggan_grid;

/** The camera. Every float is finite, even those that its kind does not use. */
typedef struct iggan_camera {
  uint32_t struct_size; /**< bytes; set by the host                                  */
  uint32_t kind;        /**< IGGAN_CAMERA_*                                          */
  float to_world[16];   /**< rigid; looks down local -Z, +Y up, +X right             */
  float yfov;           /**< perspective: full vertical angle, radians, in (0, pi)   */
  float ymag;           /**< orthographic: half the picture's height, world units    */
  float znear;          /**< depth along -Z, world units; > 0, or >= 0 orthographic  */
  float zfar;           /**< depth along -Z, world units; > znear                    */
} iggan_camera;

/** A light. */
typedef struct iggan_light {
  uint32_t struct_size; /**< bytes; set by the host                                */
  uint32_t kind;        /**< IGGAN_LIGHT_*, which says what rgb is                 */
  float rgb[4];         /**< linear; [3] reserved, 0                               */
  float vec[4];         /**< world space; directional: the direction of travel, any length > 0;
                             point: position, world units; ambient: unused; [3] reserved, 0 */
} iggan_light;

/** One picture to render. Everything it points to is borrowed for the call. */
typedef struct iggan_job {
  uint32_t struct_size;       /**< bytes; set by the host                                 */
  uint32_t flags;             /**< 0 in 1.0; unknown flag => E_UNSUPPORTED                */
  uint64_t seed;              /**< key of every random draw of this job                   */
  const iggan_grid* grid;     /**< the shape; not NULL                                    */
  const iggan_camera* camera; /**< not NULL                                               */
  const iggan_light* lights;  /**< light_count of them; may be NULL if that is 0          */
  uint32_t light_count;       /**< at most iggan_info.max_lights                          */
  uint32_t light_stride;      /**< bytes from a light to the next                         */
  float background[4];        /**< straight, linear; [3] in [0, 1], 1 without alpha       */
  const iggan_image* out;     /**< where the picture goes; not NULL                       */
} iggan_job;

/** The arguments of create(). */
typedef struct iggan_create_info {
  uint32_t struct_size;    /**< bytes; set by the host                                    */
  uint32_t thread_budget;  /**< total threads of a call, including the caller; 0 = choose */
  const char* renderer_id; /**< equal to an iggan_info.id                                 */
  const char* params_json; /**< a JSON object; {} or NULL takes every default             */
} iggan_create_info;

/** What a renderer says about itself. Static; the strings live as long as the library. Features,
 * determinism and max_abs_error hold for parameters {}. */
typedef struct iggan_info {
  uint32_t struct_size;      /**< bytes; set by the plugin                                   */
  uint32_t thread_model;     /**< IGGAN_PROCESS_SERIAL to IGGAN_THREAD_AFFINE                */
  uint32_t determinism;      /**< IGGAN_DET_*                                                */
  uint32_t formats;          /**< bits of IGGAN_FORMAT_BIT; f32 linear RGBA is always among them */
  uint64_t features;         /**< bits IGGAN_FEATURE_*; a host ignores unknown ones          */
  uint32_t max_width;        /**< pixels, at least 256                                       */
  uint32_t max_height;       /**< pixels, at least 256                                       */
  uint32_t max_grid_edge;    /**< voxels, at least 64                                        */
  uint32_t max_lights;       /**< of a job, at least 4                                       */
  float max_abs_error;       /**< of a sample, times max(1, |sample|); for NEAR and LAMBERT  */
  uint32_t reserved;         /**< 0                                                          */
  const char* id;            /**< unique, like "org.example.name"                            */
  const char* name;          /**< for people                                                 */
  const char* vendor;        /**< who made it                                                */
  const char* version;       /**< of the renderer; free text                                 */
  const char* license_spdx;  /**< SPDX expression of the library's license                   */
  const char* params_schema; /**< JSON Schema of params_json (docs/renderer_abi.md)          */
} iggan_info;

/** An instance of a renderer: opaque, made by create, deleted by destroy. */
typedef struct iggan_renderer iggan_renderer;

/** The functions of a plugin. A function exists only if struct_size covers it. All are noexcept: an
 * exception, a panic or a longjmp that leaves one ends the process. */
typedef struct iggan_plugin {
  uint32_t struct_size;    /**< bytes; set by the plugin       */
  uint32_t abi_minor;      /**< IGGAN_ABI_MINOR of the header that it was compiled with */
  uint32_t renderer_count; /**< renderers of the library, at least 1 */
  uint32_t reserved;       /**< 0                              */

  /** [any] Before or after any create. Static and immediate; opens no device. NULL past the end:
   * for index >= renderer_count. The struct, its pointers and strings belong to the plugin and stay
   * unchanged until the process ends. */
  const iggan_info*(IGGAN_CALL* get_info)(uint32_t index)IGGAN_NOEXCEPT;

  /** [call] Succeeds completely, or leaves *out NULL with nothing to destroy. The create_info and
   * its strings are borrowed for the call: copy what you keep. The host owns the instance until it
   * calls destroy. A library may have several renderers and instances; instances are independent of
   * each other and never change after their creation.
   *  - E_INVALID: out, the info or renderer_id is NULL; a short struct; parameters that are not a
   *    JSON object, or that the schema refuses, with an error text that names the key.
   *  - E_NOT_FOUND: no renderer of this library has that id, compared byte by byte.
   *  - E_DEVICE: no display, GPU or licence.
   *  - E_MEMORY, E_INTERNAL. */
  iggan_status(IGGAN_CALL* create)(const iggan_create_info*, const iggan_call*,
                                   iggan_renderer** out) IGGAN_NOEXCEPT;

  /** [call] Once for each instance, even after E_DEVICE; never during another call on the instance.
   * destroy(NULL) does nothing. Ends every thread and process of the instance before it returns. */
  void(IGGAN_CALL* destroy)(iggan_renderer*) IGGAN_NOEXCEPT;

  /** [call] Any number of times; not after it has returned E_DEVICE. Everything that jobs point to
   * is borrowed for the call and only read, except the pixels of `out`, which are written; nothing
   * may be cached by address. job_stride: bytes from a job to the next. job_status has job_count
   * entries, written by the plugin. With job_count 0 the status is OK and neither array is read.
   * After it returns, no work for the call may still be running: join the threads that it started.
   *
   * First, every job is checked. After E_INVALID or E_UNSUPPORTED no byte of any picture was
   * written; one offending job has that code in job_status (the plugin chooses which one), and all
   * others have E_NOT_RUN. If the call itself is wrong (a NULL renderer or array, a job_stride
   * below 72), the status is E_INVALID, and every job_status is E_NOT_RUN. For a short iggan_call
   * the status is E_INVALID, and nothing is written.
   *
   * Then the jobs are rendered. After any other failure each job is complete (OK), or has failed
   * (with the failure's code; the samples of its picture are unspecified), or was not started
   * (E_NOT_RUN). After E_DEVICE the instance is dead; only destroy may follow. */
  iggan_status(IGGAN_CALL* render_batch)(iggan_renderer*, const iggan_job* jobs, uint32_t job_count,
                                         uint32_t job_stride, iggan_status* job_status,
                                         const iggan_call*) IGGAN_NOEXCEPT;

  /** [call] NULL for an unknown id, and for a NULL renderer or id. The table (such as those of
   * renderer_extensions.h) is static, belongs to the plugin, and is usable while the instance
   * lives. */
  const void*(IGGAN_CALL* get_extension)(iggan_renderer*, const char* id)IGGAN_NOEXCEPT;
} iggan_plugin;

/** [any] The first function that a host calls. Frozen forever, for every major version: returns
 * (major << 16) | minor. */
IGGAN_EXPORT uint32_t IGGAN_CALL iggan_abi_version(void) IGGAN_NOEXCEPT;
/** [any] Called next, if the major version is 1. Returns a static table, the same each time, owned
 * by the plugin. */
IGGAN_EXPORT const iggan_plugin* IGGAN_CALL iggan_plugin_v1(void) IGGAN_NOEXCEPT;

#ifdef __cplusplus
}
#endif

/** @name Sizes of version 1.0
 * In bytes: the minimum that a reader accepts.
 * @{ */
#define IGGAN_CALL_SIZE_1_0 40u        /**< of iggan_call */
#define IGGAN_IMAGE_SIZE_1_0 64u       /**< of iggan_image */
#define IGGAN_GRID_SIZE_1_0 168u       /**< of iggan_grid */
#define IGGAN_CAMERA_SIZE_1_0 88u      /**< of iggan_camera */
#define IGGAN_LIGHT_SIZE_1_0 40u       /**< of iggan_light */
#define IGGAN_JOB_SIZE_1_0 72u         /**< of iggan_job */
#define IGGAN_CREATE_INFO_SIZE_1_0 24u /**< of iggan_create_info */
#define IGGAN_INFO_SIZE_1_0 96u        /**< of iggan_info */
#define IGGAN_PLUGIN_SIZE_1_0 56u      /**< of iggan_plugin */
/** @} */

/* The layout is the contract: a compiler with a different layout must not compile this header. */
/** @cond */
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
/** @endcond */
#endif
