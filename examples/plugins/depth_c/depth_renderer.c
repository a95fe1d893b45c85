/* A renderer plugin in plain C: near voxels are bright, far ones dark. It follows the contract
 * of docs/renderer_abi.md by hand; in C++, iggan/renderer_plugin.hpp does most of it. */
#include <iggan/renderer_abi.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checked_job.h"
#include "voxel_rays.h"

static const iggan_info kInfo = {
    .struct_size = sizeof(iggan_info),
    .thread_model = IGGAN_CONCURRENT,
    .determinism = IGGAN_DET_BITWISE,
    .formats = IGGAN_FORMAT_BIT(IGGAN_F32, IGGAN_LINEAR, 4u),
    .features = IGGAN_FEATURE_CANCEL,
    .max_width = 4096,
    .max_height = 4096,
    .max_grid_edge = 256,
    .max_lights = 64,
    .id = "com.example.depth",
    .name = "Depth",
    .vendor = "Example",
    .version = "1.0.0",
    .license_spdx = "BSD-3-Clause",
    .params_schema = "{\"type\": \"object\", \"additionalProperties\": false, \"properties\": {}}",
};

struct iggan_renderer {
  char unused; /* without parameters, there is nothing to store */
};

/* A call without hooks and without room for an error text is legal, and so is a NULL call. */
static bool read_call(const iggan_call* from, iggan_call* call) {
  char text[kTextSize];
  memset(call, 0, sizeof *call);
  return from == NULL || copy_struct(from, UINT32_MAX, IGGAN_CALL_SIZE_1_0, call, sizeof *call,
                                     "call", text) == IGGAN_OK;
}

/* The error text must be UTF-8: anything but plain ASCII, for example in an id or a key, becomes
 * '?'. */
static iggan_status fail(const iggan_call* call, iggan_status status, const char* text) {
  uint32_t used = 0;
  if (call->error_text == NULL || call->error_capacity == 0) return status;
  for (; text[used] != '\0' && used + 1 < call->error_capacity; ++used)
    call->error_text[used] = text[used] >= ' ' && text[used] <= '~' ? text[used] : '?';
  call->error_text[used] = '\0';
  return status;
}

static const char* skip_space(const char* json) {
  return json + strspn(json, " \t\n\r");
}

/* True for an empty JSON object; otherwise sets `text` to what is wrong, with the first key. */
static bool no_parameters(const char* json, char text[kTextSize]) {
  json = skip_space(json);
  snprintf(text, kTextSize, "parameters must be an empty JSON object");
  if (*json != '{') return false;
  json = skip_space(json + 1);
  if (*json == '}') return *skip_space(json + 1) == '\0';
  if (*json != '"') return false;
  int length = 0;
  for (++json; length < 100 && json[length] != '\0' && json[length] != '"'; ++length)
    if (json[length] == '\\' && json[length + 1] != '\0') ++length;
  snprintf(text, kTextSize, "unknown parameter \"%.*s\"; this renderer takes none", length, json);
  return false;
}

static iggan_status create(const iggan_create_info* info, const iggan_call* host,
                           iggan_renderer** out) {
  iggan_call call;
  iggan_create_info request;
  char text[kTextSize];
  if (out != NULL) *out = NULL;
  if (!read_call(host, &call)) return IGGAN_E_INVALID;
  if (out == NULL) return fail(&call, IGGAN_E_INVALID, "out is NULL");
  const iggan_status status = copy_struct(info, UINT32_MAX, IGGAN_CREATE_INFO_SIZE_1_0, &request,
                                          sizeof request, "create_info", text);
  if (status != IGGAN_OK) return fail(&call, status, text);
  if (request.renderer_id == NULL) return fail(&call, IGGAN_E_INVALID, "renderer_id is NULL");
  if (strcmp(request.renderer_id, kInfo.id) != 0)
    return fail(&call, IGGAN_E_NOT_FOUND, "this library has no renderer with that id");
  if (request.params_json != NULL && !no_parameters(request.params_json, text))
    return fail(&call, IGGAN_E_INVALID, text);
  *out = calloc(1, sizeof **out);
  return *out != NULL ? IGGAN_OK : fail(&call, IGGAN_E_MEMORY, "out of memory");
}

static void destroy(iggan_renderer* renderer) {
  free(renderer);
}

/* The range of depths of the grid's corners, limited to the camera's near and far planes. */
static void depth_range(const Job* job, double* nearest, double* farthest) {
  const float *m = job->grid.to_world, *pose = job->camera.to_world;
  *nearest = job->camera.zfar;
  *farthest = job->camera.znear;
  for (unsigned corner = 0; corner < 8; ++corner) {
    const double i = (corner & 1) != 0 ? job->grid.nx : 0, j = (corner & 2) != 0 ? job->grid.ny : 0,
                 k = (corner & 4) != 0 ? job->grid.nz : 0;
    double depth = 0;
    for (int a = 0; a < 3; ++a)
      depth -= (m[a] * i + m[4 + a] * j + m[8 + a] * k + m[12 + a] - pose[12 + a]) * pose[8 + a];
    *nearest = fmin(*nearest, depth);
    *farthest = fmax(*farthest, depth);
  }
  *nearest = fmax(*nearest, job->camera.znear);
  *farthest = fmin(*farthest, job->camera.zfar);
}

static iggan_status draw(const Job* job, const iggan_call* call) {
  const iggan_image* image = &job->image;
  const Rays rays = prepare_rays(&job->grid, &job->camera, image);
  double nearest, farthest;
  depth_range(job, &nearest, &farthest);
  for (uint32_t y = 0; y < image->height; ++y) {
    for (uint32_t x = 0; x < image->width; ++x) {
      float pixel[4];
      memcpy(pixel, job->behind, sizeof pixel);
      const Ray ray = ray_at(&rays, x + 0.5, y + 0.5);
      double depth;
      if (first_hit(&job->grid, &ray, rays.near, rays.far, &depth)) {
        const double range = farthest - nearest;
        const double share = range > 0 ? fmin(fmax((depth - nearest) / range, 0), 1) : 0;
        pixel[0] = pixel[1] = pixel[2] = (float)(1 - 0.85 * share);
        pixel[3] = 1;
      }
      for (int c = 0; c < 4; ++c)
        memcpy((unsigned char*)image->data + y * image->row_stride + x * image->pixel_stride +
                   c * image->channel_stride,
               &pixel[c], sizeof(float));
    }
    /* The host is asked after each row: even the widest takes less than the limit of 50 ms. */
    const iggan_status stop = call->should_stop != NULL ? call->should_stop(call->ctx) : IGGAN_OK;
    if (stop != IGGAN_OK) return stop;
  }
  return IGGAN_OK;
}

static iggan_status render_batch(iggan_renderer* renderer, const iggan_job* jobs, uint32_t count,
                                 uint32_t stride, iggan_status* statuses, const iggan_call* host) {
  iggan_call call;
  Job job;
  char reason[kTextSize], text[kTextSize + 20];
  if (!read_call(host, &call)) return IGGAN_E_INVALID;
  if (count == 0) return IGGAN_OK;
  if (statuses == NULL) return fail(&call, IGGAN_E_INVALID, "job_status is NULL");
  for (uint32_t i = 0; i < count; ++i) statuses[i] = IGGAN_E_NOT_RUN;
  if (renderer == NULL) return fail(&call, IGGAN_E_INVALID, "renderer is NULL");
  if (jobs == NULL) return fail(&call, IGGAN_E_INVALID, "jobs is NULL");
  if (stride < IGGAN_JOB_SIZE_1_0)
    return fail(&call, IGGAN_E_INVALID, "job_stride is less than a job of version 1.0");

  /* First, all jobs are checked, so that a refusal leaves every picture untouched ... */
  for (uint32_t i = 0; i < count; ++i) {
    const iggan_status status = read_job(jobs, stride, i, &kInfo, &job, reason);
    if (status == IGGAN_OK) continue;
    statuses[i] = status;
    snprintf(text, sizeof text, "job %u: %s", (unsigned)i, reason);
    return fail(&call, status, text);
  }
  /* ... then each is read again and rendered, so no memory is needed for the whole batch. */
  for (uint32_t i = 0; i < count; ++i) {
    read_job(jobs, stride, i, &kInfo, &job, reason);
    statuses[i] = draw(&job, &call);
    if (statuses[i] != IGGAN_OK) {
      for (uint32_t j = i + 1; j < count; ++j) statuses[j] = statuses[i];
      return fail(&call, statuses[i], "stopped by the host");
    }
  }
  return IGGAN_OK;
}

static const void* get_extension(iggan_renderer* renderer, const char* id) {
  (void)renderer, (void)id;
  return NULL;
}

static const iggan_info* get_info(uint32_t index) {
  return index == 0 ? &kInfo : NULL;
}

uint32_t iggan_abi_version(void) {
  return (IGGAN_ABI_MAJOR << 16) | IGGAN_ABI_MINOR;
}

const iggan_plugin* iggan_plugin_v1(void) {
  static const iggan_plugin kTable = {
      .struct_size = sizeof(iggan_plugin),
      .abi_minor = IGGAN_ABI_MINOR,
      .renderer_count = 1,
      .get_info = get_info,
      .create = create,
      .destroy = destroy,
      .render_batch = render_batch,
      .get_extension = get_extension,
  };
  return &kTable;
}
