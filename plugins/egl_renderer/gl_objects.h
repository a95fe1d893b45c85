#pragma once
#include <GLES3/gl3.h>

#include <string>
#include <utility>

namespace iggan::plugins {

/// An OpenGL object, deleted with its owner. The context must be current at creation and deletion.
template <void (*Delete)(GLuint)>
class GlObject {
 public:
  explicit GlObject(GLuint id = 0) : id_(id) {}
  ~GlObject() {
    if (id_ != 0) Delete(id_);
  }
  GlObject(GlObject&& other) noexcept : id_(std::exchange(other.id_, 0)) {}
  GlObject& operator=(GlObject&& other) noexcept {
    std::swap(id_, other.id_);
    return *this;
  }
  [[nodiscard]] GLuint id() const { return id_; }

 private:
  GLuint id_;
};

namespace gl {
inline void delete_buffer(GLuint id) {
  glDeleteBuffers(1, &id);
}
inline void delete_texture(GLuint id) {
  glDeleteTextures(1, &id);
}
inline void delete_renderbuffer(GLuint id) {
  glDeleteRenderbuffers(1, &id);
}
inline void delete_framebuffer(GLuint id) {
  glDeleteFramebuffers(1, &id);
}
inline void delete_vertex_array(GLuint id) {
  glDeleteVertexArrays(1, &id);
}
inline void delete_program(GLuint id) {
  glDeleteProgram(id);
}
}  // namespace gl

using GlBuffer = GlObject<gl::delete_buffer>;
using GlTexture = GlObject<gl::delete_texture>;
using GlRenderbuffer = GlObject<gl::delete_renderbuffer>;
using GlFramebuffer = GlObject<gl::delete_framebuffer>;
using GlVertexArray = GlObject<gl::delete_vertex_array>;
using GlProgram = GlObject<gl::delete_program>;

[[nodiscard]] GlBuffer make_buffer();
/// A texture that is read texel by texel, bound to `target`.
[[nodiscard]] GlTexture make_texture(GLenum target);
[[nodiscard]] GlVertexArray make_vertex_array();
/// @throws plugin::Failure with the compiler's message.
[[nodiscard]] GlProgram make_program(const std::string& vertex, const std::string& fragment);
/// @throws plugin::Failure if OpenGL has found an error since the last call.
void expect_no_gl_error(const char* doing);

/// Where samples are rendered: four 32-bit numbers per sample, and their depth.
class SampleTarget {
 public:
  SampleTarget(int width, int height);
  void bind() const { glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_.id()); }
  [[nodiscard]] int width() const { return width_; }
  [[nodiscard]] int height() const { return height_; }

 private:
  int width_, height_;
  GlFramebuffer framebuffer_;
  GlRenderbuffer colour_, depth_;
};

}  // namespace iggan::plugins
