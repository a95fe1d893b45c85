/* Tables that a plugin's get_extension may return, by id; every one is optional. Pure C99. They
 * grow as the structs of renderer_abi.h do, their functions are noexcept, and the host calls those
 * as it calls the plugin's own: [call] in renderer_abi.h, and never after IGGAN_E_DEVICE.
 *
 * Ids. "iggan.NAME/VERSION" is iggan's own and stands in this file; others use a domain of theirs,
 * "com.example.name/1". What an id stands for never changes: another layout is another id.
 * Drafts. Until a table is settled its id ends in "/draft-N" ("iggan.depth/draft-2"): it may change
 * with every N or vanish, no host may depend on it, and a settled table gets "/1". A host or plugin
 * that knows another draft only answers as to an unknown id. */
#ifndef IGGAN_RENDERER_EXTENSIONS_H
#define IGGAN_RENDERER_EXTENSIONS_H

#include <iggan/renderer_abi.h>

/* What the plugin's ray library could do at best, beside which `iggan bench renderers` holds what
 * the plugin does. */
#define IGGAN_EXT_RAY_CEILING "iggan.ray_ceiling/1"
typedef struct iggan_ray_ceiling {
  uint32_t struct_size;
  uint32_t reserved; /* 0 */
  /* Rays a second that a plain loop traces on the caller's thread, one by one and coherent, against
   * a single triangle which `coverage` (0 to 1) of them hit, in pictures of pixels x pixels, for at
   * least `seconds`. 0 if it cannot tell. [call] */
  double(IGGAN_CALL* rays_per_second)(double coverage, uint32_t pixels,
                                      double seconds) IGGAN_NOEXCEPT;
} iggan_ray_ceiling;
#define IGGAN_RAY_CEILING_SIZE_1 16u /* of the first version: the least that the host accepts */

#endif
