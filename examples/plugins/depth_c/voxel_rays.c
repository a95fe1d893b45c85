#include "voxel_rays.h"

#include <math.h>
#include <stdint.h>

static void cross(const double* a, const double* b, double* out) {
  out[0] = a[1] * b[2] - a[2] * b[1];
  out[1] = a[2] * b[0] - a[0] * b[2];
  out[2] = a[0] * b[1] - a[1] * b[0];
}

static double dot(const double* a, const double* b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/* Maps a world direction (three floats of a matrix) to grid space, and scales it. */
static void to_grid(double inverse[3][3], const float* world, double scale, double* out) {
  const double v[3] = {world[0], world[1], world[2]};
  for (int a = 0; a < 3; ++a) out[a] = dot(inverse[a], v) * scale;
}

Rays prepare_rays(const iggan_grid* grid, const iggan_camera* camera, const iggan_image* image) {
  Rays rays;
  double columns[3][3], inverse[3][3], translation[3];
  for (int c = 0; c < 3; ++c)
    for (int a = 0; a < 3; ++a) columns[c][a] = grid->to_world[c * 4 + a];
  for (int a = 0; a < 3; ++a) cross(columns[(a + 1) % 3], columns[(a + 2) % 3], inverse[a]);
  const double scale = 1.0 / dot(columns[0], inverse[0]);
  for (int a = 0; a < 9; ++a) inverse[a / 3][a % 3] *= scale;

  rays.perspective = camera->kind == IGGAN_CAMERA_PERSPECTIVE;
  rays.half_width = 0.5 * image->width;
  rays.half_height = 0.5 * image->height;
  rays.near = camera->znear;
  rays.far = camera->zfar;
  const double half = rays.perspective ? tan(0.5 * camera->yfov) : (double)camera->ymag;
  const double pixel = half / rays.half_height; /* pixels are square */
  to_grid(inverse, camera->to_world, pixel, rays.right);
  to_grid(inverse, camera->to_world + 4, pixel, rays.up);
  to_grid(inverse, camera->to_world + 8, -1, rays.ahead);
  to_grid(inverse, camera->to_world + 12, 1, rays.eye);
  to_grid(inverse, grid->to_world + 12, 1, translation);
  for (int a = 0; a < 3; ++a) rays.eye[a] -= translation[a];
  return rays;
}

Ray ray_at(const Rays* rays, double x, double y) {
  Ray ray;
  for (int a = 0; a < 3; ++a) {
    const double aside =
        rays->right[a] * (x - rays->half_width) + rays->up[a] * (rays->half_height - y);
    ray.origin[a] = rays->perspective ? rays->eye[a] : rays->eye[a] + aside;
    ray.direction[a] = rays->perspective ? rays->ahead[a] + aside : rays->ahead[a];
    ray.inverse[a] = 1.0 / ray.direction[a];
  }
  return ray;
}

/* The time at which the ray crosses a plane of the grid. Every decision uses this same double. */
static double time_of(const Ray* ray, int axis, int plane) {
  return (plane - ray->origin[axis]) * ray->inverse[axis];
}
static double enter_time(const Ray* ray, int axis, int cell) {
  return time_of(ray, axis, ray->direction[axis] > 0 ? cell : cell + 1);
}
static double leave_time(const Ray* ray, int axis, int cell) {
  if (ray->direction[axis] == 0) return HUGE_VAL;
  return time_of(ray, axis, ray->direction[axis] > 0 ? cell + 1 : cell);
}

/* The cell on `axis` in which the ray is at time t, at most one cell outside the grid. `inclusive`:
 * a plane crossed at exactly t counts as crossed. */
static int cell_at(const Ray* ray, int axis, int size, double t, bool inclusive) {
  const double guess = ray->origin[axis] + ray->direction[axis] * t;
  const bool up = ray->direction[axis] > 0;
  const int beyond = up ? size : -1, before = up ? -1 : size;
  int cell = guess < 0 ? -1 : guess < size ? (int)guess : size;
  if (ray->direction[axis] == 0) return cell;
  for (; cell != beyond; cell += up ? 1 : -1) { /* rounding may put the guess one cell behind ... */
    const double time = leave_time(ray, axis, cell);
    if (!(inclusive ? time <= t : time < t)) break;
  }
  for (; cell != before; cell -= up ? 1 : -1) { /* ... or one ahead */
    const double time = enter_time(ray, axis, cell);
    if (inclusive ? time <= t : time < t) break;
  }
  return cell;
}

/* Goes to the start of the walk: the near plane, or the point where the ray enters the grid. */
static bool enter_grid(const int size[3], const Ray* ray, double near, double far, int cell[3],
                       double* t) {
  double enter = -HUGE_VAL, leave = HUGE_VAL;
  int axis = 3;
  for (int a = 0; a < 3; ++a) {
    if (ray->direction[a] == 0) continue;
    const bool up = ray->direction[a] > 0;
    const double in = time_of(ray, a, up ? 0 : size[a]), out = time_of(ray, a, up ? size[a] : 0);
    if (in >= enter) {
      enter = in;
      axis = a;
    }
    if (out < leave) leave = out;
  }
  if (!(enter <= leave && leave >= near && enter <= far)) return false;
  if (enter <= near) axis = 3; /* the walk starts inside the grid: no face is crossed */
  *t = axis == 3 ? near : enter;
  for (int a = 0; a < 3; ++a) {
    if (a == axis)
      cell[a] = ray->direction[a] > 0 ? 0 : size[a] - 1;
    else
      cell[a] = cell_at(ray, a, size[a], *t, a < axis);
    if (cell[a] < 0 || cell[a] >= size[a]) return false;
  }
  return true;
}

/* Walks from cell to cell (Amanatides and Woo 1987). */
bool first_hit(const iggan_grid* grid, const Ray* ray, double near, double far, double* depth) {
  const int size[3] = {(int)grid->nx, (int)grid->ny, (int)grid->nz};
  const int64_t* stride = grid->occ_stride;
  int cell[3];
  double next[3]; /* when the ray leaves its cell, by axis */
  if (!enter_grid(size, ray, near, far, cell, depth)) return false;
  for (int a = 0; a < 3; ++a) next[a] = leave_time(ray, a, cell[a]);
  while (grid->occupancy[cell[0] * stride[0] + cell[1] * stride[1] + cell[2] * stride[2]] == 0) {
    const int axis = next[0] <= next[1] && next[0] <= next[2] ? 0 : next[1] <= next[2] ? 1 : 2;
    *depth = next[axis];
    cell[axis] += ray->direction[axis] > 0 ? 1 : -1;
    if (!(*depth <= far) || cell[axis] < 0 || cell[axis] >= size[axis]) return false;
    next[axis] = leave_time(ray, axis, cell[axis]);
  }
  return true;
}
