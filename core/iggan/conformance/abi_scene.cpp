#include <iggan/conformance/abi_scene.h>

#include <algorithm>
#include <cstring>

namespace iggan::conformance {
namespace {

Direction cross(const Direction& a, const Direction& b) {
  return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}

}  // namespace

AbiScene::AbiScene(std::uint32_t nx, std::uint32_t ny, std::uint32_t nz, std::uint32_t width,
                   std::uint32_t height)
    : occupancy(std::size_t{nx} * ny * nz) {
  grid.struct_size = sizeof grid;
  grid.nx = nx, grid.ny = ny, grid.nz = nz;
  grid.occ_stride[0] = 1, grid.occ_stride[1] = nx, grid.occ_stride[2] = std::int64_t{nx} * ny;
  for (int c = 0; c < 3; ++c) grid.default_albedo[c] = 0.5f;
  for (const int diagonal : {0, 5, 10, 15}) grid.to_world[diagonal] = 1;
  camera.struct_size = sizeof camera;
  camera.kind = IGGAN_CAMERA_ORTHOGRAPHIC;
  camera.ymag = 1, camera.yfov = 0.7f, camera.znear = 0.01f, camera.zfar = 1000;
  look({0, 0, 1}, {0, 1, 0}, 100);
  set_image(width, height, IGGAN_F32, IGGAN_LINEAR, 4);
}

bool AbiScene::solid(int i, int j, int k) const {
  const int nx = static_cast<int>(grid.nx), ny = static_cast<int>(grid.ny);
  return i >= 0 && j >= 0 && k >= 0 && i < nx && j < ny && k < static_cast<int>(grid.nz) &&
         occupancy[static_cast<std::size_t>(i + nx * (j + ny * k))] != 0;
}

void AbiScene::look(const Direction& back, const Direction& up, float distance) {
  const Direction right = cross(up, back);
  const float size[3] = {static_cast<float>(grid.nx), static_cast<float>(grid.ny),
                         static_cast<float>(grid.nz)};
  std::memset(camera.to_world, 0, sizeof camera.to_world);
  for (std::size_t a = 0; a < 3; ++a) {
    camera.to_world[a] = right[a];
    camera.to_world[4 + a] = up[a];
    camera.to_world[8 + a] = back[a];
    camera.to_world[12 + a] = size[a] / 2 + back[a] * distance;
  }
  camera.to_world[15] = 1;
}

void AbiScene::add_light(std::uint32_t kind, float value, const Direction& vec) {
  lights.push_back(
      {sizeof(iggan_light), kind, {value, value, value, 0}, {vec[0], vec[1], vec[2], 0}});
}

void AbiScene::set_background(float r, float g, float b, float a) {
  background[0] = r, background[1] = g, background[2] = b, background[3] = a;
}

void AbiScene::set_image(std::uint32_t width, std::uint32_t height, std::uint32_t dtype,
                         std::uint32_t transfer, std::uint32_t channels) {
  const std::int64_t element = dtype == IGGAN_F32 ? 4 : 1;
  image = {
      sizeof(iggan_image), width, height, channels, dtype, transfer, nullptr, 0, 0, 0, element};
  image.pixel_stride = element * channels;
  image.row_stride = image.pixel_stride * width;
  resize_bytes(static_cast<std::size_t>(image.row_stride) * height);
}

void AbiScene::resize_bytes(std::size_t count, unsigned char fill) {
  bytes.assign(count, fill);
  image.data = bytes.data();
  image.data_bytes = count;
}

bool AbiScene::untouched() const {
  return std::all_of(bytes.begin(), bytes.end(), [](unsigned char b) { return b == kUntouched; });
}

iggan_job AbiScene::job() {
  grid.occupancy = occupancy.data();
  if (!albedo.empty()) {
    grid.albedo = albedo.data();
    for (int a = 0; a < 3; ++a) grid.albedo_stride[a] = 3 * grid.occ_stride[a];
    grid.albedo_stride[3] = 1;
  }
  iggan_job job{};
  job.struct_size = sizeof job;
  job.seed = seed;
  job.grid = &grid;
  job.camera = &camera;
  job.lights = lights.data();
  job.light_count = static_cast<std::uint32_t>(lights.size());
  job.light_stride = sizeof(iggan_light);
  std::memcpy(job.background, background, sizeof background);
  job.out = &image;
  return job;
}

float AbiScene::sample(std::uint32_t x, std::uint32_t y, std::uint32_t c) const {
  const unsigned char* at = static_cast<const unsigned char*>(image.data) + y * image.row_stride +
                            x * image.pixel_stride + c * image.channel_stride;
  if (image.dtype == IGGAN_U8) return static_cast<float>(*at) / 255.0f;
  float value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

AbiScene small_scene(std::uint32_t variant, std::uint32_t size) {
  AbiScene scene(6, 5, 4, size, size);
  for (std::uint32_t cell = 0; cell < 120; ++cell)
    scene.occupancy[cell] = (cell * 7919 + variant * 104729) % 11 < 3 ? 1 : 0;
  scene.look({0.6f, 0, variant % 2 == 0 ? 0.8f : -0.8f}, {0, 1, 0}, 10);
  scene.camera.ymag = 4;
  scene.seed = 17 + variant;
  scene.add_light(IGGAN_LIGHT_AMBIENT, 0.2f);
  scene.add_light(IGGAN_LIGHT_DIRECTIONAL, 2, {0.3f, -1, -0.5f});
  return scene;
}

std::vector<AbiScene> small_scenes(std::uint32_t count, std::uint32_t size) {
  std::vector<AbiScene> scenes;
  for (std::uint32_t i = 0; i < count; ++i) scenes.push_back(small_scene(i, size));
  return scenes;
}

std::vector<iggan_job> jobs_of(std::vector<AbiScene>& scenes) {
  std::vector<iggan_job> jobs;
  for (AbiScene& scene : scenes) jobs.push_back(scene.job());
  return jobs;
}

AbiScene three_arms(const Direction& back, const Direction& up, std::uint32_t pixels_per_voxel) {
  constexpr std::uint32_t kSize[3] = {5, 7, 11};
  const auto extent = [&](const Direction& d) { return kSize[d[0] != 0 ? 0 : d[1] != 0 ? 1 : 2]; };
  const std::uint32_t wide = extent(cross(up, back)), high = extent(up);
  AbiScene scene(kSize[0], kSize[1], kSize[2], wide * pixels_per_voxel, high * pixels_per_voxel);
  for (std::uint32_t i = 0; i <= 2; ++i) scene.set(1 + i, 2, 3);
  for (std::uint32_t j = 0; j <= 3; ++j) scene.set(1, 2 + j, 3);
  for (std::uint32_t k = 0; k <= 4; ++k) scene.set(1, 2, 3 + k);
  scene.look(back, up, 50);
  scene.camera.ymag = static_cast<float>(high) / 2;
  scene.add_light(IGGAN_LIGHT_AMBIENT, 1);
  return scene;
}

}  // namespace iggan::conformance
