/* A plugin with one fault, chosen by a definition; see CMakeLists.txt. */
#include <iggan/renderer_abi.h>

#ifndef BAD_MAJOR
#define BAD_MAJOR IGGAN_ABI_MAJOR
#endif

uint32_t iggan_abi_version(void) {
  return (BAD_MAJOR << 16) | 3u;
}

#ifndef BAD_MISSING_SYMBOL
static const iggan_info info = {
    .struct_size = sizeof(iggan_info),
#ifndef BAD_FORMATS
    .formats = IGGAN_FORMAT_BIT(IGGAN_F32, IGGAN_LINEAR, 4u),
#else
    .formats = IGGAN_FORMAT_BIT(IGGAN_U8, IGGAN_SRGB, 3u),
#endif
    .id = "org.iggan.test.bad",
#ifdef BAD_SCHEMA
    .params_schema = BAD_SCHEMA,
#endif
};

static const iggan_info* get_info(uint32_t index) {
  return index == 0 ? &info : 0;
}
static iggan_status create(const iggan_create_info* create_info, const iggan_call* call,
                           iggan_renderer** out) {
  (void)create_info, (void)call;
  *out = 0;
  return IGGAN_E_INTERNAL;
}
static void destroy(iggan_renderer* renderer) {
  (void)renderer;
}
static iggan_status render_batch(iggan_renderer* renderer, const iggan_job* jobs, uint32_t count,
                                 uint32_t stride, iggan_status* statuses, const iggan_call* call) {
  (void)renderer, (void)jobs, (void)count, (void)stride, (void)statuses, (void)call;
  return IGGAN_E_INTERNAL;
}
static const void* get_extension(iggan_renderer* renderer, const char* id) {
  (void)renderer, (void)id;
  return 0;
}

const iggan_plugin* iggan_plugin_v1(void) {
  static const iggan_plugin table = {
#ifndef BAD_SHORT_TABLE
      .struct_size = sizeof(iggan_plugin),
#else
      .struct_size = 24,
#endif
      .renderer_count = 1,
      .get_info = get_info,
      .create = create,
      .destroy = destroy,
      .render_batch = render_batch,
      .get_extension = get_extension,
#ifdef BAD_MISSING_FUNCTION
      .BAD_MISSING_FUNCTION = 0,
#endif
  };
  return &table;
}
#endif
