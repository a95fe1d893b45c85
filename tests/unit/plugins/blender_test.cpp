#include <support/catch.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <string>
#include <vector>

#include <iggan/config/fields.h>

#include "support/blender.h"
#include "support/plugin_under_test.h"
#include "support/temp_dir.h"

namespace {

using iggan::config::Json;

/// A box of two colours that casts no shadow on itself, so that its light is as in the contract.
AbiScene lit_box(bool albedo = true) {
  AbiScene scene(6, 6, 6, 48, 40);
  for (std::uint32_t k = 1; k < 5; ++k)
    for (std::uint32_t j = 1; j < 5; ++j)
      for (std::uint32_t i = 1; i < 5; ++i) scene.set(i, j, k);
  if (albedo) {
    scene.albedo.assign(3 * scene.occupancy.size(), 200);
    for (std::size_t i = scene.occupancy.size() / 2 * 3; i < scene.albedo.size(); i += 3)
      scene.albedo[i] = 60;
  }
  scene.look({0.48f, 0.6f, 0.64f}, {-0.36f, 0.8f, -0.48f}, 20);
  scene.camera.ymag = 4;
  return scene;
}

std::vector<float> picture_of(AbiScene& scene, TestRenderer& renderer) {
  const iggan_status status = renderer.render({scene.job()});
  INFO(renderer.call.words());
  REQUIRE(status == IGGAN_OK);
  std::vector<float> samples;
  for (std::uint32_t y = 0; y < scene.image.height; ++y)
    for (std::uint32_t x = 0; x < scene.image.width; ++x)
      for (std::uint32_t c = 0; c < 4; ++c) samples.push_back(scene.sample(x, y, c));
  return samples;
}

std::vector<float> picture_of(AbiScene& scene, const std::string& params) {
  TestRenderer renderer("blender", params);
  return picture_of(scene, renderer);
}

/// The largest difference between two pictures where the first is uniform, which excludes the edges
/// that Cycles blends.
double difference_on_faces(const std::vector<float>& expected, const std::vector<float>& got,
                           std::size_t width) {
  double largest = 0, seen = 0;
  for (std::size_t i = 4 * (width + 1); i + 4 * (width + 1) < expected.size(); i += 4) {
    bool even = expected[i + 3] == 1;
    for (const std::size_t away : {std::size_t{4}, 4 * width, 4 * width + 4, 4 * width - 4})
      for (std::size_t c = 0; c < 4; ++c)
        even = even && std::fabs(expected[i + c] - expected[i + c - away]) < 0.02f &&
               std::fabs(expected[i + c] - expected[i + c + away]) < 0.02f;
    if (!even) continue;
    ++seen;
    for (std::size_t c = 0; c < 4; ++c)
      largest = std::max(largest, double(std::fabs(expected[i + c] - got[i + c])));
  }
  REQUIRE(seen > 100);
  return largest;
}

double mean_brightness(const std::vector<float>& rgba) {
  double sum = 0;
  for (std::size_t i = 0; i < rgba.size(); i += 4) sum += double(rgba[i]);
  return sum / (double(rgba.size()) / 4);
}

std::string refusal_of(const std::string& params) {
  try {
    TestRenderer renderer("blender", params);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "nothing was refused";
}

/// A panorama of 64 x 32 that is black except for a bright square, in the Radiance format.
void write_panorama(const std::filesystem::path& path, std::size_t column, std::size_t row) {
  std::ofstream out(path, std::ios::binary);
  out << "#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 32 +X 64\n";
  for (std::size_t y = 0; y < 32; ++y)
    for (std::size_t x = 0; x < 64; ++x) {
      const bool bright = x / 4 == column / 4 && y / 4 == row / 4;
      out.write(bright ? "\xff\xff\xff\x86" : "\0\0\0\0", 4);
    }
}

}  // namespace

TEST_CASE("Blender lights and colours a box as raster does", "[blender]") {
  SKIP_WITHOUT_BLENDER();
  struct Engine {
    std::string params;
    double margin;
  };
  // Cycles samples lamps at random if there are several; Workbench stores half floats.
  const auto engine =
      GENERATE(Engine{R"({"samples": 512})", 0.05}, Engine{R"({"engine": "workbench"})", 0.004});
  TestRenderer raster("raster"), blender("blender", engine.params);
  for (const bool albedo : {true, false})
    for (int lights = 1; lights <= 4; ++lights) {
      AbiScene expected = lit_box(albedo), got = lit_box(albedo);
      for (AbiScene* scene : {&expected, &got}) {
        if (lights != 2 && lights != 3) scene->add_light(IGGAN_LIGHT_AMBIENT, 0.4f);
        if (lights == 2 || lights == 4)
          scene->add_light(IGGAN_LIGHT_DIRECTIONAL, 2.5f, {-0.2f, -1.1f, -0.7f});
        if (lights == 3 || lights == 4) scene->add_light(IGGAN_LIGHT_POINT, 200, {6, 11, 9});
      }
      const auto wanted = picture_of(expected, raster), found = picture_of(got, blender);
      INFO(engine.params << ", lights " << lights << ", albedo " << albedo);
      CHECK(difference_on_faces(wanted, found, 48) < engine.margin);
    }
}

TEST_CASE("each parameter of Blender changes the picture", "[blender]") {
  SKIP_WITHOUT_BLENDER();
  const TempDir dir;
  const auto panorama = dir / "world.hdr";
  write_panorama(panorama, 32, 12);
  const auto draw = [](const Json& params) {
    AbiScene scene = small_scene(0, 24);
    scene.add_light(IGGAN_LIGHT_AMBIENT, 0.3f);
    scene.add_light(IGGAN_LIGHT_DIRECTIONAL, 2, {-0.6f, -1, -0.4f});
    scene.add_light(IGGAN_LIGHT_POINT, 60, {9, 9, 9});
    return picture_of(scene, params.dump());
  };
  struct Change {
    Json from, to;
  };
  const Json radius{{"light_radius", 0.5}};
  const Json shiny{{"specular", 0.5}};
  const Json lit{{"world_image", panorama.string()}};
  const std::vector<Change> changes = {
      {{}, {{"engine", "workbench"}}},
      {{}, {{"samples", 4}}},
      {{}, {{"bounces", 0}}},
      {{}, {{"shadows", false}}},
      {{}, shiny},
      {{}, {{"metallic", 1}}},
      {shiny, {{"specular", 0.5}, {"roughness", 0.1}}},
      {{}, radius},
      {radius, {{"light_radius", 0.5}, {"area_lights", true}}},
      {{}, {{"world_colour", {0.2, 0, 0}}}},
      {{{"engine", "workbench"}}, {{"engine", "workbench"}, {"world_colour", {0.2, 0, 0}}}},
      {{}, lit},
      {lit, {{"world_image", panorama.string()}, {"world_strength", 2}}}};
  std::vector<std::pair<Json, std::vector<float>>> drawn;
  const auto picture = [&](Json params) {
    if (params.is_null()) params = Json::object();
    for (const auto& [known, samples] : drawn)
      if (known == params) return samples;
    drawn.emplace_back(params, draw(params));
    return drawn.back().second;
  };
  for (const Change& change : changes) {
    INFO(change.from << " and " << change.to);
    CHECK(picture(change.from) != picture(change.to));
  }
}

TEST_CASE("a square lamp of Blender lights what it faces like a point lamp", "[blender]") {
  SKIP_WITHOUT_BLENDER();
  AbiScene point = lit_box(), square = lit_box();
  for (AbiScene* scene : {&point, &square}) scene->add_light(IGGAN_LIGHT_POINT, 2000, {12, 15, 16});
  const double expected = mean_brightness(picture_of(point, R"({"samples": 64})"));
  const double got = mean_brightness(
      picture_of(square, R"({"samples": 64, "light_radius": 0.5, "area_lights": true})"));
  CHECK(std::fabs(got / expected - 1) < 0.02);
}

TEST_CASE("Blender's panorama has -Z in its middle, +X to the right and +Y on top", "[blender]") {
  SKIP_WITHOUT_BLENDER();
  const TempDir dir;
  struct Side {
    std::size_t column, row;
    iggan::conformance::Direction face;
  };
  for (const Side& side : {Side{32, 16, {0, 0, -1}}, Side{48, 16, {1, 0, 0}},
                           Side{16, 16, {-1, 0, 0}}, Side{0, 16, {0, 0, 1}}}) {
    const auto file = dir / "world.hdr";
    write_panorama(file, side.column, side.row);
    TestRenderer renderer("blender", Json{{"world_image", file.string()}, {"samples", 32}}.dump());
    double lit = 0, others = 0;
    for (const iggan::conformance::Direction& back :
         {iggan::conformance::Direction{0, 0, 1}, iggan::conformance::Direction{0, 0, -1},
          iggan::conformance::Direction{1, 0, 0}, iggan::conformance::Direction{-1, 0, 0},
          iggan::conformance::Direction{0, 1, 0}}) {
      AbiScene scene = lit_box(/*albedo=*/false);
      scene.look(back,
                 back[1] == 0 ? iggan::conformance::Direction{0, 1, 0}
                              : iggan::conformance::Direction{0, 0, -1},
                 20);
      const double brightness = mean_brightness(picture_of(scene, renderer));
      if (back == side.face)
        lit = brightness;
      else
        others = std::max(others, brightness);
    }
    INFO("column " << side.column << ": " << lit << " and elsewhere at most " << others);
    CHECK(lit > 3 * others);
  }
}

TEST_CASE("Blender's noise depends only on the seed, whatever was rendered before", "[blender]") {
  SKIP_WITHOUT_BLENDER();
  const auto scene_of = [](std::uint64_t seed, bool lamp) {
    AbiScene scene = small_scene(0, 24);
    scene.seed = seed;
    scene.add_light(IGGAN_LIGHT_AMBIENT, 0.5f);
    if (lamp) scene.add_light(IGGAN_LIGHT_POINT, 60, {9, 9, 9});
    return scene;
  };
  const auto draw = [&](TestRenderer& renderer, std::uint64_t seed, bool lamp) {
    AbiScene scene = scene_of(seed, lamp);
    return picture_of(scene, renderer);
  };
  TestRenderer one("blender"), other("blender");
  const auto first = draw(one, 1, true);
  CHECK(draw(one, 2, true) != first);
  CHECK(draw(one, 1 + (1ull << 40), true) != first);
  const auto unlit = draw(one, 1, false);
  CHECK(draw(one, 1, true) == first);
  CHECK(draw(other, 1, false) == unlit);
  CHECK(draw(other, 1, true) == first);
}

TEST_CASE("Blender refuses parameters without an effect, by name", "[blender]") {
  SKIP_WITHOUT_BLENDER();
  CHECK_THAT(refusal_of(R"({"sample": 3})"), Contains("sample") && Contains("samples"));
  CHECK_THAT(refusal_of(R"({"samples": 0})"), Contains("samples") && Contains("1"));
  CHECK_THAT(refusal_of(R"({"engine": "eevee"})"), Contains("eevee") && Contains("workbench"));
  CHECK_THAT(refusal_of(R"({"world_colour": [1, 2]})"),
             Contains("world_colour: expected an array of 3 items, got [1,2]"));
  CHECK_THAT(refusal_of(R"({"world_image": "/no/such.hdr"})"),
             Contains("world_image: there is no file /no/such.hdr"));
  CHECK_THAT(refusal_of(R"({"world_image": ")" + kBlender + R"("})"),
             Contains("world_image: Blender cannot read"));
  CHECK_THAT(refusal_of(R"({"area_lights": true})"), Contains("light_radius"));
  CHECK_THAT(refusal_of(R"({"engine": "workbench", "metallic": 0.5})"),
             Contains("metallic is 0.5") && Contains("workbench"));
}
