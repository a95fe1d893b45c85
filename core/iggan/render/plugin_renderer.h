#pragma once
#include <atomic>
#include <memory>
#include <string>

#include <iggan/config/fields.h>
#include <iggan/console/log.h>
#include <iggan/render/plugin_library.h>
#include <iggan/render/renderer_trace.h>

namespace iggan {

/// The renderer reported IGGAN_E_DEVICE: this instance can no longer render.
struct DeviceLost : PluginError {
  using PluginError::PluginError;
};

/// A renderer behind the C ABI. Calls from several threads are safe: they go through the gate of
/// the thread model that the plugin declares.
class PluginRenderer : public Renderer {
 public:
  /// @param entry   one of library.entries().
  /// @param params  checked against the plugin's schema and completed with its defaults.
  /// @param thread_budget  total threads including the caller; 0 lets the plugin choose.
  /// @param log     receives the plugin's own lines; may be null.
  /// @throws ConfigError for parameters that the schema refuses, PluginError with the plugin's
  /// message.
  PluginRenderer(PluginLibrary& library, const PluginLibrary::Entry& entry,
                 const config::Json& params, int thread_budget, std::shared_ptr<Log> log);
  ~PluginRenderer() override;
  PluginRenderer(const PluginRenderer&) = delete;
  PluginRenderer& operator=(const PluginRenderer&) = delete;

  [[nodiscard]] const RendererInfo& info() const override { return entry_.info; }
  /// @throws DeviceLost if this instance can no longer render; Interrupted if the user stopped the
  /// program while the plugin was working.
  void render(const std::vector<RenderJob>& jobs, int width, int height, float* rgba) override;
  void use_extension(const char* id, const std::function<void(const void*)>& use) override;

 private:
  /// Calls the plugin according to its thread model, and restores what it changes in the process.
  void call_plugin(const std::function<void()>& call);
  void check_limits(const std::vector<RenderJob>& jobs, int width, int height) const;

  /// Calls render_batch. @param words  receives the plugin's message. @return its status.
  iggan_status draw(const std::vector<iggan_job>& jobs, std::vector<iggan_status>& statuses,
                    float* rgba, std::size_t floats, std::string& words);

  PluginLibrary& library_;
  const PluginLibrary::Entry& entry_;
  std::shared_ptr<Log> log_;
  std::unique_ptr<RendererTrace> trace_;  // null: not requested
  std::unique_ptr<CallGate> gate_;
  iggan_renderer* instance_ = nullptr;
  std::atomic<bool> warned_ = false;  // about what the plugin changes in this process
  std::atomic<bool> dead_ = false;    // it reported IGGAN_E_DEVICE: only destroy() is legal
};

/// "INVALID", "UNSUPPORTED" ... for IGGAN_E_*, "status 42" for unknown numbers.
[[nodiscard]] std::string status_name(iggan_status status);

}  // namespace iggan
