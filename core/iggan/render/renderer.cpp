#include <iggan/render/renderer.h>

namespace iggan {

ImageF32 Renderer::render_one(const RenderJob& job, int width, int height) {
  ImageF32 image(width, height, 4);
  render({job}, width, height, image.samples.data());
  return image;
}

}  // namespace iggan
