#include <iggan/render/plugin_renderer.h>

#include <array>
#include <cmath>

#include <iggan/base/error.h>
#include <iggan/base/interrupt.h>
#include <iggan/render/parameter_schema.h>
#include <iggan/render/plugin_scope.h>

namespace iggan {
namespace {

/// The error buffer and the callbacks that a plugin gets with one call; lives only for that call.
class CallContext {
 public:
  /// @param watch  records the polls; may be null.
  CallContext(const RendererInfo& info, Log* log, PollWatch* watch = nullptr)
      : info_(info), log_(log), watch_(watch) {
    call_.struct_size = sizeof(call_);
    call_.error_capacity = static_cast<std::uint32_t>(error_text_.size());
    call_.error_text = error_text_.data();
    call_.ctx = this;
    call_.should_stop = [](void* ctx) noexcept -> std::int32_t {
      const bool stop = interrupted();
      PollWatch* const seen = static_cast<const CallContext*>(ctx)->watch_;
      if (seen != nullptr) seen->poll(stop);
      return stop ? IGGAN_E_CANCELLED : IGGAN_OK;
    };
    call_.log = [](void* ctx, std::int32_t severity, const char* utf8) noexcept {
      static_cast<const CallContext*>(ctx)->write_log(severity, utf8);
    };
  }

  [[nodiscard]] const iggan_call* get() const { return &call_; }
  /// ": the plugin's message", or nothing.
  [[nodiscard]] std::string words() {
    error_text_.back() = '\0';
    const std::string text = error_text_.data();
    return text.empty() ? "" : ": " + text;
  }

 private:
  void write_log(std::int32_t severity, const char* utf8) const noexcept {
    if (!log_ || !utf8) return;
    constexpr spdlog::level::level_enum kLevels[] = {spdlog::level::debug, spdlog::level::info,
                                                     spdlog::level::warn, spdlog::level::err};
    try {
      log_->log(kLevels[std::min(std::max(severity, 0), 3)], "{}: {}", info_.id, utf8);
    } catch (...) {  // an error, such as a full disk, must not unwind through the plugin
    }
  }

  const RendererInfo& info_;
  Log* log_;
  PollWatch* watch_;
  std::array<char, 1024> error_text_{};
  iggan_call call_{};
};

void copy3(const Vec3& from, float* to) {
  for (std::size_t i = 0; i < 3; ++i) to[i] = static_cast<float>(from[i]);
}

iggan_grid abi_grid(const RenderJob& job) {
  const GridView& view = job.grid;
  iggan_grid grid{};
  grid.struct_size = sizeof(grid);
  grid.nx = static_cast<std::uint32_t>(view.nx);
  grid.ny = static_cast<std::uint32_t>(view.ny);
  grid.nz = static_cast<std::uint32_t>(view.nz);
  grid.occupancy = view.occupancy;
  const std::int64_t row = view.nx, slice = row * view.ny;
  grid.occ_stride[0] = 1;
  grid.occ_stride[1] = row;
  grid.occ_stride[2] = slice;
  grid.albedo = view.albedo;
  grid.albedo_stride[0] = 3;
  grid.albedo_stride[1] = 3 * row;
  grid.albedo_stride[2] = 3 * slice;
  grid.albedo_stride[3] = 1;
  copy3(job.default_albedo, grid.default_albedo);
  const Mat4 to_world = unit_cube_to_world(view.nx, view.ny, view.nz);
  std::copy(to_world.begin(), to_world.end(), grid.to_world);
  return grid;
}

iggan_camera abi_camera(const Camera& from) {
  iggan_camera camera{};
  camera.struct_size = sizeof(camera);
  camera.kind = static_cast<std::uint32_t>(from.kind);
  std::copy(from.to_world.begin(), from.to_world.end(), camera.to_world);
  camera.yfov = from.yfov;
  camera.ymag = from.ymag;
  camera.znear = from.znear;
  camera.zfar = from.zfar;
  return camera;
}

iggan_light abi_light(const Light& from, const Camera& camera) {
  const Light world = to_world(from, camera);
  iggan_light light{};
  light.struct_size = sizeof(light);
  light.kind = static_cast<std::uint32_t>(world.kind);
  copy3(world.rgb, light.rgb);
  copy3(world.vec, light.vec);
  return light;
}

iggan_image abi_image(int width, int height, float* rgba) {
  iggan_image image{};
  image.struct_size = sizeof(image);
  image.width = static_cast<std::uint32_t>(width);
  image.height = static_cast<std::uint32_t>(height);
  image.channels = 4;
  image.dtype = IGGAN_F32;
  image.transfer = IGGAN_LINEAR;
  image.data = rgba;
  image.channel_stride = sizeof(float);
  image.pixel_stride = 4 * image.channel_stride;
  image.row_stride = width * image.pixel_stride;
  image.data_bytes = static_cast<std::uint64_t>(height * image.row_stride);
  return image;
}

/// The jobs as ABI structs, with the arrays that they point into.
struct AbiBatch {
  std::vector<iggan_grid> grids;
  std::vector<iggan_camera> cameras;
  std::vector<iggan_light> lights;
  std::vector<iggan_image> images;
  std::vector<iggan_job> jobs;
  std::vector<iggan_status> statuses;

  AbiBatch(const std::vector<RenderJob>& from, int width, int height, float* rgba)
      : jobs(from.size()), statuses(from.size(), IGGAN_E_NOT_RUN) {
    const std::size_t floats =
        4 * static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
    for (std::size_t i = 0; i < from.size(); ++i) {
      grids.push_back(abi_grid(from[i]));
      cameras.push_back(abi_camera(from[i].camera));
      images.push_back(abi_image(width, height, rgba + i * floats));
      for (const Light& light : from[i].lights) lights.push_back(abi_light(light, from[i].camera));
    }
    std::size_t first_light = 0;
    for (std::size_t i = 0; i < from.size(); ++i) {  // now that the arrays no longer move
      iggan_job& job = jobs[i];
      job.struct_size = sizeof(job);
      job.seed = from[i].seed;
      job.grid = &grids[i];
      job.camera = &cameras[i];
      job.light_count = static_cast<std::uint32_t>(from[i].lights.size());
      job.light_stride = sizeof(iggan_light);
      job.lights = job.light_count ? lights.data() + first_light : nullptr;
      job.out = &images[i];
      first_light += from[i].lights.size();
    }
  }
};

/// "MEMORY: the plugin's text". INTERNAL stands for every other failure, so only the text says what
/// failed.
std::string failure_reason(iggan_status status, const std::string& words) {
  return status == IGGAN_E_INTERNAL && !words.empty() ? words.substr(2)
                                                      : status_name(status) + words;
}

/// Throws for the first job that failed, or for the batch as a whole.
/// @param words  of CallContext.
void check_statuses(const RendererInfo& info, iggan_status status,
                    const std::vector<iggan_status>& statuses, const std::string& words) {
  if (status == IGGAN_E_CANCELLED && interrupted())
    throw Interrupted("stopped while " + info.id + " was rendering");
  for (std::size_t i = 0; i < statuses.size(); ++i)
    if (statuses[i] != IGGAN_OK && statuses[i] != IGGAN_E_NOT_RUN)
      fail<PluginError>("renderer {}: job {} of {} failed: {}", info.id, i, statuses.size(),
                        failure_reason(statuses[i], words));
  if (status != IGGAN_OK)
    fail<PluginError>("renderer {}: the batch of {} jobs failed: {}", info.id, statuses.size(),
                      failure_reason(status, words));
  for (std::size_t i = 0; i < statuses.size(); ++i)
    if (statuses[i] != IGGAN_OK)
      fail<PluginError>("renderer {}: it reports success, but left job {} of {} as {}", info.id, i,
                        statuses.size(), status_name(statuses[i]));
}

/// A NaN would pass silently through training and ruin it much later.
void check_finite(const RendererInfo& info, std::size_t jobs, std::size_t floats,
                  const float* rgba) {
  for (std::size_t job = 0; job < jobs; ++job)
    for (std::size_t i = 0; i < floats; ++i)
      if (!std::isfinite(rgba[job * floats + i]))
        fail<PluginError>(
            "renderer {}: job {} of {} has the value {} in pixel {}; the ABI requires finite "
            "values",
            info.id, job, jobs, rgba[job * floats + i], i / 4);
}

}  // namespace

std::string status_name(iggan_status status) {
  constexpr const char* kNames[] = {"OK",        "INVALID", "UNSUPPORTED", "NOT_FOUND", "MEMORY",
                                    "CANCELLED", "TIMEOUT", "DEVICE",      "INTERNAL",  "NOT_RUN"};
  if (status < 0 || status > IGGAN_E_NOT_RUN) return fmt::format("the unknown status {}", status);
  return kNames[status];
}

PluginRenderer::PluginRenderer(PluginLibrary& library, const PluginLibrary::Entry& entry,
                               const config::Json& params, int thread_budget,
                               std::shared_ptr<Log> log)
    : library_(library),
      entry_(entry),
      log_(std::move(log)),
      trace_(RendererTrace::of_environment(entry.info)),
      gate_(make_call_gate(entry.thread_model, library.gates())) {
  IGGAN_CHECK(thread_budget >= 0);
  const std::string completed =
      complete_parameters(info().params_schema, params, "renderer " + info().id).dump();
  iggan_create_info create_info{};
  create_info.struct_size = sizeof(create_info);
  create_info.thread_budget = static_cast<std::uint32_t>(thread_budget);
  create_info.renderer_id = info().id.c_str();
  create_info.params_json = completed.c_str();
  call_plugin([&] {
    PollWatch watch;
    CallContext context(info(), log_.get(), trace_ ? &watch : nullptr);
    watch.start();
    const iggan_status status =
        library_.functions().create(&create_info, context.get(), &instance_);
    watch.finish();
    if (trace_) trace_->created(create_info, status, context.words(), watch.milliseconds());
    if (status != IGGAN_OK)
      fail<PluginError>("renderer {} ({}) could not be created with parameters {}: {}", info().id,
                        info().library_path, completed, failure_reason(status, context.words()));
    if (!instance_)
      fail<PluginError>("renderer {} ({}): create reports success but gives no instance", info().id,
                        info().library_path);
  });
}

PluginRenderer::~PluginRenderer() {
  call_plugin([&] { library_.functions().destroy(instance_); });
  if (trace_) trace_->destroyed();
}

void PluginRenderer::call_plugin(const std::function<void()>& call) {
  gate_->run([&] {
    PluginScope scope;
    call();
    const std::string changed = scope.end();
    if (!changed.empty() && trace_) trace_->changed(changed);
    if (!changed.empty() && log_ && !warned_.exchange(true))
      log_->warn("renderer {} changed {} of this process, which iggan has restored", info().id,
                 changed);
  });
}

void PluginRenderer::use_extension(const char* id, const std::function<void(const void*)>& use) {
  call_plugin([&] {
    const void* table = dead_ ? nullptr : library_.functions().get_extension(instance_, id);
    if (trace_) trace_->asked_extension(id, table != nullptr);
    use(table);
  });
}

void PluginRenderer::check_limits(const std::vector<RenderJob>& jobs, int width, int height) const {
  const RendererInfo& limits = info();
  const auto check = [&](const char* what, int value, int limit) {
    if (limit > 0 && value > limit)
      fail<PluginError>("renderer {}: {} {} is more than the {} it offers", limits.id, what, value,
                        limit);
  };
  check("image width", width, limits.max_width);
  check("image height", height, limits.max_height);
  for (const RenderJob& job : jobs) {
    check("grid edge", std::max({job.grid.nx, job.grid.ny, job.grid.nz}), limits.max_grid_edge);
    check("number of lights", static_cast<int>(job.lights.size()), limits.max_lights);
  }
}

iggan_status PluginRenderer::draw(const std::vector<iggan_job>& jobs,
                                  std::vector<iggan_status>& statuses, float* rgba,
                                  std::size_t floats, std::string& words) {
  const auto call = [&](std::size_t count, iggan_status* status, PollWatch* watch) {
    CallContext context(info(), log_.get(), watch);
    const iggan_status result =
        library_.functions().render_batch(instance_, jobs.data(), static_cast<std::uint32_t>(count),
                                          sizeof(iggan_job), status, context.get());
    words = context.words();
    return result;
  };
  if (!trace_) return call(jobs.size(), statuses.data(), nullptr);
  RendererTrace::Batch batch{jobs, rgba, floats};
  trace_->before(batch);
  PollWatch watch;
  watch.start();
  const iggan_status status = call(jobs.size(), statuses.data(), &watch);
  watch.finish();
  trace_->after(batch, status, statuses, words, watch);
  if (status == IGGAN_OK && trace_->wants_again()) {
    const std::vector<float> first(rgba, rgba + floats);
    iggan_status again = IGGAN_E_NOT_RUN;
    std::string kept = words;
    if (call(1, &again, nullptr) == IGGAN_OK) trace_->drawn_again(first.data(), rgba, floats);
    std::copy(first.begin(), first.end(), rgba);
    words = kept;
  }
  return status;
}

void PluginRenderer::render(const std::vector<RenderJob>& jobs, int width, int height,
                            float* rgba) {
  IGGAN_CHECK(width > 0 && height > 0 && rgba);
  check_limits(jobs, width, height);
  if (jobs.empty()) return;
  const std::size_t floats = 4 * static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  AbiBatch batch(jobs, width, height, rgba);
  call_plugin([&] {
    if (dead_)
      fail<DeviceLost>("renderer {}: it lost its device in an earlier call; open it again",
                       info().id);
    std::string words;
    const iggan_status status = draw(batch.jobs, batch.statuses, rgba, floats, words);
    try {
      check_statuses(info(), status, batch.statuses, words);
    } catch (const PluginError& error) {
      if (status != IGGAN_E_DEVICE) throw;
      dead_ = true;
      throw DeviceLost(error.what());
    }
  });
  check_finite(info(), jobs.size(), floats, rgba);
}

}  // namespace iggan
