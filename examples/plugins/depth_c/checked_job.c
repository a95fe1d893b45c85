#include "checked_job.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static iggan_status refuse(char* text, iggan_status status, const char* format, ...) {
  va_list values;
  va_start(values, format);
  vsnprintf(text, kTextSize, format, values);
  va_end(values);
  return status;
}

iggan_status copy_struct(const void* from, uint32_t room, uint32_t size_1_0, void* to, size_t size,
                         const char* name, char text[kTextSize]) {
  uint32_t given;
  if (from == NULL) return refuse(text, IGGAN_E_INVALID, "%s is NULL", name);
  memcpy(&given, from, sizeof given);
  if (given < size_1_0 || given > room)
    return refuse(text, IGGAN_E_INVALID, "%s.struct_size is %u, %s", name, (unsigned)given,
                  given > room ? "more than the stride of the array" : "less than in version 1.0");
  memset(to, 0, size);
  memcpy(to, from, given < size ? given : size);
  return IGGAN_OK;
}

static bool all_finite(const float* values, int count) {
  for (int i = 0; i < count; ++i)
    if (!isfinite(values[i])) return false;
  return true;
}

/* Whether strides are positive multiples of the element's size and no two elements overlap: sorted
 * by size, each stride spans at least what the smaller ones cover. Sets *bytes to the number of
 * bytes up to the end of the last element. */
static bool strides_fit(const uint32_t* extents, const int64_t* strides, int count, int64_t element,
                        uint64_t* bytes) {
  bool taken[4] = {false, false, false, false};
  int64_t span = element;
  for (int i = 0; i < count; ++i)
    if (strides[i] <= 0 || strides[i] % element != 0 ||
        strides[i] > INT64_MAX / 16 / (int64_t)extents[i]) /* the sum of four must not overflow */
      return false;
  for (int round = 0; round < count; ++round) {
    int next = -1;
    for (int i = 0; i < count; ++i)
      if (!taken[i] && (next < 0 || strides[i] < strides[next])) next = i;
    taken[next] = true;
    if (extents[next] == 1) continue;
    if (strides[next] < span) return false;
    span += strides[next] * ((int64_t)extents[next] - 1);
  }
  *bytes = (uint64_t)span;
  return true;
}

/* Whether the matrix (column-major) is finite and its last row is 0 0 0 1. Sets *determinant to the
 * determinant divided by the product of the columns' lengths: 0 for a singular matrix, negative for
 * one that mirrors. */
static bool affine(const float* m, double* determinant) {
  double c[9], lengths = 1;
  if (!all_finite(m, 16) || m[3] != 0 || m[7] != 0 || m[11] != 0 || m[15] != 1) return false;
  for (int i = 0; i < 9; ++i) c[i] = m[i / 3 * 4 + i % 3];
  for (int i = 0; i < 9; i += 3)
    lengths *= sqrt(c[i] * c[i] + c[i + 1] * c[i + 1] + c[i + 2] * c[i + 2]);
  *determinant = c[0] * (c[4] * c[8] - c[5] * c[7]) - c[3] * (c[1] * c[8] - c[2] * c[7]) +
                 c[6] * (c[1] * c[5] - c[2] * c[4]);
  *determinant = lengths > 0 ? *determinant / lengths : 0;
  return true;
}

static iggan_status read_grid(const iggan_grid* from, const iggan_info* info, iggan_grid* grid,
                              char* text) {
  uint64_t bytes;
  double determinant;
  const iggan_status status =
      copy_struct(from, UINT32_MAX, IGGAN_GRID_SIZE_1_0, grid, sizeof *grid, "grid", text);
  if (status != IGGAN_OK) return status;
  const uint32_t edges[4] = {grid->nx, grid->ny, grid->nz, 3};
  for (int a = 0; a < 3; ++a) {
    if (edges[a] == 0) return refuse(text, IGGAN_E_INVALID, "the grid has an edge of 0 voxels");
    if (edges[a] > info->max_grid_edge)
      return refuse(text, IGGAN_E_UNSUPPORTED, "a grid edge of %u voxels is over the limit of %u",
                    (unsigned)edges[a], (unsigned)info->max_grid_edge);
  }
  if (grid->occupancy == NULL) return refuse(text, IGGAN_E_INVALID, "grid.occupancy is NULL");
  if (!strides_fit(edges, grid->occ_stride, 3, 1, &bytes))
    return refuse(text, IGGAN_E_INVALID, "grid.occ_stride must be positive, without overlap");
  if (grid->albedo != NULL && !strides_fit(edges, grid->albedo_stride, 4, 1, &bytes))
    return refuse(text, IGGAN_E_INVALID, "grid.albedo_stride must be positive, without overlap");
  if (!all_finite(grid->default_albedo, 3))
    return refuse(text, IGGAN_E_INVALID, "grid.default_albedo is not finite");
  if (!affine(grid->to_world, &determinant))
    return refuse(text, IGGAN_E_INVALID, "grid.to_world is not a finite affine matrix");
  /* 1e-7: below this, float32 entries no longer determine the direction of a column. */
  if (fabs(determinant) < 1e-7) return refuse(text, IGGAN_E_INVALID, "grid.to_world is singular");
  return IGGAN_OK;
}

static iggan_status read_camera(const iggan_camera* from, iggan_camera* camera, char* text) {
  double determinant;
  const iggan_status status =
      copy_struct(from, UINT32_MAX, IGGAN_CAMERA_SIZE_1_0, camera, sizeof *camera, "camera", text);
  if (status != IGGAN_OK) return status;
  const float* m = camera->to_world;
  if (!affine(m, &determinant))
    return refuse(text, IGGAN_E_INVALID, "camera.to_world is not a finite affine matrix");
  for (int a = 0; a < 12; a += 4)
    for (int b = a; b < 12; b += 4) {
      const double product =
          (double)m[a] * m[b] + (double)m[a + 1] * m[b + 1] + (double)m[a + 2] * m[b + 2];
      if (!(fabs(product - (a == b ? 1 : 0)) < 1e-3))
        return refuse(text, IGGAN_E_INVALID, "camera.to_world is not rigid");
    }
  if (determinant < 0) return refuse(text, IGGAN_E_INVALID, "camera.to_world mirrors");
  if (!all_finite(&camera->yfov, 1) || !all_finite(&camera->ymag, 1) ||
      !all_finite(&camera->znear, 1) || !all_finite(&camera->zfar, 1))
    return refuse(text, IGGAN_E_INVALID, "camera: yfov, ymag, znear and zfar must be finite");
  const bool perspective = camera->kind == IGGAN_CAMERA_PERSPECTIVE;
  if (!perspective && camera->kind != IGGAN_CAMERA_ORTHOGRAPHIC)
    return refuse(text, IGGAN_E_UNSUPPORTED, "camera.kind %u is not known", (unsigned)camera->kind);
  if (perspective && !(camera->yfov > 0 && camera->yfov < 3.1415926f))
    return refuse(text, IGGAN_E_INVALID, "camera.yfov must lie in (0, pi)");
  if (!perspective && !(camera->ymag > 0))
    return refuse(text, IGGAN_E_INVALID, "camera.ymag must be positive");
  if (camera->znear < 0 || (perspective && camera->znear == 0) || camera->zfar <= camera->znear)
    return refuse(text, IGGAN_E_INVALID, "camera: 0 < znear < zfar (orthographic: 0 <= znear)");
  return IGGAN_OK;
}

/* This renderer ignores lights, but must still refuse bad ones. */
static iggan_status check_lights(const iggan_job* job, const iggan_info* info, char* text) {
  if (job->light_count > info->max_lights)
    return refuse(text, IGGAN_E_UNSUPPORTED, "%u lights are over the limit of %u",
                  (unsigned)job->light_count, (unsigned)info->max_lights);
  if (job->light_count > 0 && (job->lights == NULL || job->light_stride < IGGAN_LIGHT_SIZE_1_0))
    return refuse(text, IGGAN_E_INVALID,
                  "job.lights is NULL, or light_stride is less than a light");
  for (uint32_t i = 0; i < job->light_count; ++i) {
    iggan_light light;
    const iggan_status status =
        copy_struct((const unsigned char*)job->lights + (size_t)i * job->light_stride,
                    job->light_stride, IGGAN_LIGHT_SIZE_1_0, &light, sizeof light, "light", text);
    if (status != IGGAN_OK) return status;
    if (light.kind < IGGAN_LIGHT_AMBIENT || light.kind > IGGAN_LIGHT_POINT)
      return refuse(text, IGGAN_E_UNSUPPORTED, "light.kind %u is not known", (unsigned)light.kind);
    if (!all_finite(light.rgb, 3) ||
        (light.kind != IGGAN_LIGHT_AMBIENT && !all_finite(light.vec, 3)))
      return refuse(text, IGGAN_E_INVALID, "light %u is not finite", (unsigned)i);
    if (light.kind == IGGAN_LIGHT_DIRECTIONAL && light.vec[0] == 0 && light.vec[1] == 0 &&
        light.vec[2] == 0)
      return refuse(text, IGGAN_E_INVALID, "light %u has a direction of length 0", (unsigned)i);
  }
  return IGGAN_OK;
}

static iggan_status read_image(const iggan_image* from, const iggan_info* info, iggan_image* image,
                               char* text) {
  uint64_t bytes;
  const iggan_status status =
      copy_struct(from, UINT32_MAX, IGGAN_IMAGE_SIZE_1_0, image, sizeof *image, "image", text);
  if (status != IGGAN_OK) return status;
  if (image->width == 0 || image->height == 0)
    return refuse(text, IGGAN_E_INVALID, "the image has a size of 0 pixels");
  if (image->width > info->max_width || image->height > info->max_height)
    return refuse(text, IGGAN_E_UNSUPPORTED, "%u x %u pixels are over the limit of %u x %u",
                  (unsigned)image->width, (unsigned)image->height, (unsigned)info->max_width,
                  (unsigned)info->max_height);
  if (image->channels != 1 && image->channels != 3 && image->channels != 4)
    return refuse(text, IGGAN_E_INVALID, "image.channels must be 1, 3 or 4");
  if (image->dtype != IGGAN_F32 || image->transfer != IGGAN_LINEAR || image->channels != 4)
    return refuse(text, IGGAN_E_UNSUPPORTED, "only float32 linear RGBA is offered");
  if (image->data == NULL || (uintptr_t)image->data % sizeof(float) != 0)
    return refuse(text, IGGAN_E_INVALID, "image.data is NULL or not aligned to a float");
  const uint32_t extents[3] = {image->height, image->width, image->channels};
  const int64_t strides[3] = {image->row_stride, image->pixel_stride, image->channel_stride};
  if (!strides_fit(extents, strides, 3, sizeof(float), &bytes))
    return refuse(text, IGGAN_E_INVALID,
                  "image: strides must be positive multiples of 4, without overlap");
  if (image->data_bytes < bytes)
    return refuse(text, IGGAN_E_INVALID, "image.data_bytes does not cover the last sample");
  return IGGAN_OK;
}

iggan_status read_job(const iggan_job* jobs, uint32_t stride, uint32_t index,
                      const iggan_info* info, Job* job, char text[kTextSize]) {
  iggan_job from;
  iggan_status status = copy_struct((const unsigned char*)jobs + (size_t)index * stride, stride,
                                    IGGAN_JOB_SIZE_1_0, &from, sizeof from, "job", text);
  if (status == IGGAN_OK && from.flags != 0)
    status = refuse(text, IGGAN_E_UNSUPPORTED, "job.flags has bits that version 1.0 lacks");
  if (status == IGGAN_OK) status = read_grid(from.grid, info, &job->grid, text);
  if (status == IGGAN_OK) status = read_camera(from.camera, &job->camera, text);
  if (status == IGGAN_OK) status = check_lights(&from, info, text);
  if (status == IGGAN_OK) status = read_image(from.out, info, &job->image, text);
  if (status != IGGAN_OK) return status;
  const float* background = from.background;
  if (!all_finite(background, 4) || background[3] < 0 || background[3] > 1)
    return refuse(text, IGGAN_E_INVALID, "job.background must be finite, its alpha in [0, 1]");
  for (int c = 0; c < 3; ++c) job->behind[c] = background[c] * background[3];
  job->behind[3] = background[3];
  return IGGAN_OK;
}
