/** @file
 * Tables that a plugin's get_extension may return, by id; all are optional. Pure C99. They grow
 * like the structs of renderer_abi.h, their functions are noexcept, and the host calls them by the
 * same rules as the plugin's other functions: [call] in renderer_abi.h, and never after
 * IGGAN_E_DEVICE.
 *
 * Ids: "iggan.NAME/VERSION" is for tables of iggan, which this file defines; others use their own
 * domain, "com.example.name/1". The meaning of an id never changes: a different layout gets a
 * different id.
 *
 * Drafts: until a table is final, its id ends in "/draft-N" ("iggan.depth/draft-2"). It may change
 * with every N or vanish, no host may depend on it, and the final table gets "/1". A host or plugin
 * that knows only another draft treats the id as unknown. */
#ifndef IGGAN_RENDERER_EXTENSIONS_H
#define IGGAN_RENDERER_EXTENSIONS_H

#include <iggan/renderer_abi.h>

#define IGGAN_EXT_RAY_CEILING "iggan.ray_ceiling/1" /**< id of iggan_ray_ceiling */
/** The highest rate that the plugin's ray library reaches; `iggan bench renderers` compares the
 * plugin's own rate with it. */
typedef struct iggan_ray_ceiling {
  uint32_t struct_size; /**< bytes; set by the plugin */
  uint32_t reserved;    /**< 0                        */
  /** [call] Rays per second that a plain loop traces on the caller's thread: coherent rays, one
   * by one, against a single triangle that a fraction `coverage` (0 to 1) of the rays hits, in
   * pictures of pixels x pixels, for at least `seconds`. 0 if unknown. */
  double(IGGAN_CALL* rays_per_second)(double coverage, uint32_t pixels,
                                      double seconds) IGGAN_NOEXCEPT;
} iggan_ray_ceiling;
#define IGGAN_RAY_CEILING_SIZE_1 \
  16u /**< bytes of the first version: the minimum that the host accepts */

#define IGGAN_EXT_TRIANGLE_RAYS "iggan.triangle_rays/draft-1" /**< id of iggan_triangle_rays */
#define IGGAN_NO_TRIANGLE 0xffffffffu /**< iggan_triangle_hit.triangle of a ray without a hit */
/** The points origin + t * direction, t > 0, in the space of the mesh. */
typedef struct iggan_ray {
  float origin[3];    /**< finite                   */
  float direction[3]; /**< finite; any length > 0   */
} iggan_ray;
/** Where a ray hits a mesh. */
typedef struct iggan_triangle_hit {
  uint32_t triangle; /**< its index; IGGAN_NO_TRIANGLE: none, and the rest is 0  */
  float u;           /**< weight of the triangle's second corner, 0 to 1         */
  float v;           /**< weight of its third corner, 0 to 1                     */
  float t;           /**< the hit is at origin + t * direction; > 0              */
} iggan_triangle_hit;
/** Intersects rays with triangles, for pictures of the meshes that `iggan sample` writes. */
typedef struct iggan_triangle_rays {
  uint32_t struct_size; /**< bytes; set by the plugin */
  uint32_t reserved;    /**< 0                        */
  /** [call] The first triangle that each ray hits, from either side; a ray does not slip between
   * triangles that share an edge. All arrays belong to the host and are borrowed for the call:
   * points x, y, z; three point indices per triangle. E_INVALID for a NULL array that is not empty,
   * or an index out of range: then, and on any other failure, hits are unspecified. */
  iggan_status(IGGAN_CALL* first_hits)(const float* points, uint32_t point_count,
                                       const uint32_t* triangles, uint32_t triangle_count,
                                       const iggan_ray* rays, uint64_t ray_count,
                                       iggan_triangle_hit* hits) IGGAN_NOEXCEPT;
} iggan_triangle_rays;
#define IGGAN_TRIANGLE_RAYS_SIZE_1 16u /**< bytes of the first version */

#endif
