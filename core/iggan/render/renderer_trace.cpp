#include <iggan/render/renderer_trace.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

#include <iggan/base/error.h>
#include <iggan/console/status_line.h>
#include <iggan/render/parameter_schema.h>
#include <iggan/render/plugin_renderer.h>

namespace iggan {
namespace {

constexpr std::uint32_t kUnwritten = 0x7fc0a5a5;  // a NaN that arithmetic never produces
constexpr int kAgainEvery = 16;

double now_in_milliseconds() {
  return 1e-6 * static_cast<double>(std::chrono::duration_cast<std::chrono::nanoseconds>(
                                        std::chrono::steady_clock::now().time_since_epoch())
                                        .count());
}

bool is_unwritten(float value) {
  std::uint32_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  return bits == kUnwritten;
}

/// FNV-1a: detects changes in data that must not change.
class Digest {
 public:
  void add(const void* data, std::size_t size) {
    const auto* bytes = static_cast<const unsigned char*>(data);
    for (std::size_t i = 0; i < size; ++i) value_ = (value_ ^ bytes[i]) * 0x100000001b3ull;
  }
  [[nodiscard]] std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = 0xcbf29ce484222325ull;
};

std::size_t cells_of(const iggan_grid& grid) {
  return std::size_t{grid.nx} * grid.ny * grid.nz;  // iggan's own grids are dense
}

std::uint64_t digest_of(const std::vector<iggan_job>& jobs) {
  Digest digest;
  for (const iggan_job& job : jobs) {
    digest.add(&job, sizeof job);
    digest.add(job.grid, sizeof *job.grid);
    digest.add(job.camera, sizeof *job.camera);
    digest.add(job.out, sizeof *job.out);
    if (job.light_count > 0) digest.add(job.lights, job.light_count * sizeof *job.lights);
    digest.add(job.grid->occupancy, cells_of(*job.grid));
    if (job.grid->albedo != nullptr) digest.add(job.grid->albedo, 3 * cells_of(*job.grid));
  }
  return digest.value();
}

std::string describe(const iggan_job& job) {
  const iggan_grid& grid = *job.grid;
  const iggan_camera& camera = *job.camera;
  const auto solid = std::count_if(grid.occupancy, grid.occupancy + cells_of(grid),
                                   [](std::uint8_t cell) { return cell != 0; });
  std::string lights;
  for (std::uint32_t i = 0; i < job.light_count; ++i) {
    const iggan_light& light = job.lights[i];
    constexpr const char* kKinds[] = {"?", "ambient", "directional", "point"};
    lights +=
        fmt::format("{}{} rgb {:.4g} {:.4g} {:.4g}", i == 0 ? "" : "; ",
                    kKinds[std::min(light.kind, 3u)], light.rgb[0], light.rgb[1], light.rgb[2]);
    if (light.kind != IGGAN_LIGHT_AMBIENT)
      lights += fmt::format(" vec {:.4g} {:.4g} {:.4g}", light.vec[0], light.vec[1], light.vec[2]);
  }
  const bool perspective = camera.kind == IGGAN_CAMERA_PERSPECTIVE;
  return fmt::format(
      "grid {} x {} x {}, {} solid, {}; {} camera at {:.4g} {:.4g} {:.4g}, {} {:.4g}, near {:.4g}, "
      "far {:.4g}; lights: {}; seed {}",
      grid.nx, grid.ny, grid.nz, solid, grid.albedo == nullptr ? "one albedo" : "albedo",
      perspective ? "perspective" : "orthographic", camera.to_world[12], camera.to_world[13],
      camera.to_world[14], perspective ? "yfov" : "ymag", perspective ? camera.yfov : camera.ymag,
      camera.znear, camera.zfar, lights.empty() ? "none" : lights, job.seed);
}

}  // namespace

void PollWatch::start() {
  start_ = last_ = now_in_milliseconds();
}

void PollWatch::look() {
  const double now = now_in_milliseconds();
  longest_ = std::max(longest_, now - last_);
  last_ = now;
}

void PollWatch::poll(bool stopping) {
  const std::lock_guard lock(mutex_);
  look();
  ++polls_;
  if (stopping && stopped_ < 0) stopped_ = last_;
}

void PollWatch::finish() {
  const std::lock_guard lock(mutex_);
  look();
}

std::unique_ptr<RendererTrace> RendererTrace::of_environment(const RendererInfo& info) {
  const char* path = std::getenv("IGGAN_TRACE_RENDERER");
  if (path == nullptr || *path == '\0') return nullptr;
  const int file = ::open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (file < 0)
    fail<DataError>("cannot write {}, which IGGAN_TRACE_RENDERER names: {}", path,
                    std::strerror(errno));
  return std::unique_ptr<RendererTrace>(new RendererTrace(info, file));
}

RendererTrace::RendererTrace(const RendererInfo& info, int file) : info_(info), file_(file) {}

RendererTrace::~RendererTrace() {
  ::close(file_);
}

void RendererTrace::line(const std::string& text) const {
  // In one write, so that lines of several processes do not mix.
  const std::string whole =
      fmt::format("{:.3f} {} {}: {}\n", 1e-3 * now_in_milliseconds(), ::getpid(), info_.id, text);
  if (::write(file_, whole.data(), whole.size()) != static_cast<ssize_t>(whole.size()))
    StatusLine::of_process().note_loss(
        fmt::format("lines of the renderer's trace are lost: {}", std::strerror(errno)));
}

void RendererTrace::created(const iggan_create_info& asked, iggan_status status,
                            const std::string& text, double milliseconds) {
  line(fmt::format("create({}, thread_budget {}) of {}, {} -> {}, {:.1f} ms{}", asked.params_json,
                   asked.thread_budget, info_.library_path, info_.thread_model, status_name(status),
                   milliseconds, text));
  const config::Json given = config::Json::parse(asked.params_json, nullptr, false);
  defaults_ = given == complete_parameters(info_.params_schema, config::Json::object(), info_.id);
  if (status != IGGAN_OK && text.empty()) fault("create: an error without a text that says why");
}

void RendererTrace::destroyed() {
  line("destroy");
}

void RendererTrace::asked_extension(const char* id, bool offered) {
  line(fmt::format("get_extension({}) -> {}", id, offered ? "a table" : "NULL"));
}

void RendererTrace::changed(const std::string& what) {
  fault("it changed " + what + " of the process");
}

void RendererTrace::before(Batch& batch) const {
  float unwritten = 0;
  std::memcpy(&unwritten, &kUnwritten, sizeof unwritten);
  std::fill_n(batch.rgba, batch.jobs.size() * batch.floats, unwritten);
  batch.inputs = digest_of(batch.jobs);
}

void RendererTrace::check_statuses(const Batch& batch, iggan_status status,
                                   const std::vector<iggan_status>& statuses,
                                   const std::string& text) const {
  const auto count = [&](iggan_status wanted) {
    return std::count(statuses.begin(), statuses.end(), wanted);
  };
  const auto all = static_cast<std::ptrdiff_t>(statuses.size());
  if (status == IGGAN_OK && count(IGGAN_OK) != all)
    fault("OK, but a job's status is not: on success every job is OK");
  const bool stopped = status == IGGAN_E_CANCELLED || status == IGGAN_E_TIMEOUT;
  if (status != IGGAN_OK && !stopped && text.empty())
    fault("an error without a text that says why");
  if (status != IGGAN_E_INVALID && status != IGGAN_E_UNSUPPORTED) return;
  if (count(status) != 1 || count(IGGAN_E_NOT_RUN) != all - 1)
    fault("a refused batch: one job has the code, all others are NOT_RUN");
  const float* end = batch.rgba + batch.jobs.size() * batch.floats;
  if (!std::all_of(static_cast<const float*>(batch.rgba), end, is_unwritten))
    fault("a refused batch: it wrote pixels before it had checked every job");
}

void RendererTrace::check_pixels(const Batch& batch, std::size_t job) const {
  const float* pixels = batch.rgba + job * batch.floats;
  const std::uint32_t width = batch.jobs[job].out->width;
  const auto complain = [&](std::size_t i, const char* what) {
    fault(fmt::format("job {}, pixel ({}, {}) channel {} is {}: {}", job, i / 4 % width,
                      i / 4 / width, i % 4, pixels[i], what));
  };
  for (std::size_t i = 0; i < batch.floats; ++i) {
    if (is_unwritten(pixels[i])) return complain(i, "it was not written");
    if (!std::isfinite(pixels[i])) return complain(i, "samples must be finite");
    if (i % 4 == 3 && !(pixels[i] >= -1e-4f && pixels[i] <= 1.0001f))
      return complain(i, "alpha must be between 0 and 1");
    if (i % 4 != 3 && pixels[i] != 0 && pixels[i + 3 - i % 4] == 0)
      return complain(i, "colour is premultiplied, so it is 0 where alpha is 0");
  }
}

void RendererTrace::after(const Batch& batch, iggan_status status,
                          const std::vector<iggan_status>& statuses, const std::string& text,
                          const PollWatch& watch) {
  const iggan_image& out = *batch.jobs.front().out;
  line(
      fmt::format("render_batch({} jobs of {} x {}) -> {}, {:.1f} ms, {} polls, longest gap "
                  "{:.1f} ms{}",
                  batch.jobs.size(), out.width, out.height, status_name(status),
                  watch.milliseconds(), watch.polls(), watch.longest_gap(), text));
  for (std::size_t i = 0; i < batch.jobs.size(); ++i)
    line(fmt::format("  job {}: {} -> {}", i, describe(batch.jobs[i]), status_name(statuses[i])));
  check_statuses(batch, status, statuses, text);
  for (std::size_t i = 0; i < batch.jobs.size(); ++i)
    if (statuses[i] == IGGAN_OK) check_pixels(batch, i);
  if (digest_of(batch.jobs) != batch.inputs) fault("it wrote to its inputs");
  const bool cancels = (info_.features & IGGAN_FEATURE_CANCEL) != 0;
  if (cancels && watch.longest_gap() > 50)
    line(fmt::format("?? no poll for {:.0f} ms: it polls too rarely, or the machine is busy",
                     watch.longest_gap()));
  if (cancels && watch.since_stop() > 250)
    line(fmt::format(
        "?? it returned {:.0f} ms after it was stopped: it was too slow, or the machine is busy",
        watch.since_stop()));
}

bool RendererTrace::wants_again() {
  return defaults_ && info_.determinism != Determinism::none && batches_++ % kAgainEvery == 0;
}

void RendererTrace::drawn_again(const float* first, const float* again, std::size_t floats) {
  const float bound = info_.determinism == Determinism::near ? info_.max_abs_error : 0.0f;
  for (std::size_t i = 0; i < floats; ++i)
    if (!(std::abs(first[i] - again[i]) <= bound * std::max(1.0f, std::abs(first[i])))) {
      fault(fmt::format("the first job rendered again differs: pixel {} channel {} was {}, is {}",
                        i / 4, i % 4, first[i], again[i]));
      return;
    }
  line("  the first job rendered again is equal");
}

}  // namespace iggan
