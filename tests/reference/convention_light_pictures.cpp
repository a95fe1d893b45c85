#include <cmath>

#include <support/probe_shapes.h>

#include <iggan/pictures/contact_sheet.h>
#include <iggan/scene/image_transfer.h>

#include "convention_pictures.h"

using namespace iggan;
using Anchor = Annotations::Anchor;

namespace {

constexpr const char* kLampInk = "#c06000";

Camera view(double azimuth, double elevation) {
  OrbitView orbit;
  orbit.azimuth_degrees = azimuth;
  orbit.elevation_degrees = elevation;
  orbit.distance = 2.4;
  orbit.fov_degrees = 30;
  return orbit_camera(CameraKind::perspective, orbit);
}

/// A lamp at the edge of a tile and the direction of its light; hollow if it is behind the object.
void draw_lamp(Annotations& notes, const Lens& lens, const Light& lamp) {
  const Vec3 from = normalized(to_camera(lamp, lens.camera).vec) * -1;  // +X right, +Y up
  const double length = std::max(1e-9, std::hypot(from[0], from[1]));
  const auto at = [&](double radius) {
    return Place{lens.offset.x + lens.width / 2 + radius * from[0] / length,
                 lens.offset.y + lens.height / 2 - radius * from[1] / length};
  };
  constexpr double kRadius = 70, kRay = 17;
  notes.arrow({at(kRadius), at(kRadius - kRay)}, kLampInk, 2);
  notes.dot(at(kRadius), kLampInk, 6);
  notes.dot(at(kRadius), from[2] > 0 ? "#ffd23c" : "white", 4);
}

/// A cube seen straight from the front, in ambient light.
ImageU8 swatch(Renderer& renderer, const Vec3& albedo, double ambient, int size, int channels) {
  const VoxelGrid cube = [] {
    VoxelGrid grid = VoxelGrid::cube(1);
    grid.set(0, 0, 0, true);
    return grid;
  }();
  OrbitView front;
  front.ortho_half_height = 0.625;
  Exposure shot;
  shot.grid = cube;
  shot.camera = orbit_camera(CameraKind::orthographic, front);
  shot.lights = {light(LightKind::ambient, ambient)};
  shot.background = {0.05, 0.05, 0.05};
  shot.default_albedo = albedo;
  shot.width = shot.height = size;
  shot.channels = channels;
  return taken(renderer, shot);
}

int middle_byte(const ImageU8& image) {
  return image.samples[image.index(image.width / 2, image.height / 2, 0)];
}

}  // namespace

ConventionPicture light_picture(Renderer& renderer) {
  constexpr int kTile = 150, kGap = 12, kCaption = 40;
  const VoxelGrid ball = pegged_ball(64);
  const Light lamps[] = {light(LightKind::directional, 2.6, {0.7, -0.7, -0.5}, LightFrame::camera),
                         light(LightKind::directional, 2.6, {-0.9, -0.5, -0.3}, LightFrame::world)};
  const double azimuths[] = {0, 60, 120, 180};
  ImageU8 sheet = white_sheet(4 * (kTile + kGap) - kGap, 2 * kTile + kCaption);
  Annotations notes({10, 34}, {10, 56});
  const char* titles[] = {"frame camera (the default): the light moves with the view",
                          "frame world: the light stays where it is, here on the +X side"};
  for (int row = 0; row < 2; ++row) {
    const int top = row * (kTile + kCaption);
    notes.title({0, top - 12.0}, titles[row]);
    for (int i = 0; i < 4; ++i) {
      const int left = i * (kTile + kGap);
      const Camera camera = view(azimuths[i], 15);
      lay(sheet,
          taken(renderer, {ball,
                           camera,
                           {light(LightKind::ambient, 0.12), lamps[row]},
                           {0.35, 0.35, 0.38},
                           {},
                           kTile,
                           kTile}),
          left, top);
      draw_lamp(notes, {camera, kTile, kTile, {double(left), double(top)}}, lamps[row]);
      if (row == 1)
        notes.text({left + kTile / 2.0, top + kTile + 20.0},
                   fmt::format("azimuth {:g}°", azimuths[i]), Anchor::middle);
    }
  }
  notes.text({0, 2.0 * kTile + kCaption + 44},
             "yellow lamp: on the camera's side; white lamp: behind the ball", Anchor::start);
  return {"light", sheet, notes};
}

ConventionPicture rows_picture(Renderer& renderer) {
  constexpr int kWidth = 12, kHeight = 8, kPixel = 40;
  VoxelGrid ell = VoxelGrid::cube(10);  // a cell is a pixel high
  paint_box(ell, {2, 2, 4}, {4, 8, 6}, kGreen);
  paint_box(ell, {4, 2, 4}, {8, 4, 6}, kRed);
  OrbitView front;
  front.ortho_half_height = 0.4;
  const Camera camera = orbit_camera(CameraKind::orthographic, front);
  const ImageU8 small =
      taken(renderer, {ell, camera, studio_lights(), {0.8, 0.8, 0.8}, {}, kWidth, kHeight});
  Annotations notes({100, 62}, {16, 30});
  notes.title({-90, -42}, "Pixel (x, y) of a picture of 12 × 8: index y · 12 + x in memory");
  for (int x = 0; x < kWidth; ++x)
    notes.text({(x + 0.5) * kPixel, -10}, fmt::format("x = {}", x), Anchor::middle, "#555", 12);
  for (int y = 0; y < kHeight; ++y) {
    const std::string name = fmt::format("y = {}{}", y, y == 0 ? ", top" : "");
    notes.text({-10, (y + 0.5) * kPixel + 5}, name, Anchor::end, "#555");
    for (int x = 0; x < kWidth; ++x)
      notes.text({(x + 0.5) * kPixel, (y + 0.5) * kPixel + 5}, std::to_string(y * kWidth + x),
                 Anchor::middle, "#222", 13);
  }
  for (int x = 0; x <= kWidth; ++x)
    notes.line({{double(x * kPixel), 0}, {double(x * kPixel), kHeight * kPixel}}, "#999", 0.7);
  for (int y = 0; y <= kHeight; ++y)
    notes.line({{0, double(y * kPixel)}, {kWidth * kPixel, double(y * kPixel)}}, "#999", 0.7);
  notes.text({kWidth * kPixel / 2.0, kHeight * kPixel + 20.0},
             "the green bar stands up (+Y), the red foot points to +X; seen from the front",
             Anchor::middle);
  return {"rows", magnified(small, kPixel), notes};
}

ConventionPicture colour_picture(Renderer& renderer) {
  constexpr int kTile = 96, kGap = 14, kRow = 154;
  ImageU8 sheet = white_sheet(5 * (kTile + kGap) - kGap, 3 * kRow - 36);
  Annotations notes({16, 36}, {16, 34});
  notes.text({0, 3 * kRow - 14.0}, "Behind the cubes: background, linear 0.05 → 63");
  const char* titles[] = {"Light reflected (linear), and the byte of the picture (sRGB)",
                          "Albedo (linear R, G, B)",
                          "The same as gray pictures: luminance, then sRGB"};
  for (int row = 0; row < 3; ++row) notes.title({0, row * kRow - 14.0}, titles[row]);
  const auto place = [&](int column, int row, const ImageU8& image, const std::string& words) {
    const int left = column * (kTile + kGap), top = row * kRow;
    lay(sheet, image, left, top);
    notes.text({left + kTile / 2.0, top + kTile + 17.0}, words, Anchor::middle, "#222", 13);
  };
  for (int i = 0; i < 5; ++i) {
    const double level = i / 4.0;
    const ImageU8 image = swatch(renderer, {1, 1, 1}, level, kTile, 3);
    place(i, 0, image, fmt::format("{:g} → {}", level, middle_byte(image)));
  }
  const std::pair<const char*, Vec3> albedos[] = {{"1, 0, 0", {1, 0, 0}},
                                                  {"0, 1, 0", {0, 1, 0}},
                                                  {"0, 0, 1", {0, 0, 1}},
                                                  {"1, 1, 0", {1, 1, 0}},
                                                  {"½, ½, ½", {0.5, 0.5, 0.5}}};
  for (int i = 0; i < 5; ++i) {
    const auto& [name, albedo] = albedos[i];
    place(i, 1, swatch(renderer, albedo, 1, kTile, 3), name);
    const ImageU8 gray = swatch(renderer, albedo, 1, kTile, 1);
    const double luminance = 0.2126 * albedo[0] + 0.7152 * albedo[1] + 0.0722 * albedo[2];
    place(i, 2, gray, fmt::format("{:.4g} → {}", luminance, middle_byte(gray)));
  }
  return {"colour", sheet, notes};
}
