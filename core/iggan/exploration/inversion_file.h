#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include <iggan/config/fields.h>
#include <iggan/exploration/inversion.h>
#include <iggan/pictures/given_picture.h>

namespace iggan {

/// One picture of inversion.json.
struct InversionRecord {
  std::string picture;            // the file that was given
  std::string name;               // of this shape's files, without extensions
  double distance = 0;            // of the black box's picture of the shape
  double candidate_distance = 0;  // of the nearest random shape's
  bool tuned = false;  // if so, the run's own generator makes a different shape from the latent
  OrbitView view;      // of the camera that took the black box's picture
  std::vector<Light> lights;  // those that the scene draws
  Latent latent;

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    visit("picture", self.picture, "file that was given");
    visit("name", self.name, "of this shape's files");
    visit("distance", self.distance, "1 is that of two random renders");
    visit("candidate_distance", self.candidate_distance, "of the nearest random shape");
    visit("tuned", self.tuned, "with layers tuned for this picture");
    visit("azimuth_degrees", self.view.azimuth_degrees, "0: the front (+Z)");
    visit("elevation_degrees", self.view.elevation_degrees, "above the horizon");
    visit("roll_degrees", self.view.roll_degrees, "turns the content clockwise");
    visit("camera_distance", self.view.distance, "world units");
    visit("fov_degrees", self.view.fov_degrees, "vertical, perspective");
    visit("ortho_half_height", self.view.ortho_half_height, "world units, orthographic");
    visit("target", self.view.target, "what the camera looks at");
    visit("lights", self.lights, "those that the scene draws");
    visit("latent", self.latent, "what the generator makes the shape from");
  }
};

/// The file inversion.json of `iggan invert`.
struct InversionFile {
  static constexpr const char* kName = "inversion.json";
  std::string run, checkpoint;
  PictureFraming framing = PictureFraming::whole;
  std::vector<InversionRecord> pictures;

  IGGAN_FIELDS(run, checkpoint, framing, pictures)
};

}  // namespace iggan
