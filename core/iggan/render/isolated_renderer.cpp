#include <iggan/render/isolated_renderer.h>

#include <cstdio>
#include <cstdlib>

#include <fcntl.h>
#include <unistd.h>

#include <iggan/base/error.h>
#include <iggan/base/error_message.h>
#include <iggan/base/files.h>
#include <iggan/base/interrupt.h>
#include <iggan/base/sanitizer.h>
#include <iggan/render/isolation_wire.h>
#include <iggan/render/plugin_renderer.h>
#include <iggan/render/renderer_host.h>

namespace iggan {
namespace {

using config::Json;

/// Throws the error in the child's reply, with the child's message.
void raise(const BatchReply& reply) {
  switch (reply.reply) {
    case Reply::ok:
      return;
    case Reply::config_error:
      throw ConfigError(reply.text);
    case Reply::device_lost:
      throw WorkerFault{reply.text};  // a fresh process may get the device again
    case Reply::plugin_error:
      throw PluginError(reply.text);
    case Reply::interrupted:
      throw Interrupted(reply.text);
    case Reply::error:
      break;
  }
  throw Error(reply.text);
}

BatchReply read_reply(const Json& json) {
  BatchReply reply;
  config::from_json(json, reply, "reply");
  return reply;
}

/// Runs `work` and returns its result, or the exception that it throws, as a reply.
template <class Work>
BatchReply reply_of(std::uint64_t job, const Work& work) {
  try {
    return {job, Reply::ok, work()};
  } catch (const ConfigError& error) {
    return {job, Reply::config_error, error.what()};
  } catch (const DeviceLost& error) {
    return {job, Reply::device_lost, error.what()};
  } catch (const PluginError& error) {
    return {job, Reply::plugin_error, error.what()};
  } catch (const Interrupted& error) {
    return {job, Reply::interrupted, error.what()};
  } catch (const std::exception& error) {
    return {job, Reply::error, message_of(error)};
  }
}

}  // namespace

IsolatedRenderer::IsolatedRenderer(const RendererRequest& request, std::filesystem::path library,
                                   std::string id)
    : request_(request), library_(std::move(library)), id_(std::move(id)), pool_(plan()) {
  try {
    pool_.open(hooks());
  } catch (const WorkersLost& lost) {
    if (interrupted()) throw Interrupted("stopped while a renderer was being opened");
    fail<PluginError>("the plugin {} ended its process while it was being opened: {}",
                      request_.name, lost.what());
  } catch (const PoolStopped&) {
    throw Interrupted("stopped while a renderer was being opened");
  }
}

WorkerPlan IsolatedRenderer::plan() {
  const Json request{{"library", library_.string()},
                     {"id", id_},
                     {"params", request_.params},
                     {"thread_budget", request_.thread_budget}};
  WorkerPlan plan;
  plan.who = [this] { return fmt::format("renderer {} ({})", info_.id, info_.library_path); };
  plan.task = "batch";
  plan.program.command = {renderer_host_program().string(), "serve", request.dump()};
  // A sanitizer reserves a huge address space, which rules out a memory limit.
  plan.program.memory_mib = kSanitized ? 0 : request_.isolation.memory_mib;
  plan.startup_seconds = plan.first_seconds = request_.isolation.seconds;
  plan.greet = [this](int, const Json& line) {
    const BatchReply hello = read_reply(line);
    raise(hello);
    config::from_json(config::parse_json(hello.text, "the renderer's process"), info_, "");
    return std::string();
  };
  return plan;
}

PoolHooks IsolatedRenderer::hooks() {
  return {[] { return interrupted(); },
          [this](bool warning, const std::string& line) {
            if (request_.log)
              request_.log->log(warning ? spdlog::level::warn : spdlog::level::info, line);
          }};
}

pid_t IsolatedRenderer::child() const {
  const std::vector<pid_t> all = pool_.processes();
  return all.empty() ? -1 : all.front();
}

void IsolatedRenderer::render(const std::vector<RenderJob>& jobs, int width, int height,
                              float* rgba) {
  IGGAN_CHECK(width > 0 && height > 0 && rgba);
  const std::lock_guard one_batch(mutex_);
  WrittenBatch sent;
  WorkerTask task;
  task.request = [&](SharedFile& memory) {
    sent = write_batch(memory, jobs, width, height);
    return config::to_json(BatchRequest{0, sent.bytes});
  };
  task.take = [&](SharedFile& memory, const Json& reply) {
    raise(read_reply(reply));
    // Only pixels are read from the memory: the plugin may have written anywhere in it.
    if (!memory.read(sent.rgba_at, rgba,
                     jobs.size() * std::size_t(width) * std::size_t(height) * 4 * sizeof(float)))
      throw WorkerFault{"its shared memory was truncated"};
  };
  try {
    pool_.run({task}, 0, hooks());
  } catch (const PoolStopped&) {
    throw Interrupted("stopped while the renderer was at work");
  }
}

void serve_renderer(const std::string& request_json) {
  const Json request = config::parse_json(request_json, "the request");
  catch_interrupts();
  for (const int own : {kSocketDescriptor, kMemoryDescriptor})
    ::fcntl(own, F_SETFD, FD_CLOEXEC);  // not inherited by programs that the plugin starts
  std::FILE* in = ::fdopen(kSocketDescriptor, "r");
  if (in == nullptr) return;
  const auto send = [](const BatchReply& reply) {
    const std::string line =
        config::to_json(reply).dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
    return write_all(kSocketDescriptor, line.data(), line.size());
  };
  std::unique_ptr<Renderer> renderer;
  const BatchReply hello = reply_of(0, [&] {
    RendererRequest asked;
    asked.name = request.at("library").get<std::string>();
    asked.params = request.at("params");
    asked.thread_budget = request.at("thread_budget").get<int>();
    asked.log = make_log();
    renderer = open_found(asked.name, request.at("id").get<std::string>(), asked);
    return config::to_json(renderer->info()).dump();
  });
  if (!send(hello) || !renderer) return;
  MappedFile memory(kMemoryDescriptor);
  char* line = nullptr;
  for (std::size_t capacity = 0; ::getline(&line, &capacity, in) > 0;) {
    BatchRequest asked;
    config::from_json(config::parse_json(line, "the request"), asked, "");
    const BatchReply reply = reply_of(asked.job, [&] {
      const BatchView batch = read_batch(memory, asked.bytes);
      renderer->render(batch.jobs, batch.width, batch.height, batch.rgba);
      return std::string();
    });
    if (!send(reply)) break;
  }
  ::free(line);
}

}  // namespace iggan
