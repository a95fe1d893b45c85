#include <iggan/render/program_plugin.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

#include <sched.h>
#include <unistd.h>

#include <iggan/base/data_files.h>
#include <iggan/base/error.h>
#include <iggan/base/interrupt.h>
#include <iggan/console/status_line.h>
#include <iggan/render/info_fault.h>
#include <iggan/render/parameter_schema.h>
#include <iggan/render/program_file.h>
#include <iggan/render/program_protocol.h>
#include <iggan/render/worker_pool.h>
#include <iggan/renderer_plugin.hpp>

namespace iggan {
namespace fs = std::filesystem;

namespace {

using config::Json;

constexpr double kLeastSeconds = 5;
constexpr double kQuietSeconds = 5;  // of waiting for facts before a message says so
constexpr int kRecycleAfter = 5000;  // images per process, so that leaks stay small

/// A program whose facts are known. Lives as long as this process, like a library.
struct Program {
  fs::path path;
  ProgramFacts facts;
  std::string schema;
  iggan_info info{};
  std::mutex mutex;  // for the members below
  Isolation isolation;
  std::unique_ptr<WorkerProcess> asked;  // the process that gave the facts, for the first instance
  Json hello;
  std::vector<std::string> printed;  // until then, for the log of that instance
};

KeptProgram kept(const fs::path& path, const Isolation& isolation) {
  KeptProgram program{{path.string()}, isolation.memory_mib, {}};
  program.environment = {{"IGGAN_RENDERER_PROTOCOL", std::to_string(kProgramProtocol)},
                         {"IGGAN_RENDERER_SOCKET", std::to_string(kSocketDescriptor)},
                         {"IGGAN_RENDERER_MEMORY", std::to_string(kMemoryDescriptor)},
                         // With one process per core, linear algebra needs no threads of its own.
                         {"OPENBLAS_NUM_THREADS", "1"}};
  std::string python;
  for (const fs::path& folder : data_search_path())
    python += (python.empty() ? "" : ":") + (folder / "python").string();
  if (const char* own = std::getenv("PYTHONPATH")) python += std::string(":") + own;
  program.environment.emplace_back("PYTHONPATH", python);
  return program;
}

std::size_t core_count() {
  cpu_set_t set;
  if (::sched_getaffinity(0, sizeof set, &set) == 0) return std::size_t(CPU_COUNT(&set));
  return std::max(1u, std::thread::hardware_concurrency());
}

/// For calls without a log: the output goes to the log of the next call that has one.
PoolHooks keeping_hooks(std::vector<std::string>& printed) {
  return {[] { return interrupted(); },
          [&printed](bool, const std::string& line) { printed.push_back(line); }};
}

/// An interpreter and its modules take seconds to start on a busy machine, however short the jobs
/// are.
double start_limit(const Isolation& isolation) {
  return std::max(isolation.seconds, 10.0);
}

/// Hooks used while waiting for facts; they report once that iggan is waiting.
PoolHooks waiting_hooks(Program& program, double limit) {
  PoolHooks hooks = keeping_hooks(program.printed);
  hooks.stop = [&program, limit, said = false, start = std::chrono::steady_clock::now()]() mutable {
    const std::chrono::duration<double> waited = std::chrono::steady_clock::now() - start;
    if (!said && waited.count() > kQuietSeconds) {
      said = true;
      StatusLine::of_process().say(Stream::error,
                                   fmt::format("waiting for {} to send its facts (limit {:g} s)\n",
                                               program.path.string(), limit));
    }
    return interrupted();
  };
  return hooks;
}

/// Why no facts came.
std::string words_without_facts(const StartLost& lost, double limit) {
  if (lost.late)
    return fmt::format(
        "sent no facts within {:g} s, the start-up limit: it must write one line of JSON, "
        "ended by a newline, to descriptor 3 and flush it{}",
        limit, lost.printed);
  if (lost.how == kExited)
    return "ended with status 0 before it sent its facts (a script must call "
           "iggan_renderer.serve; other programs write them to descriptor 3, not to standard "
           "output)" +
           lost.printed;
  std::string words = std::string("ended before it sent its facts: ") + lost.what();
  if (lost.printed.find("No module named 'numpy'") != std::string::npos)
    words +=
        "; name a Python that has NumPy in the script's first line, e.g. #!/usr/bin/python3 with "
        "Debian's python3-numpy";
  return words;
}

/// Runs the program and reads its facts.
std::unique_ptr<Program> ask_program(const fs::path& path, const Isolation& isolation) {
  check_program_file(path);
  auto program = std::make_unique<Program>();
  program->path = path;
  program->isolation = isolation;
  WorkerPlan plan;
  plan.program = kept(path, isolation);
  plan.startup_seconds = start_limit(isolation);
  plan.greet = [&](int, const Json& line) {
    program->facts = read_facts(line, path.string());
    program->hello = line;
    return std::string();
  };
  WorkerPool pool(std::move(plan));
  try {
    pool.open(waiting_hooks(*program, start_limit(isolation)));
  } catch (const StartLost& lost) {
    fail<PluginError>("the program {} {}", path.string(),
                      words_without_facts(lost, start_limit(isolation)));
  } catch (const PoolStopped&) {
    throw Interrupted("stopped while a renderer was being opened");
  }
  program->asked = pool.release();
  return program;
}

void fill_info(Program& program) {
  const ProgramFacts& facts = program.facts;
  program.schema = facts.params_schema.dump();
  std::uint64_t features = IGGAN_FEATURE_CANCEL;  // the pool polls, whatever the program does
  for (const std::string& feature : facts.features) {
    if (feature != "lambert")
      fail<PluginError>("{}: it has the feature \"{}\"; this iggan supports only lambert",
                        program.path.string(), feature);
    features |= IGGAN_FEATURE_LAMBERT;
  }
  program.info = {sizeof(iggan_info),
                  IGGAN_INSTANCE_SERIAL,
                  static_cast<std::uint32_t>(facts.determinism),
                  plugin::kAllFormats,
                  features,
                  std::uint32_t(facts.max_width),
                  std::uint32_t(facts.max_height),
                  std::uint32_t(facts.max_grid_edge),
                  std::uint32_t(facts.max_lights),
                  facts.max_abs_error,
                  0,
                  facts.id.c_str(),
                  facts.name.c_str(),
                  facts.vendor.c_str(),
                  facts.version.c_str(),
                  facts.license.c_str(),
                  program.schema.c_str()};
  const std::string fault = info_fault(program.info);
  if (!fault.empty()) fail<PluginError>("{}: {}", program.path.string(), fault);
}

/// What is wrong with a sample that is not finite.
const char* words_for(float sample) {
  return std::isnan(sample) ? "not written, or computed from 0/0"
                            : "beyond what float32 holds; limit each sample to ±3.4028235e38 "
                              "(lights and colours may be any finite number)";
}

/// An instance: the pool of a program's processes, created with some parameters.
class ProgramRenderer {
 public:
  ProgramRenderer(Program& program, const plugin::CreateOptions& options)
      : pool_(plan(program, options)) {
    std::unique_ptr<WorkerProcess> asked;
    {
      const std::lock_guard lock(program.mutex);
      memory_mib_ = program.isolation.memory_mib;
      asked = std::move(program.asked);
      printed_.swap(program.printed);
    }
    if (asked && !asked->running()) asked.reset();
    const Json hello = asked ? program.hello : Json();
    try {
      pool_.open(keeping_hooks(printed_), std::move(asked), hello);
    } catch (const WorkersLost& lost) {
      throw plugin::Failure(IGGAN_E_INTERNAL, lost.what());
    } catch (const PoolStopped&) {
      throw plugin::Failure(IGGAN_E_CANCELLED, "stopped by the host");
    }
  }

  void render(plugin::Batch& batch) {
    std::vector<WorkerTask> tasks(batch.size());
    std::vector<std::uint64_t> pixels_at(batch.size());
    for (std::size_t i = 0; i < batch.size(); ++i) {
      tasks[i].request = [&, i](SharedFile& memory) {
        return write_job(memory, batch.job(i), pixels_at[i]);
      };
      tasks[i].take = [&, i](SharedFile& memory, const Json& reply) {
        try {
          raise_error(reply, memory_mib_);
          store(memory, pixels_at[i], batch.job(i));
        } catch (const plugin::Failure& failure) {
          throw plugin::Failure(failure.status, "job " + std::to_string(i) + ": " + failure.what());
        }
        batch.finish(i);
      };
    }
    iggan_status stopped = IGGAN_OK;
    const PoolHooks hooks{[&] { return (stopped = batch.call().should_stop()) != IGGAN_OK; },
                          [&](bool warning, const std::string& line) {
                            batch.call().log(warning ? IGGAN_LOG_WARN : IGGAN_LOG_INFO,
                                             line.c_str());
                          }};
    for (const std::string& line : std::exchange(printed_, {})) hooks.log(false, line);
    try {
      pool_.run(tasks, kind_of(batch), hooks);
    } catch (const PoolStopped&) {
      throw plugin::Failure(stopped, "stopped by the host");
    } catch (const WorkersLost& lost) {
      throw plugin::Failure(lost.broken ? IGGAN_E_DEVICE : IGGAN_E_INTERNAL, lost.what());
    }
  }

 private:
  static WorkerPlan plan(Program& program, const plugin::CreateOptions& options) {
    const Json params = Json::parse(options.params_json, nullptr, false);
    if (!params.is_object()) plugin::invalid("parameters must be a JSON object");
    Json completed;
    try {
      completed = complete_parameters(program.schema, params, "renderer " + program.facts.id);
    } catch (const Error& error) {
      plugin::invalid(error.what());
    }
    const std::lock_guard lock(program.mutex);
    const std::size_t threads = options.thread_budget > 0 ? options.thread_budget : core_count();
    const auto most = std::size_t(program.facts.max_workers);
    WorkerPlan plan;
    plan.who = [&program] { return "the program " + program.path.string(); };
    plan.program = kept(program.path, program.isolation);
    plan.most_workers = most == 0 ? threads : std::min(threads, most);
    plan.startup_seconds = start_limit(program.isolation);
    plan.first_seconds = program.isolation.seconds;
    plan.least_seconds = std::min(kLeastSeconds, program.isolation.seconds);
    plan.recycle_after = kRecycleAfter;
    const std::string create = create_line(completed, int(threads / plan.most_workers));
    plan.greet = [&program, create, memory_mib = program.isolation.memory_mib](
                     int step, const Json& line) -> std::string {
      if (step > 0) {
        raise_error(line, memory_mib);
        return "";
      }
      if (line.value("id", "") != program.facts.id)
        throw WorkerFault{"its id differs from the one in its first answer"};
      return create;
    };
    return plan;
  }

  /// Jobs of one size take a similar amount of time.
  static std::uint64_t kind_of(const plugin::Batch& batch) {
    std::uint64_t kind = 1;
    if (batch.size() > 0)
      for (const std::uint32_t edge :
           {batch.job(0).canvas.width(), batch.job(0).canvas.height(), batch.job(0).grid.nx,
            batch.job(0).grid.ny, batch.job(0).grid.nz})
        kind = kind * 1000003 + edge;
    return kind;
  }

  void store(SharedFile& memory, std::uint64_t at, const plugin::Job& job) {
    const std::uint32_t width = job.canvas.width(), height = job.canvas.height();
    pixels_.resize(4 * std::size_t(width) * height);
    if (!memory.read(at, pixels_.data(), pixels_.size() * sizeof(float)))
      throw WorkerFault{"its shared memory was truncated"};
    for (std::size_t i = 0; i < pixels_.size(); ++i)
      if (!std::isfinite(pixels_[i]))
        throw plugin::Failure(IGGAN_E_INTERNAL,
                              fmt::format("pixel ({}, {}) channel {} is {}: {}", i / 4 % width,
                                          i / 4 / width, i % 4, pixels_[i], words_for(pixels_[i])));
    for (std::uint32_t y = 0; y < height; ++y)
      for (std::uint32_t x = 0; x < width; ++x)
        job.canvas.store(x, y, &pixels_[4 * (std::size_t(y) * width + x)]);
  }

  std::uint64_t memory_mib_ = 0;      // that each process may have; 0: no limit
  std::vector<std::string> printed_;  // while it was being created
  std::vector<float> pixels_;
  WorkerPool pool_;
};

// The ABI's functions have no argument that identifies the program, so each program has its own
// table.
constexpr std::size_t kMostPrograms = 32;

/// The programs of this process; never destroyed, just as no library is unloaded.
std::array<std::unique_ptr<Program>, kMostPrograms>& programs() {
  static auto& all = *new std::array<std::unique_ptr<Program>, kMostPrograms>;
  return all;
}

template <std::size_t slot>
class RendererIn : public ProgramRenderer {
 public:
  static const iggan_info& info() { return programs()[slot]->info; }
  explicit RendererIn(const plugin::CreateOptions& options)
      : ProgramRenderer(*programs()[slot], options) {}
};

template <std::size_t... slot>
const iggan_plugin* table_of(std::size_t wanted, std::index_sequence<slot...>) {
  constexpr const iggan_plugin* (*kTables[])() = {&plugin::Library<RendererIn<slot>>::table...};
  return kTables[wanted]();
}

}  // namespace

const iggan_plugin& program_plugin(const fs::path& file, const Isolation& isolation) {
  static auto& mutex = *new std::mutex;
  const std::lock_guard lock(mutex);
  const fs::path path = fs::absolute(file).lexically_normal();
  auto& all = programs();
  std::size_t slot = 0;
  while (slot < kMostPrograms && all[slot] && all[slot]->path != path) ++slot;
  if (slot == kMostPrograms)
    fail<PluginError>("{}: {} programs are open in this process, which is the maximum",
                      path.string(), kMostPrograms);
  if (all[slot]) {
    const std::lock_guard one(all[slot]->mutex);
    all[slot]->isolation = isolation;
  } else {
    std::unique_ptr<Program> program = ask_program(path, isolation);
    fill_info(*program);
    all[slot] = std::move(program);
  }
  return *table_of(slot, std::make_index_sequence<kMostPrograms>());
}

}  // namespace iggan
