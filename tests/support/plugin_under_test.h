#pragma once
#include <dlfcn.h>

#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <iggan/renderer_abi.h>

/// A renderer plugin as a host sees it: through the ABI and nothing else. Never unloaded.
class PluginUnderTest {
 public:
  /// @param name  "raster" or "embree".
  explicit PluginUnderTest(const std::string& name) : id("org.iggan." + name) {
    const std::string path = std::string(IGGAN_PLUGIN_DIR) + "/" + name + "_renderer.so";
    void* library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) throw std::runtime_error(::dlerror());
    version = reinterpret_cast<decltype(&iggan_abi_version)>(::dlsym(library, "iggan_abi_version"));
    const auto entry =
        reinterpret_cast<decltype(&iggan_plugin_v1)>(::dlsym(library, "iggan_plugin_v1"));
    if (version == nullptr || entry == nullptr) throw std::runtime_error(path + " lacks a symbol");
    table = entry();
  }

  std::string id;
  decltype(&iggan_abi_version) version = nullptr;
  const iggan_plugin* table = nullptr;
};

/// A call struct with its error buffer.
struct TestCall {
  char text[512] = {};
  iggan_call call{};
  TestCall() {
    call.struct_size = sizeof call;
    call.error_text = text;
    call.error_capacity = sizeof text;
  }
};

/// An instance of a plugin; created or throws with the plugin's own words.
class TestRenderer {
 public:
  explicit TestRenderer(const std::string& name, const std::string& params = "{}",
                        std::uint32_t thread_budget = 1)
      : plugin(name) {
    const iggan_create_info info{sizeof info, thread_budget, plugin.id.c_str(), params.c_str()};
    if (plugin.table->create(&info, &call.call, &instance) != IGGAN_OK)
      throw std::runtime_error(call.text);
  }
  ~TestRenderer() { plugin.table->destroy(instance); }
  TestRenderer(const TestRenderer&) = delete;
  TestRenderer& operator=(const TestRenderer&) = delete;

  /// Renders; the statuses and the text stay for inspection.
  iggan_status render(const std::vector<iggan_job>& jobs) {
    return render(jobs.data(), jobs.size(), sizeof(iggan_job));
  }
  iggan_status render(const iggan_job* jobs, std::size_t count, std::uint32_t stride) {
    statuses.assign(count, -1);
    return plugin.table->render_batch(instance, jobs, static_cast<std::uint32_t>(count), stride,
                                      statuses.data(), &call.call);
  }
  [[nodiscard]] std::string error() const { return call.text; }

  PluginUnderTest plugin;
  iggan_renderer* instance = nullptr;
  TestCall call;
  std::vector<iggan_status> statuses;
};

/// Everything that one job points to. `job()` may be taken as long as the scene stays in place.
struct TestScene {
  std::vector<std::uint8_t> occupancy, albedo;
  iggan_grid grid{};
  iggan_camera camera{};
  std::vector<iggan_light> lights;
  float background[4] = {0, 0, 0, 0};
  std::uint64_t seed = 0;
  std::vector<unsigned char> bytes;  // of the picture; allocated aligned to float
  iggan_image image{};

  /// An empty grid in [0,nx] x [0,ny] x [0,nz] of world space and a float RGBA picture.
  TestScene(std::uint32_t nx, std::uint32_t ny, std::uint32_t nz, std::uint32_t width,
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

  TestScene(TestScene&&) = default;  // a copy's picture would point into the original

  void set(std::uint32_t i, std::uint32_t j, std::uint32_t k) {
    occupancy[i + grid.nx * (j + std::size_t{grid.ny} * k)] = 1;
  }
  [[nodiscard]] bool solid(int i, int j, int k) const {
    const int nx = static_cast<int>(grid.nx), ny = static_cast<int>(grid.ny);
    return i >= 0 && j >= 0 && k >= 0 && i < nx && j < ny && k < static_cast<int>(grid.nz) &&
           occupancy[static_cast<std::size_t>(i + nx * (j + ny * k))] != 0;
  }
  /// A camera that looks against `back` at the grid's middle, from a distance.
  void look(const std::vector<float>& back, const std::vector<float>& up, float distance) {
    const float right[3] = {up[1] * back[2] - up[2] * back[1], up[2] * back[0] - up[0] * back[2],
                            up[0] * back[1] - up[1] * back[0]};
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
  void add_light(std::uint32_t kind, float value, const std::vector<float>& vec = {0, 0, 0}) {
    lights.push_back(
        {sizeof(iggan_light), kind, {value, value, value, 0}, {vec[0], vec[1], vec[2], 0}});
  }
  /// A tightly packed picture, filled with a pattern.
  void set_image(std::uint32_t width, std::uint32_t height, std::uint32_t dtype,
                 std::uint32_t transfer, std::uint32_t channels) {
    const std::int64_t element = dtype == IGGAN_F32 ? 4 : 1;
    image = {
        sizeof(iggan_image), width, height, channels, dtype, transfer, nullptr, 0, 0, 0, element};
    image.pixel_stride = element * channels;
    image.row_stride = image.pixel_stride * width;
    resize_bytes(static_cast<std::size_t>(image.row_stride) * height);
  }
  void resize_bytes(std::size_t count) {
    bytes.assign(count, 0xA5);
    image.data = bytes.data();
    image.data_bytes = count;
  }
  [[nodiscard]] iggan_job job() {
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
  /// One sample as stored: a float, or a byte over 255.
  [[nodiscard]] float sample(std::uint32_t x, std::uint32_t y, std::uint32_t c) const {
    const unsigned char* at =
        bytes.data() + y * image.row_stride + x * image.pixel_stride + c * image.channel_stride;
    if (image.dtype == IGGAN_U8) return static_cast<float>(*at) / 255.0f;
    float value;
    std::memcpy(&value, at, sizeof value);
    return value;
  }
};
