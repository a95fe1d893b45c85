#pragma once
#include <array>
#include <optional>
#include <string>
#include <vector>

#include <iggan/base/rng.h>
#include <iggan/config/fields.h>
#include <iggan/config/stage.h>
#include <iggan/geometry/voxel_grid.h>
#include <iggan/scene/camera.h>
#include <iggan/scene/image_transfer.h>
#include <iggan/scene/light_arrangement.h>
#include <iggan/scene/shot.h>

namespace iggan {

using Interval = std::array<double, 2>;  // uniform between the two

/// How cameras are drawn: each quantity uniform in its interval, independently; the elevation
/// follows a histogram if there is one.
struct CameraDistribution {
  CameraKind kind = CameraKind::perspective;
  Interval azimuth_degrees{0, 360};    // 0 shows the front (+Z); increases towards +X
  Interval elevation_degrees{15, 50};  // above the horizon
  Interval distance{2.0, 2.0};   // world units from the origin; the grid is the unit cube there
  Interval fov_degrees{35, 35};  // vertical; perspective
  Interval ortho_half_height{0.7, 0.7};   // world units; orthographic
  Interval roll_degrees{0, 0};            // about the view's axis; positive turns the
                                          // picture's content clockwise
  std::vector<double> elevation_weights;  // of equal parts of its interval; empty: uniform
  std::optional<double> frame_margin;     // each shape is framed with this margin (scene/framing.h)

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    using config::range;
    visit("kind", self.kind, "perspective or orthographic");
    visit("azimuth_degrees", self.azimuth_degrees, "0 shows the front (+Z)", range(-3600, 3600));
    visit("elevation_degrees", self.elevation_degrees, "above the horizon", range(-89.9, 89.9));
    visit("distance", self.distance, "world units to the origin", range(0.01, 1000));
    visit("fov_degrees", self.fov_degrees, "vertical, perspective", range(0.1, 179));
    visit("ortho_half_height", self.ortho_half_height, "world units, orthographic",
          range(1e-3, 1e3));
    visit("roll_degrees", self.roll_degrees, "about the view's axis, content clockwise",
          range(-180, 180));
    visit("elevation_weights", self.elevation_weights,
          "of equal parts of elevation_degrees; empty is uniform", config::at_least(0));
    visit("frame_margin", self.frame_margin,
          "frame each shape by its silhouette, with this empty fraction at each end",
          range(0, 0.45));
  }
  /// One view.
  [[nodiscard]] OrbitView draw(Rng& rng) const;
};

/// A light drawn again for each picture, for scenes whose light is unknown: its strength and
/// direction, each uniform in its interval, independently.
struct LightDistribution {
  LightKind kind = LightKind::directional;  // ambient or directional
  LightFrame frame = LightFrame::camera;    // of the direction
  Interval strength{0, 2};                  // of each channel, linear: radiance or irradiance
  Interval azimuth_degrees{-90, 90};        // where it comes from: 0 is +Z (at the camera, or the
                                            // front of the world); increases towards +X
  Interval elevation_degrees{-20, 80};      // above the frame's XZ plane

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    using config::range;
    visit("kind", self.kind, "ambient or directional");
    visit("frame", self.frame, "camera (moves with the view) or world");
    visit("strength", self.strength, "linear: radiance (ambient) or irradiance", range(0, 1000));
    visit("azimuth_degrees", self.azimuth_degrees, "where it comes from; 0 is the frame's +Z",
          range(-3600, 3600));
    visit("elevation_degrees", self.elevation_degrees, "where it comes from, above the XZ plane",
          range(-90, 90));
  }
  /// One light.
  [[nodiscard]] Light draw(Rng& rng) const;
  /// The light at the midpoint of every interval.
  [[nodiscard]] Light mean() const;
};

/// Whether a renderer is named by its plugin's path instead of its name or id.
[[nodiscard]] bool is_plugin_path(const std::string& renderer);

/// Everything a trainer may know about how its pictures were made, and nothing about the shapes.
/// Saved in the manifest of a picture set.
struct SceneDistribution {
  CameraDistribution camera;
  std::vector<Light> lights = arranged_lights(LightArrangement::two_lamps);
  std::vector<LightDistribution> drawn_lights;  // besides `lights`; different in each picture
  Vec3 background{0, 0, 0};                     // linear
  Vec3 default_albedo{0.8, 0.8, 0.8};           // linear
  std::string renderer = "raster";              // name or path of the plugin
  config::Json renderer_params = config::Json::object();
  int width = 48, height = 48;
  int channels = 1;  // 1 gray, 3 RGB

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    using config::range;
    visit("camera", self.camera, "distribution of views");
    visit("lights", self.lights, "lights of every picture");
    visit("drawn_lights", self.drawn_lights, "new random lights for each picture");
    visit("background", self.background, "linear RGB", range(0, 1));
    visit("default_albedo", self.default_albedo, "linear RGB", range(0, 1));
    visit("renderer", self.renderer, "plugin name or path");
    visit("renderer_params", self.renderer_params, "the plugin's parameters");
    visit("width", self.width, "pixels", range(1, 8192));
    visit("height", self.height, "pixels", range(1, 8192));
    visit("channels", self.channels, "1 gray, 3 RGB", range(1, 3));
  }

  /// One shot, whose camera is not framed yet.
  [[nodiscard]] Shot draw_shot(Rng& rng) const;
  /// Frames a shot's shape, if camera.frame_margin is set.
  void frame(Shot& shot, const GridView& grid) const;
  /// The shot from a given camera, with each drawn light at its mean.
  [[nodiscard]] Shot shot_from(const Camera& camera) const;
  /// The number of lights of a picture.
  [[nodiscard]] std::size_t light_count() const { return lights.size() + drawn_lights.size(); }
  /// Makes a plugin's path absolute, so that the scene can be used from any folder.
  void keep_whole_renderer_path();
  /// How a renderer's pixels become those of the scene's pictures.
  [[nodiscard]] ImageTransfer transfer() const { return {channels, background}; }
};

/// The scene of a stage: its pictures are smaller; everything else is the same.
/// @param scene  of the last stage.
/// @throws ConfigError when its pictures are too small for the stage, or cannot be halved that many
/// times.
[[nodiscard]] SceneDistribution scene_at(const SceneDistribution& scene, const Stage& stage);

/// Checks what the limits of single fields cannot express: intervals are ascending, channels are 1
/// or 3.
/// @throws ConfigError naming the key below `path`.
void check_scene(const SceneDistribution& scene, const std::string& path);

}  // namespace iggan
