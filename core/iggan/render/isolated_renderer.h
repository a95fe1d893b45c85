#pragma once
#include <filesystem>
#include <mutex>
#include <string>
#include <vector>

#include <iggan/render/plugin_registry.h>
#include <iggan/render/worker_pool.h>

namespace iggan {

/// A plugin in a process of its own, iggan-renderer-host: what it breaks, it breaks there. A crash
/// or a hang of the plugin kills the process; the batch is tried once more on a fresh one, and a
/// second failure is a PluginError with the plugin's name. What the plugin refuses in words is
/// passed on as it is. The process ends with this one, however that ends.
class IsolatedRenderer : public Renderer {
 public:
  /// Only the child opens the library.
  /// @param request  as for open_renderer.
  /// @param library  the plugin, and `id` which of its renderers; empty: its only one.
  IsolatedRenderer(const RendererRequest& request, std::filesystem::path library, std::string id);
  /// Of a request whose name is a path.
  explicit IsolatedRenderer(const RendererRequest& request)
      : IsolatedRenderer(request, request.name, "") {}

  [[nodiscard]] const RendererInfo& info() const override { return info_; }
  void render(const std::vector<RenderJob>& jobs, int width, int height, float* rgba) override;
  /// The keeper of the process; -1: none lives.
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

/// The child's side: opens the renderer that the request names and serves it until the other side
/// goes. @param request_json  what IsolatedRenderer passes on the command line.
void serve_renderer(const std::string& request_json);

}  // namespace iggan
