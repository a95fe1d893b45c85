#include "egl_context.h"

#include <EGL/eglext.h>
#include <iggan/renderer_plugin.hpp>

#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string_view>
#include <vector>

#include <sched.h>
#include <unistd.h>

namespace iggan::plugins {
namespace {

bool names(const char* list, std::string_view name) {
  const std::string_view all = list == nullptr ? "" : list;
  for (std::size_t at = all.find(name); at != std::string_view::npos; at = all.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    if ((at == 0 || all[at - 1] == ' ') && (end == all.size() || all[end] == ' ')) return true;
  }
  return false;
}

std::string code_of(EGLint error) {
  char text[16];
  std::snprintf(text, sizeof text, "0x%04x", static_cast<unsigned>(error));
  return text;
}

/// The devices that EGL knows; software devices come last.
std::vector<EGLDeviceEXT> devices_in_order() {
  const auto query =
      reinterpret_cast<PFNEGLQUERYDEVICESEXTPROC>(eglGetProcAddress("eglQueryDevicesEXT"));
  const auto describe = reinterpret_cast<PFNEGLQUERYDEVICESTRINGEXTPROC>(
      eglGetProcAddress("eglQueryDeviceStringEXT"));
  EGLDeviceEXT all[16];
  EGLint count = 0;
  if (query == nullptr || describe == nullptr || query(16, all, &count) != EGL_TRUE) return {};
  std::vector<EGLDeviceEXT> ordered;
  for (const bool software : {false, true})
    for (EGLint i = 0; i < count; ++i)
      if (names(describe(all[i], EGL_EXTENSIONS), "EGL_MESA_device_software") == software)
        ordered.push_back(all[i]);
  return ordered;
}

/// Mesa's software driver starts a thread for each processor that the process may use, and has no
/// thread budget. While an object lives, the process may use one processor, and Mesa starts no
/// thread: the calling thread renders the pictures. (LP_NUM_THREADS requests more from Mesa.)
class OneProcessor {
 public:
  OneProcessor() {
    const int processor = ::sched_getcpu();
    known_ = processor >= 0 && ::sched_getaffinity(::getpid(), sizeof before_, &before_) == 0;
    if (!known_) return;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(processor, &one);
    ::sched_setaffinity(::getpid(), sizeof one, &one);
  }
  ~OneProcessor() {
    if (known_) ::sched_setaffinity(::getpid(), sizeof before_, &before_);
  }
  OneProcessor(const OneProcessor&) = delete;
  OneProcessor& operator=(const OneProcessor&) = delete;

 private:
  cpu_set_t before_;
  bool known_;
};

/// Mesa caches compiled shaders in the user's folder, and starts a thread that writes them. While
/// an object lives, displays are opened without this cache.
class NoShaderCache {
 public:
  NoShaderCache() : set_(std::getenv(kVariable) == nullptr) {
    if (set_) ::setenv(kVariable, "true", 1);
  }
  ~NoShaderCache() {
    if (set_) ::unsetenv(kVariable);
  }
  NoShaderCache(const NoShaderCache&) = delete;
  NoShaderCache& operator=(const NoShaderCache&) = delete;

 private:
  static constexpr const char* kVariable = "MESA_SHADER_CACHE_DISABLE";
  bool set_;
};

std::vector<EGLDisplay> displays() {
  const char* offered = eglQueryString(EGL_NO_DISPLAY, EGL_EXTENSIONS);
  std::vector<EGLDisplay> displays;
  if (names(offered, "EGL_EXT_platform_device"))
    for (EGLDeviceEXT device : devices_in_order())
      displays.push_back(eglGetPlatformDisplay(EGL_PLATFORM_DEVICE_EXT, device, nullptr));
  if (names(offered, "EGL_MESA_platform_surfaceless"))
    displays.push_back(
        eglGetPlatformDisplay(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, nullptr));
  return displays;
}

}  // namespace

EglContext::EglContext() {
  static std::mutex one_at_a_time;
  const std::lock_guard<std::mutex> hold(one_at_a_time);
  const OneProcessor one;
  const NoShaderCache no_cache;
  std::string reasons;
  for (EGLDisplay display : displays()) {
    const std::string reason = try_display(display);
    if (reason.empty()) return;
    reasons += (reasons.empty() ? ": " : "; ") + reason;
  }
  throw plugin::Failure(IGGAN_E_DEVICE,
                        "EGL offers no device or surfaceless display with OpenGL ES 3.0" + reasons +
                            "; Mesa's software driver is in the package libgl1-mesa-dri");
}

std::string EglContext::try_display(EGLDisplay display) {
  if (display == EGL_NO_DISPLAY) return "no display";
  EGLint major = 0, minor = 0;
  if (eglInitialize(display, &major, &minor) != EGL_TRUE)
    return "a display does not start (" + code_of(eglGetError()) + ")";
  // A display is never terminated, because others in the process may use it too.
  const char* extensions = eglQueryString(display, EGL_EXTENSIONS);
  if (!names(extensions, "EGL_KHR_surfaceless_context")) return "a display that needs a surface";
  const EGLenum api = eglQueryAPI();
  eglBindAPI(EGL_OPENGL_ES_API);
  EGLConfig config = EGL_NO_CONFIG_KHR;
  if (!names(extensions, "EGL_KHR_no_config_context") &&
      !names(extensions, "EGL_MESA_configless_context")) {
    const EGLint wanted[] = {EGL_RENDERABLE_TYPE, EGL_OPENGL_ES3_BIT, EGL_SURFACE_TYPE, 0,
                             EGL_NONE};
    EGLint count = 0;
    if (eglChooseConfig(display, wanted, &config, 1, &count) != EGL_TRUE || count == 0)
      config = EGL_NO_CONFIG_KHR;
  }
  const EGLint version[] = {EGL_CONTEXT_MAJOR_VERSION, 3, EGL_NONE};
  context_ = eglCreateContext(display, config, EGL_NO_CONTEXT, version);
  const EGLint error = eglGetError();
  eglBindAPI(api);
  if (context_ == EGL_NO_CONTEXT) return "a display provides no context (" + code_of(error) + ")";
  display_ = display;
  return "";
}

EglContext::~EglContext() {
  eglDestroyContext(display_, context_);
}

EglContext::Use::Use(const EglContext& context)
    : own_(context.display_),
      display_(eglGetCurrentDisplay()),
      context_(eglGetCurrentContext()),
      draw_(eglGetCurrentSurface(EGL_DRAW)),
      read_(eglGetCurrentSurface(EGL_READ)) {
  if (eglMakeCurrent(own_, EGL_NO_SURFACE, EGL_NO_SURFACE, context.context_) != EGL_TRUE)
    throw plugin::Failure(IGGAN_E_DEVICE,
                          "EGL cannot make the context current (" + code_of(eglGetError()) + ")");
}

EglContext::Use::~Use() {
  if (context_ == EGL_NO_CONTEXT)
    eglMakeCurrent(own_, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
  else
    eglMakeCurrent(display_, draw_, read_, context_);
}

}  // namespace iggan::plugins
