#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <iggan/config/enum_names.h>
#include <iggan/config/fields.h>
#include <iggan/geometry/voxel_grid.h>
#include <iggan/scene/camera.h>
#include <iggan/scene/image.h>
#include <iggan/scene/light.h>

namespace iggan {

/// One picture to render: a grid in the unit cube at the origin, a camera, lights.
struct RenderJob {
  GridView grid;                       // borrowed for the call
  Camera camera;                       // in world space
  std::vector<Light> lights;           // in either frame; converted to world space for the renderer
  Vec3 default_albedo{0.8, 0.8, 0.8};  // linear; for grids without albedo
  std::uint64_t seed = 0;              // for renderers that sample
};

/// How similar two renderings of the same job are.
enum class Determinism { none = 0, near = 1, bitwise = 2 };  // the ABI's numbers
template <>
inline constexpr auto enum_names<Determinism> = names<Determinism>(
    "a determinism",
    {{Determinism::none, "none"}, {Determinism::near, "near"}, {Determinism::bitwise, "bitwise"}});

/// What a renderer says about itself.
struct RendererInfo {
  std::string id, name, vendor, version, license;
  std::string params_schema;  // JSON Schema text
  std::string library_path;   // empty for renderers that are not plugins
  std::string thread_model;   // process_serial, instance_serial, concurrent or thread_affine
  Determinism determinism = Determinism::none;
  float max_abs_error = 0;     // of samples, times max(1, |sample|); for `near` and LAMBERT
  std::uint32_t formats = 0;   // bits of the ABI
  std::uint64_t features = 0;  // likewise
  int max_width = 0, max_height = 0, max_grid_edge = 0, max_lights = 0;

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    visit("id", self.id, "reverse-DNS");
    visit("name", self.name, "for people");
    visit("vendor", self.vendor, "who made it");
    visit("version", self.version, "of the renderer");
    visit("license", self.license, "SPDX");
    visit("library", self.library_path, "the plugin's file");
    visit("thread_model", self.thread_model, "how it may be called");
    visit("determinism", self.determinism, "none, near or bitwise");
    visit("max_abs_error", self.max_abs_error, "of samples", config::figure());
    visit("formats", self.formats, "bits of the ABI");
    visit("features", self.features, "bits of the ABI");
    visit("max_width", self.max_width, "pixels");
    visit("max_height", self.max_height, "pixels");
    visit("max_grid_edge", self.max_grid_edge, "voxels");
    visit("max_lights", self.max_lights, "lights of a job");
    visit("params_schema", self.params_schema, "JSON Schema text");
  }
};

/// The black box as the rest of iggan sees it. Nothing here is differentiable.
class Renderer {
 public:
  virtual ~Renderer() = default;
  /// What the renderer says about itself; constant while it exists.
  [[nodiscard]] virtual const RendererInfo& info() const = 0;

  /// Renders one linear, premultiplied RGBA image per job over a transparent background.
  /// @param rgba  [jobs, height, width, 4] float32, rows from the top.
  /// @throws PluginError with the plugin's name and message; `rgba` is then unspecified.
  virtual void render(const std::vector<RenderJob>& jobs, int width, int height, float* rgba) = 0;

  /// Calls `use` with a table of core/abi/iggan/renderer_extensions.h that the plugin offers, or
  /// with null. The table's functions may be called only inside `use`, where the plugin's thread
  /// model is respected. A renderer in another process has no extensions.
  virtual void use_extension(const char* id, const std::function<void(const void*)>& use) {
    (void)id;
    use(nullptr);
  }

  /// Renders one job as an image.
  [[nodiscard]] ImageF32 render_one(const RenderJob& job, int width, int height);
};

}  // namespace iggan
