#pragma once
#include <EGL/egl.h>

#include <string>

namespace iggan::plugins {

/// A context of OpenGL ES 3 without a window, surface or display server: on a GPU if a driver
/// offers one, otherwise on the CPU (Mesa's llvmpipe).
class EglContext {
 public:
  /// @throws plugin::Failure with E_DEVICE if no driver provides one.
  EglContext();
  ~EglContext();
  EglContext(const EglContext&) = delete;
  EglContext& operator=(const EglContext&) = delete;

  /// Makes the context current on this thread while the object lives; then restores the previous
  /// one.
  class Use {
   public:
    explicit Use(const EglContext& context);
    ~Use();
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;

   private:
    EGLDisplay own_;
    EGLDisplay display_;
    EGLContext context_;
    EGLSurface draw_, read_;
  };

 private:
  /// @return an empty string, or why this display provides no context.
  [[nodiscard]] std::string try_display(EGLDisplay display);

  EGLDisplay display_ = EGL_NO_DISPLAY;
  EGLContext context_ = EGL_NO_CONTEXT;
};

}  // namespace iggan::plugins
