#include <algorithm>
#include <cstdlib>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <thread>

#include <fmt/format.h>

#include <iggan/base/cpu_features.h>
#include <iggan/base/error.h>
#include <iggan/base/lower_case.h>
#include <iggan/console/terminal.h>
#include <iggan/formats/image_file.h>
#include <iggan/models/runtime_facts.h>
#include <iggan/models/speed_advice.h>
#include <iggan/pictures/scene_renderer.h>
#include <iggan/render/plugin_registry.h>
#include <iggan/training/training_run.h>

#include "command.h"
#include "optional_renderers.h"
#include "output.h"

namespace iggan::cli {
namespace {

/// Prints one line per finding as it comes, or keeps them all for JSON, and counts those that must
/// be fixed.
class Report {
 public:
  explicit Report(bool json) : json_(json) {}
  void head(const std::string& text) {
    part_ = text;
    if (!json_) print_lines(painted(text, Paint::bold, colour_) + "\n");
  }
  void ok(const std::string& text) { add("ok", Paint::green, text, ""); }
  void advise(const std::string& text, const std::string& advice) {
    add("warn", Paint::yellow, text, advice);
  }
  /// Ok if there is no advice, advice otherwise.
  void judge(const std::string& text, const std::string& advice) {
    if (advice.empty())
      ok(text);
    else
      advise(text, advice);
  }
  /// Notes something optional that is absent.
  void note(const std::string& text, const std::string& advice) {
    add("note", Paint::plain, text, advice);
  }
  void broken(const std::string& text, const std::string& advice) {
    add("FAIL", Paint::red, text, advice);
    ++broken_;
  }
  [[nodiscard]] int broken_count() const { return broken_; }
  [[nodiscard]] const config::Json& findings() const { return findings_; }

 private:
  void add(const std::string& state, Paint paint, const std::string& text,
           const std::string& advice) {
    findings_.push_back({{"part", part_},
                         {"state", state == "FAIL" ? "fail" : state},
                         {"text", text},
                         {"advice", advice}});
    if (json_) return;
    const std::string space(6 - state.size(), ' ');
    print_lines("  " + painted(state, paint, colour_) + space + text + "\n" +
                (advice.empty() ? "" : "        " + advice + "\n"));
  }

  bool json_;
  Colour colour_ = colour_of(Stream::output);
  std::string part_;
  config::Json findings_ = config::Json::array();
  int broken_ = 0;
};

std::string compiler() {
#if defined(__clang__)
  return "clang " __clang_version__;
#else
  return "gcc " __VERSION__;
#endif
}

void examine_versions(Report& report, const RuntimeFacts& facts) {
  report.head("versions");
  report.ok(fmt::format("iggan {}, compiled by {}", IGGAN_VERSION, compiler()));
  report.ok("LibTorch " + facts.torch_version);
  report.ok("OpenImageIO " + image_library_version());
}

void examine_speed(Report& report, const RuntimeFacts& facts, int cores) {
  report.head("arithmetic");
  const CpuFeatures cpu = cpu_features();
  const std::string library = facts.blas_library.empty() ? "inside LibTorch" : facts.blas_library;
  const std::string kernels =
      facts.blas_core.empty() ? "" : fmt::format(", kernels for {}", facts.blas_core);
  report.judge(fmt::format("BLAS: {} ({}){}, {:.0f} GFLOP/s on {} threads", facts.blas_name,
                           library, kernels, measure_sgemm_gflops(cores), cores),
               blas_advice(facts, cpu, cores));
  report.judge(
      fmt::format("LibTorch: kernels for {}, {}",
                  facts.torch_kernels.empty() ? "an unknown processor" : facts.torch_kernels,
                  facts.has_onednn ? "convolutions by oneDNN" : "no oneDNN"),
      tensor_advice(facts, cpu));
  if (facts.cuda_available)
    report.ok(fmt::format("device: cpu, and cuda with {} device{}", facts.cuda_devices,
                          facts.cuda_devices == 1 ? "" : "s"));
  else
    report.ok("device: cpu (this LibTorch sees no CUDA device)");
  if (can_train_in_ranks())
    report.ok("training in several processes: c10d with Gloo");
  else
    report.ok("training in one process; for several, install libgloo-dev and rebuild iggan");
}

void examine_threads(Report& report, const RuntimeFacts& facts, int cores) {
  report.head("threads");
  const auto setting = [](const char* name) {
    const char* value = std::getenv(name);
    return std::string(value ? value : "");
  };
  const auto shown = [&](const char* name) {
    return fmt::format("{}={}", name, setting(name).empty() ? "(unset)" : setting(name));
  };
  report.judge(
      fmt::format("{} cores; LibTorch starts with {} thread{}; training sets its own number", cores,
                  facts.torch_threads, facts.torch_threads == 1 ? "" : "s"),
      thread_advice(facts, cores));
  const std::string settings = fmt::format("{}, {}, {}", shown("OMP_NUM_THREADS"),
                                           shown("OMP_WAIT_POLICY"), shown("GOMP_SPINCOUNT"));
  // If neither is set, the program sets a short spin count.
  const std::string spins = setting("GOMP_SPINCOUNT");
  const bool waits_are_short =
      spins.empty()
          ? lower_case(setting("OMP_WAIT_POLICY")) == "passive"
          : spins.size() <= 4 && spins.find_first_not_of("0123456789") == std::string::npos;
  if (waits_are_short)
    report.ok(settings);
  else
    report.advise(settings,
                  "on a busy machine, threads that spin while waiting make work take more than "
                  "twice as long: unset GOMP_SPINCOUNT and OMP_WAIT_POLICY");
}

/// Renders a small picture of one voxel. @return what is wrong, empty if nothing.
std::string try_renderer(const RendererInfo& info) {
  try {
    RendererRequest request;
    request.name = info.library_path;
    const auto renderer = open_renderer(request);
    VoxelGrid grid = VoxelGrid::cube(1);
    grid.set(0, 0, 0, true);
    SceneDistribution scene;
    scene.lights = {Light{}};
    const View view{grid, scene.shot_from(orbit_camera(scene.camera.kind, OrbitView{}))};
    const ImageF32 image = renderer->render_one(job_of(view, scene), 9, 9);
    const float alpha = image.samples[image.index(4, 4, 3)];
    return alpha > 0.99f ? "" : fmt::format("a voxel in front of the camera has opacity {}", alpha);
  } catch (const Error& error) {
    return error.what();
  }
}

/// Tries one of iggan's own renderer programs, which are not run when plugins are listed.
void try_program(const std::string& path,
                 const std::function<void(const std::string&, const std::string&)>& judge) {
  try {
    const RendererInfo info = describe_renderer(path);
    judge(fmt::format("{} {} ({})", info.id, info.version, path), try_renderer(info));
  } catch (const Error& error) {
    judge(path, error.what());
  }
}

void examine_renderers(Report& report) {
  report.head("renderers");
  int usable = 0;
  std::set<std::string> present;
  const auto judge = [&](const std::string& line, const std::string& fault) {
    if (fault.empty())
      report.ok(line);
    else
      report.advise(line + ": " + fault, "this renderer cannot be used; reinstall it");
    usable += fault.empty();
  };
  const std::vector<PluginListing> listings = list_plugins();
  for (const PluginListing& listing : listings) {
    if (!listing.error.empty())
      report.advise(listing.error, "remove the file, or rebuild it for this host");
    if (!listing.note.empty() && !listing.program)
      report.advise(listing.path.string() + ": " + listing.note, "remove the copy you do not want");
    for (const RendererInfo& info : listing.renderers) {
      const std::string line =
          fmt::format("{} {} ({})", info.id, info.version, listing.path.string());
      const std::string fault = listing.renderers.size() == 1 ? try_renderer(info) : "";
      judge(line, fault);
      if (fault.empty()) present.insert(info.id);
    }
    if (is_own_program(listing)) try_program(listing.path.string(), judge);
  }
  if (present.count("org.iggan.embree") == 0)
    report.advise(
        "the Embree renderer is absent",
        "install libembree-dev and rebuild, or add the plugin's folder to IGGAN_PLUGIN_PATH");
  for (const AbsentRenderer& absent : absent_renderers(listings))
    report.note(absent.reason, absent.advice);
  if (usable == 0) {
    std::vector<std::string> folders;
    for (const auto& folder : plugin_search_path()) folders.push_back(folder.string());
    report.broken(fmt::format("no renderer can be used; searched {}", fmt::join(folders, ", ")),
                  "build the plugins, or set IGGAN_PLUGIN_PATH to their folder");
  }
}

void doctor(bool json) {
  Report report(json);
  const RuntimeFacts facts = runtime_facts();
  examine_versions(report, facts);
  const int cores = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  examine_speed(report, facts, cores);
  examine_threads(report, facts, cores);
  examine_renderers(report);
  if (json) print_json({{"usable", report.broken_count() == 0}, {"findings", report.findings()}});
  if (report.broken_count() > 0)
    fail<Error>("{} problem{} must be fixed first: see what failed above", report.broken_count(),
                report.broken_count() == 1 ? "" : "s");
}

}  // namespace

void add_doctor_command(CLI::App& app) {
  CLI::App* command =
      app.add_subcommand("doctor", "Look for what is missing, slow or broken on this machine.");
  command->footer("Example:\n  iggan doctor\nThe exit status is 1 if something needed is broken.");
  auto json = std::make_shared<bool>(false);
  add_json_flag(*command, *json);
  command->callback([json] { doctor(*json); });
}

}  // namespace iggan::cli
