#include <cmath>
#include <cstring>

#include <sys/mman.h>
#include <unistd.h>

#include <iggan/conformance/check.h>
#include <iggan/render/plugin_renderer.h>

namespace iggan::conformance {
namespace {

/// Memory that starts or ends at an inaccessible page.
class GuardedBytes {
 public:
  explicit GuardedBytes(std::size_t size) : size_(size) {
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    mapped_ = (size + 2 * page - 1) / page * page + page;
    void* at = ::mmap(nullptr, mapped_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (at == MAP_FAILED) skip_check("no memory for guard pages");
    base_ = static_cast<unsigned char*>(at);
    inner_ = base_ + page;
    inner_size_ = mapped_ - 2 * page;
    ::mprotect(inner_, inner_size_, PROT_READ | PROT_WRITE);
  }
  ~GuardedBytes() { ::munmap(base_, mapped_); }
  GuardedBytes(const GuardedBytes&) = delete;
  GuardedBytes& operator=(const GuardedBytes&) = delete;

  /// `size` bytes ending right before the guard page.
  [[nodiscard]] unsigned char* last() const { return inner_ + inner_size_ - size_; }
  /// `size` bytes starting right after the guard page.
  [[nodiscard]] unsigned char* first() const { return inner_; }
  void make_read_only() { ::mprotect(inner_, inner_size_, PROT_READ); }

 private:
  std::size_t size_, mapped_ = 0, inner_size_ = 0;
  unsigned char *base_ = nullptr, *inner_ = nullptr;
};

void all_written(CheckContext& context) {
  Instance instance(context.subject(), context.params());
  const bool deterministic = context.deterministic();
  for (const std::uint32_t variant : {0u, 1u, 2u}) {
    AbiScene a = small_scene(variant), b = small_scene(variant);
    if (variant == 2) a.occupancy.assign(a.occupancy.size(), 0), b.occupancy = a.occupancy;
    a.resize_bytes(a.bytes.size(), 0xFF);  // NaN, so that a missing sample shows
    b.resize_bytes(b.bytes.size(), 0x00);
    instance.draw(std::vector<iggan_job>{a.job(), b.job()});
    for (std::uint32_t y = 0; y < a.image.height; ++y)
      for (std::uint32_t x = 0; x < a.image.width; ++x)
        for (std::uint32_t c = 0; c < 4; ++c)
          expect(std::isfinite(a.sample(x, y, c)),
                 "{}: expected every sample written and finite, got {} in pixel ({}, {}) channel "
                 "{}",
                 variant == 2 ? "an empty grid" : "a small scene", a.sample(x, y, c), x, y, c);
    if (deterministic) context.expect_equal(a, b, "memory filled with 0xFF and with 0");
  }
}

struct Layout {
  const char* name;
  std::int64_t row, pixel, channel;
};

void layouts(CheckContext& context) {
  constexpr std::uint32_t kSize = 24;
  constexpr std::int64_t kEdge = kSize;
  constexpr Layout kLayouts[] = {{"[H, W, C]", 16 * kEdge, 16, 4},
                                 {"[C, H, W]", 4 * kEdge, 4, 4 * kEdge * kEdge},
                                 {"[H, C, W]", 16 * kEdge, 4, 4 * kEdge},
                                 {"[W, H, C]", 16, 16 * kEdge, 4},
                                 {"padded rows and pixels", 40 * kEdge + 12, 40, 8}};
  (void)context.tolerance();
  Instance instance(context.subject(), context.params());
  AbiScene packed = small_scene();
  instance.draw(packed);
  for (const Layout& layout : kLayouts) {
    AbiScene scene = small_scene();
    scene.image.row_stride = layout.row;
    scene.image.pixel_stride = layout.pixel;
    scene.image.channel_stride = layout.channel;
    const auto span = static_cast<std::size_t>((kEdge - 1) * (layout.row + layout.pixel) +
                                               3 * layout.channel + 4);
    // Four bytes more, so that one base is aligned to a float but to nothing wider.
    const GuardedBytes memory(span + 4);
    for (unsigned char* base : {memory.last(), memory.last() + 4, memory.first()}) {
      std::memset(base, AbiScene::kUntouched, span);
      scene.image.data = base;
      scene.image.data_bytes = span;
      instance.draw(scene);
      context.expect_equal(packed, scene, std::string("the layout ") + layout.name);
      std::vector<bool> sample_byte(span);
      for (std::int64_t y = 0; y < kEdge; ++y)
        for (std::int64_t x = 0; x < kEdge; ++x)
          for (std::int64_t c = 0; c < 4; ++c)
            for (std::int64_t b = 0; b < 4; ++b)
              sample_byte[static_cast<std::size_t>(y * layout.row + x * layout.pixel +
                                                   c * layout.channel + b)] = true;
      for (std::size_t i = 0; i < span; ++i)
        expect(sample_byte[i] || base[i] == AbiScene::kUntouched,
               "{}: expected padding to stay as it was, got a write at byte {} of {}", layout.name,
               i, span);
    }
  }
}

/// The stride of an axis of extent 1 is never used: it may be any positive value, as in array views
/// of other libraries.
void single_axes(CheckContext& context) {
  (void)context.tolerance();
  Instance instance(context.subject(), context.params());
  const auto thin = [] {
    AbiScene scene(6, 1, 4, 1, 24);
    for (std::size_t i = 0; i < scene.occupancy.size(); ++i) scene.occupancy[i] = i % 3 != 0;
    scene.look({0.6f, 0, 0.8f}, {0, 1, 0}, 10);
    scene.camera.ymag = 1;
    scene.add_light(IGGAN_LIGHT_AMBIENT, 0.7f);
    return scene;
  };
  AbiScene packed = thin();
  instance.draw(packed);
  for (const std::int64_t stride : {4, 1 << 20}) {
    AbiScene picture = thin();
    picture.image.pixel_stride = stride;
    instance.draw(picture);
    context.expect_equal(packed, picture,
                         fmt::format("a picture one pixel wide, pixel_stride {}", stride));
  }
  for (const std::int64_t stride : {3, 1 << 20}) {
    AbiScene grid = thin();
    grid.grid.occ_stride[1] = stride;
    instance.draw(grid);
    context.expect_equal(packed, grid,
                         fmt::format("a grid one voxel high, occ_stride[1] {}", stride));
  }
}

void inputs_kept(CheckContext& context) {
  (void)context.subject();
  Instance instance(context.subject(), context.params());
  AbiScene scene = small_scene();
  scene.albedo.assign(3 * scene.occupancy.size(), 128);
  const iggan_job plain = scene.job();
  // Everything that the plugin may only read, on pages where a write crashes.
  struct Inputs {
    iggan_job job;
    iggan_grid grid;
    iggan_camera camera;
    iggan_light lights[2];
    iggan_image image;
  };
  GuardedBytes structs(sizeof(Inputs)), voxels(scene.occupancy.size()),
      colours(scene.albedo.size());
  std::memcpy(voxels.last(), scene.occupancy.data(), scene.occupancy.size());
  std::memcpy(colours.last(), scene.albedo.data(), scene.albedo.size());
  auto* inputs = reinterpret_cast<Inputs*>(structs.first());
  *inputs = {plain, scene.grid, scene.camera, {scene.lights[0], scene.lights[1]}, scene.image};
  inputs->grid.occupancy = voxels.last();
  inputs->grid.albedo = colours.last();
  inputs->job.grid = &inputs->grid;
  inputs->job.camera = &inputs->camera;
  inputs->job.lights = inputs->lights;
  inputs->job.out = &inputs->image;
  for (GuardedBytes* pages : {&structs, &voxels, &colours}) pages->make_read_only();
  HostCall call;
  const iggan_status status = instance.render(&inputs->job, 1, sizeof(iggan_job), call);
  expect(status == IGGAN_OK, "inputs in read-only memory: expected OK, got {}{}",
         status_name(status), call.words());
}

/// A struct of a later version: the known fields and a tail of junk.
template <class Struct, std::size_t Tail>
struct Newer {
  Struct known;
  unsigned char tail[Tail];
};

template <class Wide, class Struct>
Wide newer(const Struct& known) {
  Wide wide;
  std::memset(&wide, 0xEE, sizeof wide);
  wide.known = known;
  wide.known.struct_size = sizeof wide;
  return wide;
}

void growth(CheckContext& context) {
  (void)context.tolerance();
  Instance instance(context.subject(), context.params());
  using NewJob = Newer<iggan_job, 24>;
  using NewLight = Newer<iggan_light, 12>;
  auto expected = small_scenes(2), scenes = small_scenes(2);
  instance.draw(expected);
  std::vector<NewJob> jobs;
  std::vector<NewLight> lights[2];
  std::vector<Newer<iggan_grid, 16>> grids;
  std::vector<Newer<iggan_camera, 8>> cameras;
  std::vector<Newer<iggan_image, 32>> images;
  for (std::size_t i = 0; i < 2; ++i) {
    jobs.push_back(newer<NewJob>(scenes[i].job()));
    for (const iggan_light& light : scenes[i].lights) lights[i].push_back(newer<NewLight>(light));
    grids.push_back(newer<Newer<iggan_grid, 16>>(scenes[i].grid));
    cameras.push_back(newer<Newer<iggan_camera, 8>>(scenes[i].camera));
    images.push_back(newer<Newer<iggan_image, 32>>(scenes[i].image));
  }
  for (std::size_t i = 0; i < 2; ++i) {
    jobs[i].known.lights = &lights[i][0].known;
    jobs[i].known.light_stride = sizeof(NewLight);
    jobs[i].known.grid = &grids[i].known;
    jobs[i].known.camera = &cameras[i].known;
    jobs[i].known.out = &images[i].known;
  }
  HostCall call;
  const iggan_status status = instance.render(&jobs[0].known, 2, sizeof(NewJob), call);
  expect(status == IGGAN_OK, "structs of a later version: expected OK, got {}{}",
         status_name(status), call.words());
  for (std::size_t i = 0; i < 2; ++i)
    context.expect_equal(expected[i], scenes[i],
                         fmt::format("job {} in structs of a later version", i));
}

}  // namespace

CheckTable buffer_checks() {
  return {
      {"buffers.all_written", "every sample is written, and finite",
       "A job: a picture is complete, and every float finite", all_written},
      {"buffers.layouts", "layouts with planes and padding, between guard pages",
       "A job, Image: sample = data + y*row_stride + x*pixel_stride + c*channel_stride; padding is "
       "never written",
       layouts},
      {"buffers.single_axes", "strides of axes that have one element",
       "A job: the stride of an axis of extent 1 is positive, and otherwise ignored", single_axes},
      {"buffers.inputs_kept", "inputs on pages that cannot be written",
       "The functions, render_batch: pointers are borrowed; inputs are only read", inputs_kept},
      {"structs.growth", "structs and strides of a later minor version",
       "Symbols and versions, Growth: read min(struct_size, your sizeof); step arrays by their "
       "stride",
       growth},
  };
}

}  // namespace iggan::conformance
