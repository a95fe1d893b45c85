#include "gl_objects.h"

#include <iggan/renderer_plugin.hpp>

namespace iggan::plugins {
namespace {

template <class Generate>
GLuint generated(Generate generate) {
  GLuint id = 0;
  generate(1, &id);
  return id;
}

[[noreturn]] void fail_device(const std::string& text) {
  throw plugin::Failure(IGGAN_E_DEVICE, text);
}

void compile_into(GLuint program, GLenum kind, const std::string& source) {
  const GLuint shader = glCreateShader(kind);
  const char* text = source.c_str();
  glShaderSource(shader, 1, &text, nullptr);
  glCompileShader(shader);
  GLint done = GL_FALSE;
  glGetShaderiv(shader, GL_COMPILE_STATUS, &done);
  char words[500] = {};
  if (done != GL_TRUE) glGetShaderInfoLog(shader, sizeof words, nullptr, words);
  glAttachShader(program, shader);
  glDeleteShader(shader);  // with the program
  if (done != GL_TRUE) fail_device("the OpenGL driver rejects a shader: " + std::string(words));
}

}  // namespace

GlBuffer make_buffer() {
  return GlBuffer(generated(glGenBuffers));
}

GlTexture make_texture(GLenum target) {
  GlTexture texture(generated(glGenTextures));
  glBindTexture(target, texture.id());
  glTexParameteri(target, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
  glTexParameteri(target, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
  return texture;
}

GlVertexArray make_vertex_array() {
  return GlVertexArray(generated(glGenVertexArrays));
}

GlProgram make_program(const std::string& vertex, const std::string& fragment) {
  GlProgram program(glCreateProgram());
  compile_into(program.id(), GL_VERTEX_SHADER, vertex);
  compile_into(program.id(), GL_FRAGMENT_SHADER, fragment);
  glLinkProgram(program.id());
  GLint done = GL_FALSE;
  glGetProgramiv(program.id(), GL_LINK_STATUS, &done);
  if (done == GL_TRUE) return program;
  char words[500] = {};
  glGetProgramInfoLog(program.id(), sizeof words, nullptr, words);
  fail_device("the OpenGL driver cannot link the shaders: " + std::string(words));
}

void expect_no_gl_error(const char* doing) {
  const GLenum error = glGetError();
  if (error == GL_NO_ERROR) return;
  if (error == GL_OUT_OF_MEMORY)
    throw plugin::Failure(IGGAN_E_MEMORY, "OpenGL has no memory for " + std::string(doing));
  fail_device("OpenGL error " + std::to_string(error) + " at " + doing);
}

SampleTarget::SampleTarget(int width, int height)
    : width_(width),
      height_(height),
      framebuffer_(generated(glGenFramebuffers)),
      colour_(generated(glGenRenderbuffers)),
      depth_(generated(glGenRenderbuffers)) {
  bind();
  // Floats are stored as integers with the same bits: every driver can render to integers, and none
  // clamps them.
  glBindRenderbuffer(GL_RENDERBUFFER, colour_.id());
  glRenderbufferStorage(GL_RENDERBUFFER, GL_RGBA32UI, width, height);
  glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER, colour_.id());
  glBindRenderbuffer(GL_RENDERBUFFER, depth_.id());
  glRenderbufferStorage(GL_RENDERBUFFER, GL_DEPTH_COMPONENT32F, width, height);
  glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_DEPTH_ATTACHMENT, GL_RENDERBUFFER, depth_.id());
  if (glCheckFramebufferStatus(GL_FRAMEBUFFER) != GL_FRAMEBUFFER_COMPLETE)
    fail_device("the OpenGL driver cannot render to 32-bit integers");
  expect_no_gl_error("the framebuffer");
}

}  // namespace iggan::plugins
