#include "convention_pictures.h"

#include <iggan/render/plugin_registry.h>
#include <iggan/scene/image_transfer.h>

using namespace iggan;

ImageU8 taken(Renderer& renderer, const Exposure& shot) {
  RenderJob job;
  job.grid = shot.grid;
  job.camera = shot.camera;
  job.lights = shot.lights;
  job.default_albedo = shot.default_albedo;
  return ImageTransfer{shot.channels, shot.background}.apply(
      renderer.render_one(job, shot.width, shot.height));
}

Light light(LightKind kind, double strength, const Vec3& vec, LightFrame frame) {
  Light made;
  made.kind = kind;
  made.frame = frame;
  made.rgb = {strength, strength, strength};
  made.vec = vec;
  return made;
}

std::vector<Light> studio_lights() {
  return {light(LightKind::ambient, 0.35), light(LightKind::directional, 2, {0.5, -0.8, -0.6})};
}

ImageU8 white_sheet(int width, int height) {
  ImageU8 sheet(width, height, 3);
  std::fill(sheet.samples.begin(), sheet.samples.end(), std::uint8_t{255});
  return sheet;
}

void lay(ImageU8& sheet, const ImageU8& picture, int left, int top) {
  for (int y = 0; y < picture.height; ++y)
    for (int x = 0; x < picture.width; ++x)
      for (int c = 0; c < 3; ++c)
        sheet.samples[sheet.index(left + x, top + y, c)] =
            picture.samples[picture.index(x, y, picture.channels == 1 ? 0 : c)];
}

std::vector<ConventionPicture> convention_pictures(const std::string& renderer_name) {
  const auto open = [&](const char* normals) {
    RendererRequest request;
    request.name = renderer_name;
    request.params = {{"samples_per_axis", 4}, {"normals", normals}};
    return open_renderer(request);
  };
  const auto flat = open("flat"), smooth = open("smooth");
  return {axes_picture(*flat),    voxels_picture(*flat), camera_picture(*flat),
          light_picture(*smooth), rows_picture(*flat),   colour_picture(*flat)};
}
