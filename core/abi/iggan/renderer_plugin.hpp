#pragma once
/// @file
/// Optional C++17 glue over renderer_abi.h that needs only the standard library. It turns a small
/// class into a renderer plugin: it reads structs of any version, checks a complete batch before
/// any byte is written, converts pixels to the requested format, and turns exceptions into statuses
/// and error texts. A plugin then looks like this:
///
///     class FlatRenderer {
///      public:
///       static const iggan_info& info();  // static storage; the same strings forever
///       explicit FlatRenderer(const iggan::plugin::CreateOptions& options);  // may throw Failure
///       void render(iggan::plugin::Batch& batch) const {
///         for (std::size_t i = 0; i < batch.size(); ++i) {
///           const auto& canvas = batch.job(i).canvas;
///           for (std::uint32_t y = 0; y < canvas.height(); ++y, batch.poll())
///             for (std::uint32_t x = 0; x < canvas.width(); ++x)
///               canvas.store(x, y, trace(batch.job(i), x, y).data());
///           batch.finish(i);
///         }
///       }
///     };
///     IGGAN_RENDERER_PLUGIN(FlatRenderer)  // or several classes
///
/// A class that offers extensions also has `const void* extension(std::string_view id) const`,
/// which returns null for an id that it does not know.
#include <iggan/renderer_abi.h>
#include <iggan/renderer_plugin_validation.hpp>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <vector>

namespace iggan::plugin {

/// What the host requests for a new instance.
struct CreateOptions {
  std::string_view params_json;     // a JSON object
  std::uint32_t thread_budget = 0;  // total threads including the caller; 0: choose
};

/// The host's callbacks and error buffer, for the duration of one call.
class Call {
 public:
  /// @param call  may be NULL.
  /// @throws Failure if it is too short.
  explicit Call(const iggan_call* call) {
    if (call != nullptr) call_ = detail::read_struct<iggan_call>(call, IGGAN_CALL_SIZE_1_0, "call");
  }

  /// 0, or the status that the host wants returned. Call it at least every 50 ms; thread-safe.
  [[nodiscard]] iggan_status should_stop() const {
    return call_.should_stop == nullptr ? IGGAN_OK : call_.should_stop(call_.ctx);
  }
  /// One line for the host's log.
  /// @param severity  IGGAN_LOG_*.
  void log(std::int32_t severity, const char* utf8) const {
    if (call_.log != nullptr) call_.log(call_.ctx, severity, utf8);
  }
  /// Writes NUL-terminated UTF-8: invalid bytes become '?', and truncation never splits a
  /// character.
  void write_error(std::string_view text) const {
    if (call_.error_text == nullptr || call_.error_capacity == 0) return;
    std::size_t used = 0;
    for (std::size_t i = 0; i < text.size();) {
      const std::size_t length = utf8_length(text.substr(i));
      const std::size_t bytes = length == 0 ? 1 : length;
      if (used + bytes >= call_.error_capacity) break;
      if (length == 0)
        call_.error_text[used] = '?';
      else
        std::memcpy(call_.error_text + used, text.data() + i, bytes);
      used += bytes;
      i += bytes;
    }
    call_.error_text[used] = '\0';
  }

 private:
  /// Bytes of the well-formed character at the start of `text`, or 0.
  static std::size_t utf8_length(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned lead = byte(0);
    if (lead < 0x80) return lead == 0 ? 0 : 1;
    const std::size_t length = lead >= 0xC2 && lead < 0xE0   ? 2
                               : lead >= 0xE0 && lead < 0xF0 ? 3
                               : lead >= 0xF0 && lead < 0xF5 ? 4
                                                             : 0;
    if (length == 0 || length > text.size()) return 0;
    for (std::size_t i = 1; i < length; ++i)
      if ((byte(i) & 0xC0) != 0x80) return 0;
    const bool overlong = (lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xF0 && byte(1) < 0x90);
    const bool surrogate = lead == 0xED && byte(1) >= 0xA0;
    const bool beyond = lead == 0xF4 && byte(1) >= 0x90;
    return overlong || surrogate || beyond ? 0 : length;
  }

  iggan_call call_{};
};

/// The jobs of one call, all checked. Its functions are thread-safe.
class Batch {
 public:
  /// @param statuses  one per job; they and the call must outlive this.
  Batch(std::vector<Job> jobs, iggan_status* statuses, const Call& call)
      : jobs_(std::move(jobs)), statuses_(statuses), call_(call) {}

  /// The number of jobs.
  [[nodiscard]] std::size_t size() const { return jobs_.size(); }
  /// @param index  below size().
  [[nodiscard]] const Job& job(std::size_t index) const { return jobs_[index]; }
  /// Reports that the picture of this job is complete.
  void finish(std::size_t index) { statuses_[index] = IGGAN_OK; }
  /// Asks the host whether to stop, and throws Failure if so. Call it at least every 50 ms.
  void poll() const {
    const iggan_status status = call_.should_stop();
    if (status != IGGAN_OK) throw Failure(status, "stopped by the host");
  }
  /// The host's call, for its log().
  [[nodiscard]] const Call& call() const { return call_; }

 private:
  std::vector<Job> jobs_;
  iggan_status* statuses_;
  const Call& call_;
};

namespace detail {

/// The renderer's extension with this id; null for a class without extensions.
template <class Renderer>
auto extension_of(const Renderer& renderer, std::string_view id, int)
    -> decltype(renderer.extension(id)) {
  return renderer.extension(id);
}
template <class Renderer>
const void* extension_of(const Renderer&, std::string_view, long) {
  return nullptr;
}

/// Runs `work` and turns an exception into a status; the text of the exception goes to the host.
template <class Work>
iggan_status guarded(const Call& call, Work&& work) noexcept {
  try {
    work();
    return IGGAN_OK;
  } catch (const Failure& failure) {
    call.write_error(failure.what());
    return failure.status;
  } catch (const std::bad_alloc&) {
    call.write_error("out of memory");
    return IGGAN_E_MEMORY;
  } catch (const std::exception& error) {
    call.write_error(error.what());
    return IGGAN_E_INTERNAL;
  } catch (...) {
    call.write_error("unknown exception");
    return IGGAN_E_INTERNAL;
  }
}

}  // namespace detail
}  // namespace iggan::plugin

/// The ABI's opaque instance in plugins made with this glue.
struct iggan_renderer {
  virtual ~iggan_renderer() = default;
  /// Renders every job, or throws.
  virtual void render(iggan::plugin::Batch& batch) = 0;
  /// The object that the plugin's get_info returns.
  [[nodiscard]] virtual const iggan_info& info() const = 0;
  /// Null for an id that it does not know.
  [[nodiscard]] virtual const void* extension(std::string_view id) const = 0;
};

namespace iggan::plugin {

/// The function table of a library with these renderers: classes as in the example above.
template <class... Renderers>
class Library {
 public:
  /// The static table that iggan_plugin_v1 returns.
  [[nodiscard]] static const iggan_plugin* table() noexcept {
    static constexpr iggan_plugin kTable{
        sizeof(iggan_plugin), IGGAN_ABI_MINOR, sizeof...(Renderers), 0, get_info, create, destroy,
        render_batch,         get_extension};
    return &kTable;
  }

 private:
  template <class Renderer>
  struct Instance final : iggan_renderer {
    explicit Instance(const CreateOptions& options) : renderer(options) {}
    void render(Batch& batch) override { renderer.render(batch); }
    [[nodiscard]] const iggan_info& info() const override { return Renderer::info(); }
    [[nodiscard]] const void* extension(std::string_view id) const override {
      return detail::extension_of(renderer, id, 0);
    }
    Renderer renderer;
  };

  template <class Renderer>
  static iggan_renderer* make(const CreateOptions& options) {
    return std::make_unique<Instance<Renderer>>(options).release();
  }

  static const iggan_info* IGGAN_CALL get_info(std::uint32_t index) noexcept {
    constexpr const iggan_info& (*kInfos[])() = {&Renderers::info...};
    return index < sizeof...(Renderers) ? &kInfos[index]() : nullptr;
  }

  static iggan_status IGGAN_CALL create(const iggan_create_info* info, const iggan_call* host,
                                        iggan_renderer** out) noexcept {
    if (out != nullptr) *out = nullptr;
    return with_call(host, [&](const Call&) {
      if (out == nullptr) invalid("out is NULL");
      const auto request =
          detail::read_struct<iggan_create_info>(info, IGGAN_CREATE_INFO_SIZE_1_0, "create_info");
      if (request.renderer_id == nullptr) invalid("create_info.renderer_id is NULL");
      constexpr iggan_renderer* (*kMakers[])(const CreateOptions&) = {&make<Renderers>...};
      for (std::uint32_t i = 0; i < sizeof...(Renderers); ++i)
        if (std::strcmp(get_info(i)->id, request.renderer_id) == 0) {
          *out = kMakers[i](
              {request.params_json == nullptr ? "{}" : request.params_json, request.thread_budget});
          return;
        }
      throw Failure(IGGAN_E_NOT_FOUND, "this library has no renderer \"" +
                                           std::string(request.renderer_id).substr(0, 200) + "\"");
    });
  }

  static void IGGAN_CALL destroy(iggan_renderer* renderer) noexcept { delete renderer; }

  static iggan_status IGGAN_CALL render_batch(iggan_renderer* renderer, const iggan_job* jobs,
                                              std::uint32_t count, std::uint32_t stride,
                                              iggan_status* statuses,
                                              const iggan_call* host) noexcept {
    return with_call(host, [&](const Call& call) {
      if (count == 0) return;
      if (statuses == nullptr) invalid("job_status is NULL");
      std::fill_n(statuses, count, IGGAN_E_NOT_RUN);
      if (renderer == nullptr) invalid("renderer is NULL");
      if (jobs == nullptr) invalid("jobs is NULL");
      if (stride < IGGAN_JOB_SIZE_1_0)
        invalid("job_stride is " + std::to_string(stride) + ", less than a job of version 1.0");
      Batch batch(read_jobs(jobs, count, stride, statuses, renderer->info()), statuses, call);
      run(*renderer, batch, statuses);
    });
  }

  /// Reads and checks all jobs; no picture is written before the last one has passed.
  static std::vector<Job> read_jobs(const iggan_job* jobs, std::uint32_t count,
                                    std::uint32_t stride, iggan_status* statuses,
                                    const iggan_info& info) {
    std::vector<Job> checked;
    checked.reserve(count);
    for (std::uint32_t i = 0; i < count; ++i) try {
        checked.push_back(detail::read_job(jobs, stride, i, info));
      } catch (const Failure& failure) {
        statuses[i] = failure.status;
        throw Failure(failure.status, "job " + std::to_string(i) + ": " + failure.what());
      }
    return checked;
  }

  /// A failure during rendering becomes the status of every job that is not complete by then.
  static void run(iggan_renderer& renderer, Batch& batch, iggan_status* statuses) {
    const auto rest_failed = [&](iggan_status status) {
      std::replace(statuses, statuses + batch.size(), iggan_status{IGGAN_E_NOT_RUN}, status);
    };
    try {
      renderer.render(batch);
      rest_failed(IGGAN_E_INTERNAL);
    } catch (const Failure& failure) {
      rest_failed(failure.status);
      throw;
    } catch (const std::bad_alloc&) {
      rest_failed(IGGAN_E_MEMORY);
      throw;
    } catch (...) {
      rest_failed(IGGAN_E_INTERNAL);
      throw;
    }
    if (std::count(statuses, statuses + batch.size(), IGGAN_OK) !=
        static_cast<std::ptrdiff_t>(batch.size()))
      throw Failure(IGGAN_E_INTERNAL, "the renderer left a job unfinished");
  }

  static const void* IGGAN_CALL get_extension(iggan_renderer* renderer, const char* id) noexcept {
    return renderer == nullptr || id == nullptr ? nullptr : renderer->extension(id);
  }

  template <class Work>
  static iggan_status with_call(const iggan_call* host, Work&& work) noexcept {
    const Call silent(nullptr);
    iggan_status status = IGGAN_E_INVALID;  // if the call struct is too short to report to
    detail::guarded(silent, [&] {
      const Call call(host);
      status = detail::guarded(call, [&] { work(call); });
    });
    return status;
  }
};

}  // namespace iggan::plugin

/// Exports the two symbols of a plugin with these renderer classes.
#define IGGAN_RENDERER_PLUGIN(...)                                                              \
  extern "C" IGGAN_EXPORT uint32_t IGGAN_CALL iggan_abi_version(void) IGGAN_NOEXCEPT {          \
    return (IGGAN_ABI_MAJOR << 16) | IGGAN_ABI_MINOR;                                           \
  }                                                                                             \
  extern "C" IGGAN_EXPORT const iggan_plugin* IGGAN_CALL iggan_plugin_v1(void) IGGAN_NOEXCEPT { \
    return ::iggan::plugin::Library<__VA_ARGS__>::table();                                      \
  }
