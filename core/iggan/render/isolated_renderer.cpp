#include <iggan/render/isolated_renderer.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <iggan/base/error.h>
#include <iggan/base/interrupt.h>
#include <iggan/base/sanitizer.h>
#include <iggan/render/call_gate.h>
#include <iggan/render/plugin_renderer.h>
#include <iggan/render/renderer_host.h>

namespace iggan {
namespace {

using config::Json;

/// Throws what the child's reply stands for, with the child's words.
void raise(const Message& reply) {
  switch (static_cast<Reply>(reply.kind)) {
    case Reply::ok:
      return;
    case Reply::config_error:
      throw ConfigError(reply.text);
    case Reply::device_lost:
    case Reply::plugin_error:
      throw PluginError(reply.text);
    case Reply::interrupted:
      throw Interrupted(reply.text);
    case Reply::error:
      break;
  }
  throw Error(reply.text);
}

/// Runs `work` and turns what it throws into a reply.
template <class Work>
Message reply_of(const Work& work) {
  try {
    return {static_cast<std::int32_t>(Reply::ok), work()};
  } catch (const ConfigError& error) {
    return {static_cast<std::int32_t>(Reply::config_error), error.what()};
  } catch (const DeviceLost& error) {
    return {static_cast<std::int32_t>(Reply::device_lost), error.what()};
  } catch (const PluginError& error) {
    return {static_cast<std::int32_t>(Reply::plugin_error), error.what()};
  } catch (const Interrupted& error) {
    return {static_cast<std::int32_t>(Reply::interrupted), error.what()};
  } catch (const std::exception& error) {
    return {static_cast<std::int32_t>(Reply::error), error.what()};
  }
}

}  // namespace

IsolatedRenderer::IsolatedRenderer(const RendererRequest& request) : request_(request) {
  try {
    start();
  } catch (...) {
    close_socket();
    throw;
  }
}

IsolatedRenderer::~IsolatedRenderer() {
  close_socket();  // tells the child to end
  if (child_) child_->wait(2);
}

void IsolatedRenderer::start() {
  child_.reset();
  close_socket();
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    fail<Error>("cannot make a socket: {}", std::strerror(errno));
  socket_ = ends[0];
  const Json request{{"name", request_.name},
                     {"params", request_.params},
                     {"thread_budget", request_.thread_budget},
                     {"memory_mib", request_.isolation.memory_mib}};
  try {
    // The child goes with the thread that starts it: one that lasts as long as this process.
    static auto& spawner = *new WorkerThread;
    spawner.run([&] {
      child_ = std::make_unique<ChildProcess>(
          std::vector<std::string>{renderer_host_program().string(), "serve", request.dump(),
                                   std::to_string(::getpid())},
          std::vector<std::pair<int, int>>{{ends[1], kSocketDescriptor},
                                           {memory_.descriptor(), kMemoryDescriptor},
                                           {STDERR_FILENO, STDOUT_FILENO}});
    });
  } catch (...) {
    ::close(ends[1]);
    throw;
  }
  ::close(ends[1]);
  try {
    const Message hello = ask(0);
    raise(hello);
    config::from_json(Json::parse(hello.text), info_, "");
  } catch (const ChildLost& lost) {
    if (interrupted()) throw Interrupted("stopped while a renderer was opened");
    fail<PluginError>("the plugin {} ended its process while it was opened: {}", request_.name,
                      lost.how);
  }
}

void IsolatedRenderer::close_socket() {
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
}

/// Sends a request (0: none, the child speaks first) and waits for the reply.
Message IsolatedRenderer::ask(std::uint64_t request) {
  using Clock = std::chrono::steady_clock;
  const auto lost = [&](std::string how) {
    if (how.empty()) {
      child_->wait(2);
      how = child_->how_it_ended();
    }
    child_->kill();
    return ChildLost{how.empty() ? "it exited" : how};
  };
  if (request != 0 && !send_bytes(socket_, &request, sizeof request)) throw lost("");
  const auto end = Clock::now() + std::chrono::duration<double>(request_.isolation.seconds);
  bool told = false;
  for (;;) {
    pollfd waiting{socket_, POLLIN, 0};
    const int ready = ::poll(&waiting, 1, 50);
    if (ready > 0) break;
    if (ready == 0 && !child_->running() && ::poll(&waiting, 1, 0) <= 0) throw lost("");
    if (interrupted() && !told) {  // the plugin is asked to stop, and answers in its own time
      ::kill(child_->id(), SIGTERM);
      told = true;
    }
    if (Clock::now() > end)
      throw lost(fmt::format("no answer within {:g} s, the limit for a batch",
                             request_.isolation.seconds));
  }
  Message reply;
  if (!receive_message(socket_, reply)) throw lost("");
  return reply;
}

void IsolatedRenderer::render_once(const std::vector<RenderJob>& jobs, int width, int height,
                                   float* rgba) {
  const WrittenBatch sent = write_batch(memory_, jobs, width, height);
  const Message reply = ask(sent.bytes);
  if (reply.kind == static_cast<std::int32_t>(Reply::device_lost)) {
    child_->kill();  // a fresh child may have the device again
    throw ChildLost{reply.text};
  }
  raise(reply);
  // Only pixels are taken from the memory: the plugin may have written anywhere in it.
  std::memcpy(rgba, memory_.reserve(sent.bytes) + sent.rgba_at,
              jobs.size() * std::size_t(width) * std::size_t(height) * 4 * sizeof(float));
}

void IsolatedRenderer::render(const std::vector<RenderJob>& jobs, int width, int height,
                              float* rgba) {
  IGGAN_CHECK(width > 0 && height > 0 && rgba);
  const std::lock_guard one_batch(mutex_);
  std::string first;
  try {
    if (!child_ || !child_->running()) start();
    render_once(jobs, width, height, rgba);
    return;
  } catch (const ChildLost& lost) {
    first = lost.how;
  }
  if (interrupted()) throw Interrupted("stopped while the renderer was at work");
  if (request_.log)
    request_.log->warn("renderer {}: its process was lost ({}); the batch is tried once more",
                       info_.id, first);
  try {
    start();
    render_once(jobs, width, height, rgba);
  } catch (const ChildLost& lost) {
    fail<PluginError>(
        "renderer {} ({}) was lost twice on one batch of {}: {}, then {}; `iggan renderers check` "
        "may tell why",
        info_.id, info_.library_path, jobs.size(), first, lost.how);
  }
}

void serve_renderer(const std::string& request_json) {
  const Json request = config::parse_json(request_json, "the request");
  // A sanitizer owns the address space.
  if (const auto mib = request.at("memory_mib").get<std::uint64_t>(); !kSanitized && mib > 0) {
    const rlimit limit{mib << 20, mib << 20};  // malloc fails instead of the machine
    ::setrlimit(RLIMIT_DATA, &limit);
  }
  catch_interrupts();
  for (const int own : {kSocketDescriptor, kMemoryDescriptor})
    ::fcntl(own, F_SETFD, FD_CLOEXEC);  // not for what the plugin starts
  std::unique_ptr<Renderer> renderer;
  const Message hello = reply_of([&] {
    RendererRequest asked;
    asked.name = request.at("name").get<std::string>();
    asked.params = request.at("params");
    asked.thread_budget = request.at("thread_budget").get<int>();
    asked.log = make_log();
    renderer = open_renderer(asked);
    return config::to_json(renderer->info()).dump();
  });
  if (!send_message(kSocketDescriptor, hello) || !renderer) return;
  SharedMemory memory(kMemoryDescriptor);
  for (std::uint64_t bytes; receive_bytes(kSocketDescriptor, &bytes, sizeof bytes);) {
    const Message reply = reply_of([&] {
      const BatchView batch = read_batch(memory, bytes);
      renderer->render(batch.jobs, batch.width, batch.height, batch.rgba);
      return std::string();
    });
    if (!send_message(kSocketDescriptor, reply)) return;
  }
}

}  // namespace iggan
