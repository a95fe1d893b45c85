#pragma once
#include <string>
#include <vector>

#include <iggan/render/renderer.h>
#include <iggan/scene/image.h>

#include <support/annotated_picture.h>

/// One of the pictures of docs/conventions.md: what a renderer rendered, and the text around it.
struct ConventionPicture {
  std::string name;  // docs/images/conventions-<name>.png and .svg
  iggan::ImageU8 pixels;
  Annotations notes;
};

/// One picture of a grid.
struct Exposure {
  iggan::GridView grid;
  iggan::Camera camera;
  std::vector<iggan::Light> lights;
  iggan::Vec3 background{1, 1, 1}, default_albedo{0.8, 0.8, 0.8};  // linear
  int width = 0, height = 0, channels = 3;
};
[[nodiscard]] iggan::ImageU8 taken(iggan::Renderer& renderer, const Exposure& shot);
/// Light from the camera's upper left, which leaves no side black.
[[nodiscard]] std::vector<iggan::Light> studio_lights();
[[nodiscard]] iggan::Light light(iggan::LightKind kind, double strength,
                                 const iggan::Vec3& vec = {0, 0, -1},
                                 iggan::LightFrame frame = iggan::LightFrame::camera);

/// A white sheet, and a picture (gray or RGB) laid on it.
[[nodiscard]] iggan::ImageU8 white_sheet(int width, int height);
void lay(iggan::ImageU8& sheet, const iggan::ImageU8& picture, int left, int top);

[[nodiscard]] ConventionPicture axes_picture(iggan::Renderer& renderer);
[[nodiscard]] ConventionPicture camera_picture(iggan::Renderer& renderer);
[[nodiscard]] ConventionPicture rows_picture(iggan::Renderer& renderer);
[[nodiscard]] ConventionPicture voxels_picture(iggan::Renderer& renderer);
[[nodiscard]] ConventionPicture light_picture(iggan::Renderer& renderer);
[[nodiscard]] ConventionPicture colour_picture(iggan::Renderer& renderer);

/// All of them, in the order of the page, rendered by the renderer of that name.
[[nodiscard]] std::vector<ConventionPicture> convention_pictures(const std::string& renderer_name);
