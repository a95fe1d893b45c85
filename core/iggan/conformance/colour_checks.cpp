#include <algorithm>
#include <cmath>

#include <iggan/renderer_plugin_canvas.hpp>

#include <iggan/conformance/check.h>

namespace iggan::conformance {
namespace {

constexpr float kMargin = 1e-4f;

/// One voxel that fills one pixel, seen from +Z.
AbiScene one_face() {
  AbiScene scene(1, 1, 1, 1, 1);
  scene.set(0, 0, 0);
  scene.camera.ymag = 0.5f;
  return scene;
}

/// A few voxels of different colours under all lights, half of the picture empty.
AbiScene colourful() {
  AbiScene scene(3, 3, 3, 6, 4);
  scene.albedo.resize(3 * 27);
  for (std::uint32_t i = 0; i < 3; ++i) scene.set(i, i, 1);
  for (std::size_t b = 0; b < scene.albedo.size(); ++b)
    scene.albedo[b] = static_cast<std::uint8_t>(b * 37 % 256);
  scene.camera.ymag = 1.6f;
  scene.look({0.6f, 0, 0.8f}, {0, 1, 0}, 10);
  scene.add_light(IGGAN_LIGHT_AMBIENT, 0.1f);
  scene.add_light(IGGAN_LIGHT_DIRECTIONAL, 2.0f, {0, -1, -1});
  scene.add_light(IGGAN_LIGHT_POINT, 30.0f, {4, 4, 4});
  return scene;
}

void expect_near(float expected, float got, const char* what, float margin = kMargin) {
  expect(std::abs(expected - got) <= margin, "{}: expected {}, got {}", what, expected, got);
}

void albedo(CheckContext& context) {
  const float margin = std::max(kMargin, context.require_lambert());
  Instance instance(context.subject(), context.params());
  const auto byte = [](std::uint32_t i, std::uint32_t j, std::uint32_t c) {
    return static_cast<std::uint8_t>(40 * i + 90 * j + 7 * c);
  };
  AbiScene scene(3, 2, 1, 3, 2);
  scene.occupancy.assign(6, 1);
  scene.add_light(IGGAN_LIGHT_AMBIENT, 1);
  const auto expect_colours = [&](const char* what) {
    instance.draw(scene);
    for (std::uint32_t y = 0; y < 2; ++y)
      for (std::uint32_t x = 0; x < 3; ++x)
        for (std::uint32_t c = 0; c < 3; ++c)
          expect_near(plugin::srgb_decode(static_cast<float>(byte(x, 1 - y, c)) / 255),
                      scene.sample(x, y, c), what, margin);
  };
  scene.albedo.resize(18);
  for (std::uint32_t j = 0; j < 2; ++j)
    for (std::uint32_t i = 0; i < 3; ++i)
      for (std::uint32_t c = 0; c < 3; ++c) scene.albedo[3 * (j * 3 + i) + c] = byte(i, j, c);
  expect_colours("albedo per voxel under ambient light 1");
  std::vector<std::uint8_t> planes(3 * 20, 200);  // channel slowest, rows padded
  for (std::uint32_t j = 0; j < 2; ++j)
    for (std::uint32_t i = 0; i < 3; ++i)
      for (std::uint32_t c = 0; c < 3; ++c) planes[20 * c + 5 * j + i] = byte(i, j, c);
  const iggan_job job = scene.job();
  scene.albedo.clear();  // job() would reset the strides
  scene.grid.albedo = planes.data();
  const std::int64_t strides[4] = {1, 5, 10, 20};
  std::copy_n(strides, 4, scene.grid.albedo_stride);
  instance.draw(std::vector<iggan_job>{job});
  expect_colours("albedo with its own strides");
  scene.grid.albedo = nullptr;
  instance.draw(std::vector<iggan_job>{job});
  expect_near(0.5f, scene.sample(1, 1, 1), "no albedo: default_albedo 0.5 under ambient light 1",
              margin);
}

void lambert(CheckContext& context) {
  const float margin = std::max(kMargin, context.require_lambert());
  Instance instance(context.subject());
  struct Case {
    std::uint32_t kind;
    float value;
    Direction vec;
    float expected;
    const char* what;
  };
  constexpr Case kCases[] = {
      {IGGAN_LIGHT_DIRECTIONAL, kFullLight, {0, 0, -5}, 0.5f, "irradiance pi from the front"},
      {IGGAN_LIGHT_DIRECTIONAL, kFullLight, {0, 0, 1}, 0, "light from behind"},
      {IGGAN_LIGHT_DIRECTIONAL,
       kFullLight,
       {1.7320508f, 0, -1},
       0.25f,
       "irradiance pi at 60 degrees"},
      {IGGAN_LIGHT_AMBIENT, 0.3f, {0, 0, 0}, 0.15f, "ambient radiance 0.3"},
      {IGGAN_LIGHT_POINT, kFullLight, {0.5f, 0.5f, 3}, 0.125f, "a lamp of intensity pi, 2 away"}};
  for (const Case& c : kCases) {
    AbiScene scene = one_face();
    scene.add_light(c.kind, c.value, c.vec);
    instance.draw(scene);
    for (std::uint32_t channel = 0; channel < 3; ++channel)
      expect_near(c.expected, scene.sample(0, 0, channel), c.what, margin);
    const float alpha = scene.sample(0, 0, 3);
    expect(std::abs(1 - alpha) <= margin, "alpha of a covered pixel: expected 1, got {}",
           alpha_text(alpha));
  }
}

/// A solid that the near plane cuts shows the cut, whose normal is the camera's +Z, whichever way
/// the solid's faces point. geometry.cut reports open cuts.
void light_on_cut(CheckContext& context) {
  const float margin = std::max(kMargin, context.require_lambert());
  Instance instance(context.subject());
  AbiScene scene(1, 1, 4, 1, 1);
  scene.occupancy.assign(4, 1);
  // The camera looks at an angle, so that its +Z is not a face normal.
  scene.look({0.6f, 0, 0.8f}, {0, 1, 0}, 10);
  scene.camera.ymag = 0.05f;
  scene.camera.znear = 9.9f;  // the centre of the grid is 10 away
  const Direction lights[] = {{-0.6f, 0, -0.8f}, {0, 0, -1}, {-0.8f, 0, 0.6f}};
  const float cosines[] = {1, 0.8f, 0};
  for (std::size_t i = 0; i < 3; ++i) {
    scene.lights.clear();
    scene.add_light(IGGAN_LIGHT_DIRECTIONAL, kFullLight, lights[i]);
    instance.draw(scene);
    if (scene.sample(0, 0, 3) < 0.5f) skip_check("the cut is left open");
    expect_near(0.5f * cosines[i], scene.sample(0, 0, 0),
                "the cut by the near plane, which faces the camera", margin);
  }
}

void lights(CheckContext& context) {
  const float margin = std::max(kMargin, context.require_lambert());
  Instance instance(context.subject());
  AbiScene dark = one_face();
  instance.draw(dark);
  expect_near(0, dark.sample(0, 0, 0), "no light at all", margin);
  AbiScene both = one_face();
  both.add_light(IGGAN_LIGHT_AMBIENT, 0.3f);
  both.add_light(IGGAN_LIGHT_DIRECTIONAL, kFullLight, {0, 0, -1});
  both.add_light(IGGAN_LIGHT_POINT, kFullLight, {0.5f, 0.5f, 3});
  instance.draw(both);
  expect_near(0.775f, both.sample(0, 0, 0), "three lights together", margin);
}

/// Like colourful(), but bright: samples above 1, which floats keep and bytes do not.
AbiScene blinding() {
  AbiScene scene = colourful();
  scene.add_light(IGGAN_LIGHT_AMBIENT, 1.7f);
  return scene;
}

void formats(CheckContext& context) {
  const float bound = context.tolerance();
  Instance instance(context.subject(), context.params());
  for (const std::uint32_t dtype : {IGGAN_U8, IGGAN_F32})
    for (const std::uint32_t transfer : {IGGAN_LINEAR, IGGAN_SRGB})
      for (const std::uint32_t channels : {1u, 3u, 4u}) {
        if ((context.subject().info().formats & IGGAN_FORMAT_BIT(dtype, transfer, channels)) == 0)
          continue;
        AbiScene reference = blinding(), scene = blinding();
        scene.set_image(6, 4, dtype, transfer, channels);
        const float alpha = channels == 4 ? 0.25f : 1.0f;
        reference.set_background(0.9f, 0.1f, 0.4f, alpha);
        scene.set_background(0.9f, 0.1f, 0.4f, alpha);
        instance.draw(std::vector<iggan_job>{reference.job(), scene.job()});
        for (std::uint32_t y = 0; y < 4; ++y)
          for (std::uint32_t x = 0; x < 6; ++x)
            for (std::uint32_t c = 0; c < channels; ++c) {
              const auto linear = [&](std::uint32_t i) { return reference.sample(x, y, i); };
              float expected =
                  channels > 1 ? linear(c)
                               : 0.2126f * linear(0) + 0.7152f * linear(1) + 0.0722f * linear(2);
              if (transfer == IGGAN_SRGB && c < 3) expected = plugin::srgb_encode(expected);
              if (dtype == IGGAN_U8) expected = std::min(std::max(expected, 0.0f), 1.0f);
              const float got = scene.sample(x, y, c);
              // Near black, the encoding multiplies differences by 12.92. A byte is rounded, so it
              // is off by at most half a step.
              const float stretch = transfer == IGGAN_SRGB && c < 3 ? 12.92f : 1.0f;
              const float margin = (bound * stretch + 1e-5f) * std::max(1.0f, expected) +
                                   (dtype == IGGAN_U8 ? 0.5f / 255 : 0.0f);
              expect(std::abs(got - expected) <= margin,
                     "{} {} with {} channels: expected {} in pixel ({}, {}) channel {}, got {}",
                     dtype == IGGAN_U8 ? "u8" : "f32", transfer == IGGAN_SRGB ? "sRGB" : "linear",
                     channels, expected, x, y, c, got);
            }
      }
}

/// What must hold for each picture, even if no two pictures of one job are equal.
void expect_premultiplied(const AbiScene& scene) {
  for (std::uint32_t y = 0; y < 4; ++y)
    for (std::uint32_t x = 0; x < 6; ++x) {
      const float coverage = scene.sample(x, y, 3);
      expect(coverage >= -kMargin && coverage <= 1 + kMargin,
             "expected alpha from 0 to 1 in pixel ({}, {}), got {}", x, y, alpha_text(coverage));
      for (std::uint32_t c = 0; c < 3 && coverage == 0; ++c)
        expect(scene.sample(x, y, c) == 0,
               "expected premultiplied colour 0 where alpha is 0, got {} in pixel ({}, {})",
               scene.sample(x, y, c), x, y);
    }
}

/// Compares pictures of one job over different backgrounds.
void expect_composited(Instance& instance, const AbiScene& bare, bool has_rgb, float margin) {
  AbiScene over = colourful();
  over.set_background(0.9f, 0.1f, 0.4f, 0.25f);
  instance.draw(over);
  for (std::uint32_t y = 0; y < 4; ++y)
    for (std::uint32_t x = 0; x < 6; ++x)
      for (std::uint32_t c = 0; c < 4; ++c) {
        const float behind = c == 3 ? 0.25f : 0.25f * over.background[c];
        expect_near(bare.sample(x, y, c) + (1 - bare.sample(x, y, 3)) * behind,
                    over.sample(x, y, c), "premultiplied colour over a background of alpha 0.25",
                    margin);
      }
  if (!has_rgb) return;
  AbiScene opaque = colourful(), rgb = colourful();
  rgb.set_image(6, 4, IGGAN_F32, IGGAN_LINEAR, 3);
  opaque.set_background(0.9f, 0.1f, 0.4f, 1);
  rgb.set_background(0.9f, 0.1f, 0.4f, 1);
  instance.draw(std::vector<iggan_job>{opaque.job(), rgb.job()});
  for (std::uint32_t y = 0; y < 4; ++y)
    for (std::uint32_t x = 0; x < 6; ++x)
      for (std::uint32_t c = 0; c < 3; ++c)
        expect_near(opaque.sample(x, y, c), rgb.sample(x, y, c),
                    "RGB compared with RGBA over an opaque background", margin);
}

void alpha(CheckContext& context) {
  const bool has_rgb =
      (context.subject().info().formats & IGGAN_FORMAT_BIT(IGGAN_F32, IGGAN_LINEAR, 3)) != 0;
  Instance instance(context.subject(), context.params());
  AbiScene bare = colourful();
  instance.draw(bare);
  expect_premultiplied(bare);
  if (context.deterministic())
    expect_composited(instance, bare, has_rgb, 2 * context.tolerance() + 1e-5f);  // two pictures
  if (!has_rgb) return;
  AbiScene rgb = colourful();
  rgb.set_image(6, 4, IGGAN_F32, IGGAN_LINEAR, 3);
  rgb.set_background(0.9f, 0.1f, 0.4f, 0.5f);
  HostCall call;
  expect(instance.render({rgb.job()}, call) == IGGAN_E_INVALID && rgb.untouched(),
         "a translucent background for an image without alpha: expected INVALID and no byte "
         "written, got something else");
}

}  // namespace

CheckTable colour_checks() {
  return {
      {"colour.albedo", "albedo per voxel, with its own strides, and the default",
       "A job, grid.albedo: sRGB-encoded R, G, B bytes by four strides; NULL: default_albedo",
       albedo},
      {"colour.lambert", "each kind of light on one face",
       "A job, Light: albedo / pi * E * max(0, n . -d), and the same for the other kinds", lambert},
      {"colour.cut", "the light on the cut by the near plane",
       "A job, camera.znear: the cut faces the camera: its normal is the camera's +Z",
       light_on_cut},
      {"colour.lights", "no light, and three that add up", "A job, Light: what each light adds",
       lights},
      {"colour.formats", "every format offered against float32 linear RGBA",
       "A job, Formats: gray and transfer from linear values; u8 is floor(255 * clamp(v) + 0.5)",
       formats},
      {"colour.alpha", "alpha from 0 to 1, and premultiplied colour over a background",
       "A job, Formats: RGBA is premultiplied and composited over the background", alpha},
  };
}

}  // namespace iggan::conformance
