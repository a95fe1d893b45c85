#include <cmath>

#include <support/probe_shapes.h>

#include "convention_pictures.h"

using namespace iggan;
using Anchor = Annotations::Anchor;

namespace {

constexpr const char* kRedInk = "#b02a20";
constexpr const char* kGreenInk = "#267a33";
constexpr const char* kBlueInk = "#2450b0";
constexpr const char* kGrayInk = "#777";
constexpr const char* kOrangeInk = "#c06000";

constexpr double kRadians = 0.017453292519943295;

Place moved(Place place, double dx, double dy) {
  return {place.x + dx, place.y + dy};
}

/// The edges of the cube from -1/2 to 1/2 that bounds every shape.
void draw_unit_cube(Annotations& notes, const Lens& lens) {
  for (const double a : {-0.5, 0.5})
    for (const double b : {-0.5, 0.5}) {
      notes.line({lens({-0.5, a, b}), lens({0.5, a, b})}, kGrayInk, 1, "4 3");
      notes.line({lens({a, -0.5, b}), lens({a, 0.5, b})}, kGrayInk, 1, "4 3");
      notes.line({lens({a, b, -0.5}), lens({a, b, 0.5})}, kGrayInk, 1, "4 3");
    }
}

/// A point of the orbit around the origin.
Vec3 on_orbit(double azimuth_degrees, double elevation_degrees, double distance) {
  const double a = azimuth_degrees * kRadians, e = elevation_degrees * kRadians;
  return {distance * std::cos(e) * std::sin(a), distance * std::sin(e),
          distance * std::cos(e) * std::cos(a)};
}

/// The orbit between two positions on it.
std::vector<Place> arc(const Lens& lens, Vec3 from, Vec3 to) {  // azimuth, elevation, distance
  std::vector<Place> places;
  constexpr int kSteps = 48;
  for (int i = 0; i <= kSteps; ++i) {
    const Vec3 at = from + (to - from) * (double(i) / kSteps);
    places.push_back(lens(on_orbit(at[0], at[1], at[2])));
  }
  return places;
}

Camera view(double azimuth, double elevation, double distance, double fov = 35) {
  OrbitView orbit;
  orbit.azimuth_degrees = azimuth;
  orbit.elevation_degrees = elevation;
  orbit.distance = distance;
  orbit.fov_degrees = fov;
  return orbit_camera(CameraKind::perspective, orbit);
}

/// The camera turned about its own +Z by an angle, from its +X towards its +Y.
Camera rolled(Camera camera, double degrees) {
  const auto c = static_cast<float>(std::cos(degrees * kRadians));
  const auto s = static_cast<float>(std::sin(degrees * kRadians));
  for (std::size_t row = 0; row < 3; ++row) {
    const float x = camera.to_world[row], y = camera.to_world[4 + row];
    camera.to_world[row] = c * x + s * y;
    camera.to_world[4 + row] = c * y - s * x;
  }
  return camera;
}

/// A chair at the centre of an orbit, and three cameras on the orbit, as voxels.
constexpr int kStage = 128;
constexpr double kOrbit = 0.42;

VoxelGrid stage() {
  VoxelGrid grid = VoxelGrid::cube(kStage);
  paint_chair(grid, 40, {44, 44, 44});
  for (const auto& [azimuth, elevation] : {std::pair{0.0, 0.0}, {60.0, 0.0}, {60.0, 40.0}}) {
    const Vec3 at = on_orbit(azimuth, elevation, kOrbit);
    std::array<int, 3> low{}, high{};
    for (std::size_t i = 0; i < 3; ++i) {
      const int middle = static_cast<int>(std::lround((at[i] + 0.5) * kStage));
      low[i] = middle - 4;
      high[i] = middle + 4;
    }
    paint_box(grid, low, high, kDark);
  }
  return grid;
}

void draw_stage_notes(Annotations& notes, const Lens& lens) {
  notes.line(arc(lens, {0, 0, kOrbit}, {360, 0, kOrbit}), "#aaa", 1, "3 3");
  for (const auto& [azimuth, elevation] : {std::pair{0.0, 0.0}, {60.0, 0.0}, {60.0, 40.0}})
    notes.line({lens({0, 0, 0}), lens(on_orbit(azimuth, elevation, kOrbit))}, kGrayInk, 1, "2 3");
  notes.arrow(arc(lens, {0, 0, kOrbit * 0.82}, {60, 0, kOrbit * 0.82}), kOrangeInk);
  notes.arrow(arc(lens, {60, 0, kOrbit * 0.9}, {60, 40, kOrbit * 0.9}), kBlueInk);
  notes.text(moved(lens(on_orbit(22, 0, kOrbit)), 10, 30), "azimuth a", Anchor::middle, kOrangeInk);
  notes.text(moved(lens(on_orbit(60, 20, kOrbit)), 10, 4), "elevation e", Anchor::start, kBlueInk);
  notes.text(moved(lens(on_orbit(0, 0, kOrbit)), -18, 40), "a = 0°, e = 0°", Anchor::middle);
  notes.text(moved(lens(on_orbit(0, 0, kOrbit)), -18, 58), "in front, on +Z", Anchor::middle);
  notes.text(moved(lens(on_orbit(60, 40, kOrbit)), 0, -26), "a = 60°, e = 40°", Anchor::middle);
  notes.text(moved(lens(on_orbit(60, 0, kOrbit)), 0, 36), "a = 60°, e = 0°", Anchor::middle);
  notes.dot(lens(on_orbit(90, 0, kOrbit)), kRedInk);
  notes.text(moved(lens(on_orbit(90, 0, kOrbit)), 6, 18), "+X", Anchor::start, kRedInk);
}

}  // namespace

ConventionPicture axes_picture(Renderer& renderer) {
  constexpr int kWidth = 360, kHeight = 360;
  const VoxelGrid bars = axis_bars(), seat = chair(64);
  const Camera camera = view(32, 24, 3.2);
  ImageU8 sheet = white_sheet(2 * kWidth, kHeight);
  lay(sheet, taken(renderer, {bars, camera, studio_lights(), {1, 1, 1}, {}, kWidth, kHeight}), 0,
      0);
  lay(sheet, taken(renderer, {seat, camera, studio_lights(), {1, 1, 1}, {}, kWidth, kHeight}),
      kWidth, 0);
  Annotations notes({10, 30}, {24, 14});
  const Lens world{camera, kWidth, kHeight, {}}, object{camera, kWidth, kHeight, {kWidth, 0}};
  notes.title({6, -10}, "The world, and the unit cube of a shape");
  draw_unit_cube(notes, world);
  notes.text(moved(world({0.5, 0, 0}), 8, 5), "+X", Anchor::start, kRedInk, 18);
  notes.text(moved(world({0, 0.41, 0}), 0, -8), "+Y, up", Anchor::middle, kGreenInk, 18);
  notes.text(moved(world({0, 0, 0.31}), -8, 8), "+Z", Anchor::end, kBlueInk, 18);
  notes.dot(world({0.5, 0.5, 0.5}), kGrayInk);
  notes.text(moved(world({0.5, 0.5, 0.5}), 0, -10), "(½, ½, ½)", Anchor::middle, "#555");
  notes.dot(world({-0.5, -0.5, 0.5}), kGrayInk);
  notes.text(moved(world({-0.5, -0.5, 0.5}), -4, 20), "(−½, −½, ½)", Anchor::middle, "#555");
  notes.title({kWidth + 6.0, -10}, "An object faces +Z");
  draw_unit_cube(notes, object);
  notes.arrow({object({0, -0.5, 0.32}), object({0, -0.5, 0.9})}, kBlueInk, 3);
  notes.text(moved(object({0, -0.5, 0.9}), 10, 10), "+Z, its front", Anchor::start, kBlueInk);
  notes.text(moved(object({0.5, 0.16, 0.2}), 2, -9), "the red arm is", Anchor::start, kRedInk);
  notes.text(moved(object({0.5, 0.16, 0.2}), 2, 8), "on the +X side", Anchor::start, kRedInk);
  return {"axes", sheet, notes};
}

ConventionPicture camera_picture(Renderer& renderer) {
  constexpr int kBig = 380, kTile = 112, kGap = 26, kTop = 6;
  const VoxelGrid cameras = stage(), seat = chair(48);
  ImageU8 sheet = white_sheet(kBig + 3 * (kTile + 10) + 10, kBig);
  const Camera overview = view(22, 30, 1.72);
  lay(sheet, taken(renderer, {cameras, overview, studio_lights(), {1, 1, 1}, {}, kBig, kBig}), 0,
      0);
  Annotations notes({10, 30}, {10, 10});
  notes.title({6, -10}, "Cameras look at the origin");
  draw_stage_notes(notes, {overview, kBig, kBig, {}});
  notes.title({kBig + 10.0, -10}, "What they see");
  const Camera front = view(0, 0, 2.2), above = view(60, 40, 2.2);
  const std::pair<const char*, Camera> tiles[] = {{"a = 0°, e = 0°", front},
                                                  {"a = 60°, e = 0°", view(60, 0, 2.2)},
                                                  {"a = 60°, e = 40°", above},
                                                  {"a = 180°, e = 0°", view(180, 0, 2.2)},
                                                  {"a = 270°, e = 0°", view(270, 0, 2.2)},
                                                  {"a = 0°, rolled by 20°", rolled(front, 20)}};
  for (int i = 0; i < 6; ++i) {
    const int left = kBig + 10 + i % 3 * (kTile + 10), top = kTop + i / 3 * (kTile + kGap + 24);
    lay(sheet,
        taken(renderer,
              {seat, tiles[i].second, studio_lights(), {0.8, 0.8, 0.8}, {}, kTile, kTile}),
        left, top);
    notes.text({left + kTile / 2.0, top + kTile + 16.0}, tiles[i].first, Anchor::middle, "#222",
               12);
  }
  const double line = kTop + 2 * (kTile + kGap + 24) + 6;
  notes.text({kBig + 10.0, line}, "A camera looks along its −Z; its +X is right in the picture,",
             Anchor::start, "#222", 12);
  notes.text({kBig + 10.0, line + 17}, "its +Y is up. Rolled from +X to +Y, it sees the world turn",
             Anchor::start, "#222", 12);
  notes.text({kBig + 10.0, line + 34}, "clockwise. Orbits have no roll; other cameras may.",
             Anchor::start, "#222", 12);
  return {"camera", sheet, notes};
}

ConventionPicture voxels_picture(Renderer& renderer) {
  constexpr int kWidth = 520, kHeight = 380, kCell = 10;
  constexpr int nx = 4, ny = 3, nz = 2;
  VoxelGrid grid(nx * kCell, ny * kCell, nz * kCell);
  for (int z = 0; z < nz; ++z)
    for (int y = 0; y < ny; ++y)
      for (int x = 0; x < nx; ++x) {
        const auto shade = [](int i, int n) { return std::uint8_t(120 + 110 * i / (n - 1)); };
        const int cx = x * kCell, cy = y * kCell, cz = z * kCell;
        paint_box(grid, {cx, cy, cz}, {cx + kCell - 1, cy + kCell - 1, cz + kCell - 1},
                  {shade(x, nx), shade(y, ny), shade(z, nz)});
      }
  const Camera camera = view(28, 28, 2.3, 32);
  const Lens lens{camera, kWidth, kHeight, {}};
  // Index space to world: the longest edge, of four voxels, is 1.
  const auto at = [&](double x, double y, double z) {
    return lens({(x - nx / 2.0) / nx, (y - ny / 2.0) / nx, (z - nz / 2.0) / nx});
  };
  Annotations notes({10, 30}, {10, 10});
  notes.title({6, -10},
              "Index of voxel (x, y, z) in memory: x + 4 (y + 3 z), for a grid of 4 × 3 × 2");
  const auto number = [&](int x, int y, int z, Place place) {
    notes.text(moved(place, 0, 6), std::to_string(x + nx * (y + ny * z)), Anchor::middle, "#111",
               17);
  };
  constexpr double kHalf = 0.45, kFace = 0.9;  // a voxel is rendered nine tenths wide
  for (int y = 0; y < ny; ++y)
    for (int x = 0; x < nx; ++x) number(x, y, 1, at(x + kHalf, y + kHalf, 1 + kFace));
  for (int x = 0; x < nx; ++x) number(x, 2, 0, at(x + kHalf, 2 + kFace, kHalf));
  for (int y = 0; y < 2; ++y) number(3, y, 0, at(3 + kFace, y + kHalf, kHalf));
  notes.arrow({at(0, -0.25, 2.2), at(2.2, -0.25, 2.2)}, kRedInk);
  notes.text(moved(at(1.1, -0.25, 2.2), -14, 22), "x, fastest", Anchor::middle, kRedInk);
  notes.arrow({at(-0.3, 0, 2), at(-0.3, 1.8, 2)}, kGreenInk);
  notes.text(moved(at(-0.3, 1.0, 2), -8, 0), "y, up", Anchor::end, kGreenInk);
  notes.arrow({at(4.25, -0.1, 0), at(4.25, -0.1, 1.7)}, kBlueInk);
  notes.text(moved(at(4.25, -0.1, 0.8), 12, 14), "z, slowest", Anchor::start, kBlueInk);
  return {"voxels",
          taken(renderer, {grid, camera, studio_lights(), {1, 1, 1}, {}, kWidth, kHeight}), notes};
}
