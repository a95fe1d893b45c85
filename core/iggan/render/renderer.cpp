#include <iggan/render/renderer.h>

#include <array>

#include <iggan/base/error.h>

namespace iggan {
namespace {

constexpr std::array<const char*, 3> kDeterminism{"none", "near", "bitwise"};  // by number

}  // namespace

std::string to_string(Determinism value) {
  return kDeterminism[static_cast<std::size_t>(value)];
}

void from_string(const std::string& text, Determinism& value) {
  for (std::size_t i = 0; i < kDeterminism.size(); ++i)
    if (text == kDeterminism[i]) {
      value = static_cast<Determinism>(i);
      return;
    }
  fail<ConfigError>("\"{}\" is none of: none, near, bitwise", text);
}

ImageF32 Renderer::render_one(const RenderJob& job, int width, int height) {
  ImageF32 image(width, height, 4);
  render({job}, width, height, image.samples.data());
  return image;
}

}  // namespace iggan
