#pragma once
#include <memory>
#include <mutex>
#include <string>

#include <iggan/base/child_process.h>
#include <iggan/render/isolation_wire.h>
#include <iggan/render/plugin_registry.h>

namespace iggan {

/// A plugin in a process of its own, iggan-renderer-host: what it breaks, it breaks there. A crash
/// or a hang of the plugin kills the child; the batch is tried once more on a fresh one, and a
/// second failure is a PluginError with the plugin's name. What the plugin refuses in words is
/// passed on as it is. The child ends with this process, however that ends.
class IsolatedRenderer : public Renderer {
 public:
  /// @param request  as for open_renderer; only the child opens the library.
  explicit IsolatedRenderer(const RendererRequest& request);
  ~IsolatedRenderer() override;

  [[nodiscard]] const RendererInfo& info() const override { return info_; }
  void render(const std::vector<RenderJob>& jobs, int width, int height, float* rgba) override;
  [[nodiscard]] pid_t child() const { return child_ ? child_->id() : -1; }

 private:
  struct ChildLost {
    std::string how;
  };
  void start();
  void close_socket();
  [[nodiscard]] Message ask(std::uint64_t request);
  void render_once(const std::vector<RenderJob>& jobs, int width, int height, float* rgba);

  RendererRequest request_;
  RendererInfo info_;
  SharedMemory memory_;
  int socket_ = -1;
  std::unique_ptr<ChildProcess> child_;
  std::mutex mutex_;  // one batch at a time
};

/// The child's side: opens the renderer that the request names and serves it until the other side
/// goes. @param request_json  what IsolatedRenderer passes on the command line.
void serve_renderer(const std::string& request_json);

}  // namespace iggan
