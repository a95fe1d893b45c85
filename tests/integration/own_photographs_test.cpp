#include <support/catch.h>

#include <algorithm>
#include <cmath>
#include <fstream>

#include <support/photographs.h>
#include <support/run_command.h>
#include <support/temp_dir.h>

#include <iggan/base/files.h>
#include <iggan/base/rng.h>
#include <iggan/config/json_file.h>
#include <iggan/pictures/picture_set.h>
#include <iggan/pictures/scene_renderer.h>
#include <iggan/render/plugin_registry.h>

namespace {

namespace fs = std::filesystem;
using iggan::ImageU8;
using iggan::VoxelGrid;

/// Fills the voxels from `from` to below `to` with one colour.
void add_block(VoxelGrid& grid, const std::array<int, 3>& from, const std::array<int, 3>& to,
               const std::array<std::uint8_t, 3>& colour) {
  grid.albedo.resize(3 * grid.size());
  for (int z = from[2]; z < to[2]; ++z)
    for (int y = from[1]; y < to[1]; ++y)
      for (int x = from[0]; x < to[0]; ++x) {
        grid.set(x, y, z, true);
        std::copy(colour.begin(), colour.end(),
                  grid.albedo.begin() + static_cast<std::ptrdiff_t>(3 * grid.index(x, y, z)));
      }
}

/// An armchair: seat, back, arms in one colour, legs in another; each number gives a different one.
VoxelGrid armchair(std::uint64_t number) {
  iggan::Rng rng(iggan::seed_for(number, "armchair"));
  const auto between = [&](int low, int high) {
    return low + static_cast<int>(rng.below(static_cast<std::uint64_t>(high - low + 1)));
  };
  const int left = between(1, 4), right = 24 - left, front = between(18, 22);
  const int seat = between(7, 11), back = between(16, 22), arm = between(seat + 2, 15);
  const std::array<std::uint8_t, 3> cloth = {static_cast<std::uint8_t>(between(120, 220)),
                                             static_cast<std::uint8_t>(between(20, 140)),
                                             static_cast<std::uint8_t>(between(20, 140))};
  const std::array<std::uint8_t, 3> wood = {110, 70, 40};
  VoxelGrid grid = VoxelGrid::cube(24);
  add_block(grid, {left, 4, 3}, {right, seat, front}, cloth);
  add_block(grid, {left, 4, 2}, {right, back, 6}, cloth);
  add_block(grid, {left, 4, 3}, {left + 3, arm, front}, cloth);
  add_block(grid, {right - 3, 4, 3}, {right, arm, front}, cloth);
  for (const int x : {left, right - 2})
    for (const int z : {3, front - 2}) add_block(grid, {x, 1, z}, {x + 2, 4, z + 2}, wood);
  return grid;
}

/// Photographs of armchairs: straight RGBA, sRGB-encoded; transparent pixels are white or noise.
std::vector<ImageU8> photographs_of_armchairs(int count, bool noise) {
  iggan::SceneDistribution scene;
  scene.camera.elevation_degrees = {0, 35};
  scene.camera.distance = {2.7, 2.7};
  scene.width = 120;
  scene.height = 96;
  scene.channels = 3;
  const auto renderer =
      iggan::open_renderer({std::string(IGGAN_PLUGIN_DIR) + "/raster_renderer.so"});
  iggan::SceneRenderer scene_renderer(*renderer, scene);
  iggan::Rng rng(5);
  std::vector<ImageU8> photographs;
  for (int i = 0; i < count; ++i) {
    const VoxelGrid grid = armchair(static_cast<std::uint64_t>(i));
    const iggan::RenderedBatch batch = scene_renderer.render({{grid, scene.draw_shot(rng), 0}});
    ImageU8 picture(scene.width, scene.height, 4);
    for (std::size_t pixel = 0; pixel < picture.samples.size() / 4; ++pixel) {
      const float* linear = batch.rgba + 4 * pixel;
      std::uint8_t* straight = &picture.samples[4 * pixel];
      for (int c = 0; c < 3; ++c)
        straight[c] = linear[3] > 0 ? static_cast<std::uint8_t>(std::lround(
                                          255 * iggan::srgb_encode(linear[c] / linear[3])))
                      : noise       ? static_cast<std::uint8_t>(rng.below(256))
                                    : std::uint8_t{255};
      straight[3] = static_cast<std::uint8_t>(std::lround(255 * linear[3]));
    }
    photographs.push_back(std::move(picture));
  }
  return photographs;
}

/// Cut-outs, on white and on noise, in formats that people use: 16-bit PNG, palette, TIFF.
void write_cut_out(const fs::path& folder) {
  const auto on_white = photographs_of_armchairs(6, /*noise=*/false);
  const auto on_noise = photographs_of_armchairs(12, /*noise=*/true);
  fs::create_directories(folder);
  StoredAs deep;
  deep.type = OIIO::TypeDesc::UINT16;
  for (std::size_t i = 0; i < 12; ++i) {
    const ImageU8& picture = i < 6 ? on_white[i] : on_noise[i];
    const std::string name = "chair " + std::to_string(i);
    if (i % 3 == 0) write_stored(folder / (name + ".png"), picture, deep);
    if (i % 3 == 1) write_stored(folder / (name + ".tif"), picture);
    if (i % 3 == 2) {
      ImageU8 few = picture;  // a palette has room for 255 colours
      for (std::size_t s = 0; s < few.samples.size(); ++s)
        few.samples[s] = static_cast<std::uint8_t>(s % 4 == 3 ? (few.samples[s] > 127 ? 255 : 0)
                                                              : few.samples[s] / 48 * 48);
      std::ofstream(folder / (name + ".png"), std::ios::binary) << palette_png(few);
    }
  }
}

/// Product photographs: JPEG without alpha, with a uniform background, from rotated cameras.
void write_on_even_background(const fs::path& folder) {
  const auto cut_out = photographs_of_armchairs(12, /*noise=*/false);
  for (std::size_t i = 0; i < cut_out.size(); ++i) {
    const int orientation = static_cast<int>(i % 8) + 1;
    StoredAs as;
    as.numbers = {{"Orientation", orientation}, {"CompressionQuality", 85}};
    as.words = {{"Make", "camera"}, {"DateTime", "2020:01:01 00:00:00"}};
    write_stored(folder / ("DSC_" + std::to_string(i) + ".jpg"),
                 stored_turned(on_colour(cut_out[i], {225, 228, 232}), orientation), as);
  }
}

/// The JSON of a GLB file.
iggan::config::Json glb_json(const fs::path& file) {
  const std::string bytes = iggan::read_text(file);
  REQUIRE(bytes.size() > 20);
  REQUIRE(bytes.substr(0, 4) == "glTF");
  std::uint32_t size = 0;
  std::copy_n(bytes.data() + 12, 4, reinterpret_cast<char*>(&size));
  return iggan::config::parse_json(bytes.substr(20, size), file.string());
}

/// Runs the example script that turns photographs into meshes, with settings that take seconds.
void check_example(const fs::path& photographs, const fs::path& out, int count) {
  const auto run = run_shell(std::string("IGGAN='") + IGGAN_COMMAND + "' '" + IGGAN_SOURCE_DIR +
                             "/examples/05_own_photographs.sh' " + quoted(photographs) +
                             " --smoke --out " + quoted(out) + " 2>&1");
  INFO(run.output);
  REQUIRE(run.status == 0);
  const iggan::PictureSet set = iggan::load_picture_set(out / "pictures");
  CHECK(set.count == 2 * count);  // each also mirrored
  CHECK(set.scene.channels == 3);
  // The centre of each picture shows cloth, and the corners show the scene's background, whatever
  // the background of the photograph.
  const auto at = [&](int picture, int x, int y) {
    const std::size_t first = set.picture_bytes() * static_cast<std::size_t>(picture);
    return set.pixels.begin() +
           static_cast<std::ptrdiff_t>(first + static_cast<std::size_t>(3 * (y * 16 + x)));
  };
  for (int i = 0; i < set.count; ++i) {
    CHECK(*std::min_element(at(i, 7, 8), at(i, 9, 8)) < 200);
    for (const int corner : {0, 15})
      CHECK(*std::min_element(at(i, corner, 0), at(i, corner, 0) + 3) == 255);
  }
  CHECK(fs::file_size(out / "nearest.png") > 1000);
  CHECK(fs::file_size(out / "report.html") > 10000);
  std::size_t meshes = 0;
  for (const auto& entry : fs::directory_iterator(out / "samples"))
    if (entry.path().extension() == ".glb") {
      ++meshes;
      const auto json = glb_json(entry.path());
      CHECK(json["meshes"][0]["primitives"][0]["attributes"].contains("COLOR_0"));
    }
  CHECK(meshes >= 1);
}

}  // namespace

TEST_CASE("cut-out photographs become coloured meshes by the example script", "[photographs]") {
  const TempDir dir;
  write_cut_out(dir / "chairs");
  check_example(dir / "chairs", dir / "out", 12);
}

TEST_CASE("product photographs without alpha become coloured meshes by the example script",
          "[photographs]") {
  const TempDir dir;
  write_on_even_background(dir / "chairs");
  check_example(dir / "chairs", dir / "out", 12);
}
