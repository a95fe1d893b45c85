/* A plugin that renders nothing and reports in its pixels how the host called it.
 * Pixel 0: most simultaneous calls in the library; most in one instance; 1 if calls came from more
 *          than one thread; alpha 1.
 * Pixel 1: nx; occ_stride[1]; occ_stride[2]; occupied voxels seen through the strides.
 * Pixel 2: number of lights; direction or position of the last.
 * Pixel 3: translation of the camera; alpha of the background. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <iggan/renderer_abi.h>
#include <iggan/renderer_extensions.h>

static const char schema[] =
    "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{"
    "\"mode\":{\"type\":\"string\",\"enum\":[\"tell\",\"refuse_create\",\"fail_second\",\"nan\","
    "\"forget\",\"wait_for_stop\",\"lose_device\",\"ceiling\",\"short_ceiling\",\"no_ceiling\","
    "\"nan_ceiling\",\"short_rays\",\"no_rays\",\"failing_rays\",\"wild_rays\"],\"default\":"
    "\"tell\"},"
    "\"delay_ms\":{\"type\":\"integer\",\"minimum\":0,\"maximum\":1000,\"default\":0}}}";

static const iggan_info info = {
    .struct_size = sizeof(iggan_info),
    .thread_model = FAKE_THREAD_MODEL,
    .determinism = IGGAN_DET_NONE,
    .formats = IGGAN_FORMAT_BIT(IGGAN_F32, IGGAN_LINEAR, 4u),
    .features = IGGAN_FEATURE_CANCEL,
    .max_width = 4096,
    .max_height = 4096,
    .max_grid_edge = 64,
    .max_lights = 4,
    .id = FAKE_ID,
    .name = "Fake",
    .vendor = "iggan tests",
    .version = "1.2.3",
    .license_spdx = "BSD-3-Clause",
    .params_schema = schema,
};

struct iggan_renderer {
  char mode[32];
  int delay_ms;
  int inside;
};

static int library_inside, library_most, instance_most, many_threads;
static int first_thread_known;
static pthread_t first_thread;
static pthread_mutex_t thread_mutex = PTHREAD_MUTEX_INITIALIZER;

static void raise_to(int* most, int value) {
  int old = __atomic_load_n(most, __ATOMIC_SEQ_CST);
  while (old < value &&
         !__atomic_compare_exchange_n(most, &old, value, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) {
  }
}

static void note_thread(void) {
  pthread_mutex_lock(&thread_mutex);
  if (!first_thread_known) first_thread = pthread_self();
  first_thread_known = 1;
  if (!pthread_equal(first_thread, pthread_self()))
    __atomic_store_n(&many_threads, 1, __ATOMIC_SEQ_CST);
  pthread_mutex_unlock(&thread_mutex);
}

static void sleep_ms(int milliseconds) {
  const struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000L};
  nanosleep(&time, NULL);
}

static void say(const iggan_call* call, const char* text) {
  if (call->error_capacity == 0) return;
  strncpy(call->error_text, text, call->error_capacity - 1);
  call->error_text[call->error_capacity - 1] = '\0';
}

static const iggan_info* get_info(uint32_t index) {
  return index == 0 ? &info : NULL;
}

static iggan_status create(const iggan_create_info* create_info, const iggan_call* call,
                           iggan_renderer** out) {
  *out = NULL;
  note_thread();
  call->log(call->ctx, IGGAN_LOG_INFO, create_info->params_json);
  if (strstr(create_info->params_json, "refuse_create")) {
    say(call, "no license server");
    return IGGAN_E_DEVICE;
  }
  iggan_renderer* renderer = calloc(1, sizeof(*renderer));
  if (!renderer) return IGGAN_E_MEMORY;
  const char* mode = strstr(create_info->params_json, "\"mode\":\"");
  if (mode) {
    mode += strlen("\"mode\":\"");
    strncpy(renderer->mode, mode, strcspn(mode, "\"") % sizeof(renderer->mode));
  }
  const char* delay = strstr(create_info->params_json, "\"delay_ms\":");
  if (delay) renderer->delay_ms = atoi(delay + strlen("\"delay_ms\":"));
  *out = renderer;
  return IGGAN_OK;
}

static void destroy(iggan_renderer* renderer) {
  note_thread();
  free(renderer);
}

static float occupied(const iggan_grid* grid) {
  float count = 0;
  for (uint32_t k = 0; k < grid->nz; ++k)
    for (uint32_t j = 0; j < grid->ny; ++j)
      for (uint32_t i = 0; i < grid->nx; ++i)
        count += grid->occupancy[i * grid->occ_stride[0] + j * grid->occ_stride[1] +
                                 k * grid->occ_stride[2]] != 0;
  return count;
}

static void tell(const iggan_job* job) {
  const iggan_image* image = job->out;
  const iggan_light* last =
      job->light_count ? (const iggan_light*)((const char*)job->lights +
                                              (job->light_count - 1) * (size_t)job->light_stride)
                       : NULL;
  const float notes[16] = {(float)__atomic_load_n(&library_most, __ATOMIC_SEQ_CST),
                           (float)__atomic_load_n(&instance_most, __ATOMIC_SEQ_CST),
                           (float)__atomic_load_n(&many_threads, __ATOMIC_SEQ_CST),
                           1.0f,
                           (float)job->grid->nx,
                           (float)job->grid->occ_stride[1],
                           (float)job->grid->occ_stride[2],
                           occupied(job->grid),
                           (float)job->light_count,
                           last ? last->vec[0] : 0,
                           last ? last->vec[1] : 0,
                           last ? last->vec[2] : 0,
                           job->camera->to_world[12],
                           job->camera->to_world[13],
                           job->camera->to_world[14],
                           job->background[3]};
  for (uint32_t y = 0; y < image->height; ++y)
    for (uint32_t x = 0; x < image->width; ++x)
      for (uint32_t c = 0; c < 4; ++c) {
        const uint32_t at = (y * image->width + x) * 4 + c;
        char* sample = (char*)image->data + y * image->row_stride + x * image->pixel_stride +
                       c * image->channel_stride;
        *(float*)(void*)sample = at < 16 ? notes[at] : 0.0f;
      }
}

static iggan_status render_jobs(iggan_renderer* renderer, const iggan_job* jobs, uint32_t count,
                                uint32_t stride, iggan_status* statuses, const iggan_call* call) {
  if (strcmp(renderer->mode, "wait_for_stop") == 0)
    for (;;) {
      const int32_t stop = call->should_stop(call->ctx);
      if (stop) return stop;
      sleep_ms(1);
    }
  if (strcmp(renderer->mode, "lose_device") == 0) {
    say(call, "the device fell off the bus");
    return IGGAN_E_DEVICE;
  }
  sleep_ms(renderer->delay_ms);
  for (uint32_t i = 0; i < count; ++i) {
    const iggan_job* job = (const iggan_job*)((const char*)jobs + i * (size_t)stride);
    if (strcmp(renderer->mode, "forget") == 0 && i + 1 == count) return IGGAN_OK;
    if (strcmp(renderer->mode, "fail_second") == 0 && i == 1) {
      say(call, "the light has no direction");
      statuses[i] = IGGAN_E_INTERNAL;
      return IGGAN_E_INTERNAL;
    }
    tell(job);
    if (strcmp(renderer->mode, "nan") == 0) {
      const uint32_t nan_bits = 0x7fc00000u;
      memcpy(job->out->data, &nan_bits, sizeof(nan_bits));
    }
    statuses[i] = IGGAN_OK;
  }
  return IGGAN_OK;
}

static iggan_status render_batch(iggan_renderer* renderer, const iggan_job* jobs, uint32_t count,
                                 uint32_t stride, iggan_status* statuses, const iggan_call* call) {
  note_thread();
  raise_to(&library_most, __atomic_add_fetch(&library_inside, 1, __ATOMIC_SEQ_CST));
  raise_to(&instance_most, __atomic_add_fetch(&renderer->inside, 1, __ATOMIC_SEQ_CST));
  const iggan_status status = render_jobs(renderer, jobs, count, stride, statuses, call);
  __atomic_sub_fetch(&renderer->inside, 1, __ATOMIC_SEQ_CST);
  __atomic_sub_fetch(&library_inside, 1, __ATOMIC_SEQ_CST);
  return status;
}

/* Records its thread and the number of simultaneous calls, as render_batch does. */
static double rays_per_second(double coverage, uint32_t pixels, double seconds) {
  (void)coverage, (void)pixels;
  note_thread();
  raise_to(&library_most, __atomic_add_fetch(&library_inside, 1, __ATOMIC_SEQ_CST));
  sleep_ms((int)(1000 * seconds));
  __atomic_sub_fetch(&library_inside, 1, __ATOMIC_SEQ_CST);
  return 1e6;
}
static double nan_per_second(double coverage, uint32_t pixels, double seconds) {
  (void)coverage, (void)pixels, (void)seconds;
  return 0.0 / (double)(pixels - pixels);
}

static iggan_status failing_hits(const float* points, uint32_t point_count,
                                 const uint32_t* triangles, uint32_t triangle_count,
                                 const iggan_ray* rays, uint64_t ray_count,
                                 iggan_triangle_hit* hits) {
  (void)points, (void)point_count, (void)triangles, (void)triangle_count;
  (void)rays, (void)ray_count, (void)hits;
  return IGGAN_E_INTERNAL;
}
static iggan_status wild_hits(const float* points, uint32_t point_count, const uint32_t* triangles,
                              uint32_t triangle_count, const iggan_ray* rays, uint64_t ray_count,
                              iggan_triangle_hit* hits) {
  (void)points, (void)point_count, (void)triangles, (void)triangle_count, (void)rays;
  for (uint64_t i = 0; i < ray_count; ++i) hits[i] = (iggan_triangle_hit){1000000, 0, 0, 1};
  return IGGAN_OK;
}
static const void* triangle_rays(const char* mode) {
  static const iggan_triangle_rays shorter = {8, 0, wild_hits};
  static const iggan_triangle_rays empty = {sizeof(empty), 0, NULL};
  static const iggan_triangle_rays failing = {sizeof(failing), 0, failing_hits};
  static const iggan_triangle_rays wild = {sizeof(wild), 0, wild_hits};
  if (strcmp(mode, "short_rays") == 0) return &shorter;
  if (strcmp(mode, "no_rays") == 0) return &empty;
  if (strcmp(mode, "failing_rays") == 0) return &failing;
  if (strcmp(mode, "wild_rays") == 0) return &wild;
  return NULL;
}

static const void* get_extension(iggan_renderer* renderer, const char* id) {
  static const iggan_ray_ceiling whole = {sizeof(whole), 0, rays_per_second};
  static const iggan_ray_ceiling shorter = {8, 0, rays_per_second};
  static const iggan_ray_ceiling empty = {sizeof(empty), 0, NULL};
  static const iggan_ray_ceiling nan = {sizeof(nan), 0, nan_per_second};
  note_thread();
  if (strcmp(id, IGGAN_EXT_TRIANGLE_RAYS) == 0) return triangle_rays(renderer->mode);
  if (strcmp(id, IGGAN_EXT_RAY_CEILING) != 0) return NULL;
  if (strcmp(renderer->mode, "ceiling") == 0) return &whole;
  if (strcmp(renderer->mode, "short_ceiling") == 0) return &shorter;
  if (strcmp(renderer->mode, "no_ceiling") == 0) return &empty;
  if (strcmp(renderer->mode, "nan_ceiling") == 0) return &nan;
  return NULL;
}

const iggan_plugin* iggan_plugin_v1(void) {
  static const iggan_plugin table = {
      .struct_size = sizeof(iggan_plugin),
      .abi_minor = IGGAN_ABI_MINOR,
      .renderer_count = 1,
      .get_info = get_info,
      .create = create,
      .destroy = destroy,
      .render_batch = render_batch,
      .get_extension = get_extension,
  };
  return &table;
}

uint32_t iggan_abi_version(void) {
  return (IGGAN_ABI_MAJOR << 16) | IGGAN_ABI_MINOR;
}
