/* The rays of a camera in the space of a grid, and the voxels that they hit, in double precision.
 * Cells are half-open, and a ray that crosses planes of several axes at once crosses x before y
 * before z, so what a pixel sees on a border is defined and does not depend on rounding. */
#ifndef VOXEL_RAYS_H
#define VOXEL_RAYS_H
#include <iggan/renderer_abi.h>
#include <stdbool.h>

/* Points are origin + t * direction in grid space, where voxel (i, j, k) fills [i, i+1] x [j, j+1]
 * x [k, k+1]. For every ray, t is the depth along the camera's -Z in world units. */
typedef struct Ray {
  double origin[3], direction[3], inverse[3];
} Ray;

typedef struct Rays {
  double eye[3], ahead[3], right[3], up[3]; /* grid space; right and up are one pixel long */
  double half_width, half_height, near, far;
  bool perspective;
} Rays;

Rays prepare_rays(const iggan_grid* grid, const iggan_camera* camera, const iggan_image* image);

/* x, y in pixels from the left and from the top; a pixel's centre is at + 0.5. */
Ray ray_at(const Rays* rays, double x, double y);

/* Finds the depth of the first solid voxel between the near and the far plane; false if there is
 * none. A voxel that the near plane cuts is seen at the near plane. */
bool first_hit(const iggan_grid* grid, const Ray* ray, double near, double far, double* depth);
#endif
