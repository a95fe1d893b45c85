#pragma once
#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include <iggan/base/error.h>
#include <iggan/render/plugin_registry.h>

#include "run_command.h"
#include "skip.h"

#define SKIP_WITHOUT_PYTHON()                                                                     \
  do {                                                                                            \
    if (run_shell("python3 -c 'import json' 2>&1").status != 0) SKIP_TEST("there is no python3"); \
  } while (false)

/// The renderer of tests/support/programs that misbehaves on request.
inline std::string faulty_program() {
  return IGGAN_SOURCE_DIR "/tests/support/programs/faulty_program.py";
}

/// Opens a program with short limits.
inline std::unique_ptr<iggan::Renderer> open_program(
    const std::string& path, const iggan::config::Json& params = iggan::config::Json::object(),
    int threads = 1, std::shared_ptr<iggan::Log> log = nullptr, double seconds = 2) {
  iggan::RendererRequest request;
  request.name = path;
  request.params = params;
  request.thread_budget = threads;
  request.log = std::move(log);
  request.isolation.seconds = seconds;
  return iggan::open_renderer(request);
}

/// Writes an executable file.
inline std::string script_file(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path) << text;
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  return path.string();
}

/// Jobs for one solid voxel; job i has the seed i.
struct SmallJobs {
  iggan::VoxelGrid grid = iggan::VoxelGrid::cube(2);
  std::vector<iggan::RenderJob> jobs;
  explicit SmallJobs(int count) {
    grid.set(0, 0, 0, true);
    for (int i = 0; i < count; ++i) {
      iggan::RenderJob job;
      job.grid = grid;
      job.camera = iggan::orbit_camera(iggan::CameraKind::perspective, iggan::OrbitView{});
      job.lights = {iggan::Light{}};
      job.seed = std::uint64_t(i);
      jobs.push_back(job);
    }
  }
};

inline std::vector<float> draw_small(iggan::Renderer& renderer,
                                     const std::vector<iggan::RenderJob>& jobs) {
  std::vector<float> rgba(jobs.size() * 4 * 8 * 6);
  renderer.render(jobs, 8, 6, rgba.data());
  return rgba;
}

/// Why a renderer cannot be opened, or cannot render; "none" if it can.
inline std::string fault_of_program(const std::string& path) {
  const SmallJobs jobs(1);
  try {
    (void)draw_small(*open_program(path, iggan::config::Json::object(), 1, nullptr, 20), jobs.jobs);
  } catch (const iggan::Error& error) {
    return error.what();
  }
  return "none";
}

/// Whether the process is alive; one that has ended counts as dead even before it is reaped.
inline bool process_lives(pid_t id) {
  std::ifstream in("/proc/" + std::to_string(id) + "/stat");
  std::string line;
  std::getline(in, line);
  const std::size_t name_end = line.rfind(')');
  return name_end != std::string::npos && line.size() > name_end + 2 && line[name_end + 2] != 'Z';
}

/// The numbers in a file, one per line.
inline std::vector<pid_t> process_ids(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::vector<pid_t> ids;
  for (pid_t id; in >> id;) ids.push_back(id);
  return ids;
}
