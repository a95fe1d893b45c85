#include <iggan/pictures/given_picture.h>

#include <support/catch.h>
#include <support/temp_dir.h>

#include <iggan/formats/image_file.h>

using namespace iggan;

namespace {

SceneDistribution gray_scene() {
  SceneDistribution scene;
  scene.width = scene.height = 32;
  scene.background = {0, 0, 0};
  return scene;
}

}  // namespace

TEST_CASE("a picture of the scene's size is used unchanged, byte for byte", "[pictures]") {
  const TempDir dir;
  ImageU8 picture(32, 32, 1);
  for (std::size_t i = 0; i < picture.samples.size(); ++i)
    picture.samples[i] = static_cast<std::uint8_t>(i % 251);
  write_image(dir / "a.png", picture);
  CHECK(read_given_picture(dir / "a.png", gray_scene(), {}).picture.samples == picture.samples);
}

TEST_CASE("an object is cut out and framed as photographs are", "[pictures]") {
  const TempDir dir;
  ImageU8 picture(100, 60, 4);  // a white block, off centre, on a transparent background
  for (int y = 10; y < 30; ++y)
    for (int x = 60; x < 80; ++x)
      for (int c = 0; c < 4; ++c) picture.samples[picture.index(x, y, c)] = 255;
  write_image(dir / "block.png", picture);
  GivenPictureOptions options;
  options.framing = PictureFraming::object;
  options.margin = 0.25;
  const ImageU8 framed = read_given_picture(dir / "block.png", gray_scene(), options).picture;
  CHECK(framed.samples[framed.index(16, 16, 0)] == 255);
  CHECK(framed.samples[framed.index(10, 10, 0)] == 255);
  CHECK(framed.samples[framed.index(5, 16, 0)] == 0);
  CHECK(framed.samples[framed.index(26, 16, 0)] == 0);
}

TEST_CASE("a picture that cannot be used is refused by name and reason", "[pictures]") {
  const TempDir dir;
  GivenPictureOptions options;
  options.framing = PictureFraming::object;
  ImageU8 blank(40, 40, 4);
  write_image(dir / "blank.png", blank);
  CHECK_THROWS_WITH(read_given_picture(dir / "blank.png", gray_scene(), options),
                    Contains("blank.png cannot be cut out") && Contains("blank"));
  CHECK_THROWS_WITH(read_given_picture(dir / "none.png", gray_scene(), options),
                    Contains("none.png"));
}
