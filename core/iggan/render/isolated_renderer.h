#pragma once
#include <filesystem>
#include <mutex>
#include <string>
#include <vector>

#include <iggan/render/plugin_registry.h>
#include <iggan/render/worker_pool.h>

namespace iggan {

/// A plugin in its own process, iggan-renderer-host, so that the plugin cannot break anything else.
/// If the plugin crashes or hangs, the process is killed and the batch is retried once in a fresh
/// one; a second failure is a PluginError with the plugin's name. Errors that the plugin reports
/// are passed on unchanged. The plugin's process ends when this one does, however that happens.
class IsolatedRenderer : public Renderer {
 public:
  /// Only the child opens the library.
  /// @param request  as for open_renderer.
  /// @param library  the plugin. @param id  one of its renderers; empty: its only one.
  IsolatedRenderer(const RendererRequest& request, std::filesystem::path library, std::string id);
  /// For a request whose name is a path.
  explicit IsolatedRenderer(const RendererRequest& request)
      : IsolatedRenderer(request, request.name, "") {}

  [[nodiscard]] const RendererInfo& info() const override { return info_; }
  void render(const std::vector<RenderJob>& jobs, int width, int height, float* rgba) override;
  /// Process id of the keeper; -1 if none is alive.
  [[nodiscard]] pid_t child() const;

 private:
  [[nodiscard]] WorkerPlan plan();
  [[nodiscard]] PoolHooks hooks();

  RendererRequest request_;
  std::filesystem::path library_;
  std::string id_;
  RendererInfo info_;
  std::mutex mutex_;  // one batch at a time
  WorkerPool pool_;
};

/// The child's side: opens the renderer that the request names and renders batches until the other
/// side disconnects. @param request_json  what IsolatedRenderer passes on the command line.
void serve_renderer(const std::string& request_json);

}  // namespace iggan
