#pragma once
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include <iggan/conformance/finding.h>
#include <iggan/conformance/subject.h>

using iggan::conformance::AbiScene;
using iggan::conformance::HostCall;
using iggan::conformance::jobs_of;
using iggan::conformance::kFullLight;
using iggan::conformance::small_scene;
using iggan::conformance::small_scenes;

/// A renderer's library, or its program.
inline std::string plugin_file(const std::string& name) {
  const std::string file = std::string(IGGAN_PLUGIN_DIR) + "/" + name + "_renderer";
  return std::filesystem::exists(file) ? file : file + ".so";
}

/// A renderer of one of iggan's plugins, called only through the ABI.
class TestRenderer {
 public:
  /// @param name  "raster", "embree" and, if available, "tachyon", "egl" and "blender".
  explicit TestRenderer(const std::string& name, const std::string& params = "{}",
                        std::uint32_t thread_budget = 1) try
      : subject(plugin_file(name), "org.iggan." + name), instance(subject, params, thread_budget) {
  } catch (const iggan::conformance::Finding& finding) {
    throw std::runtime_error(finding.message);
  }

  iggan_status render(const std::vector<iggan_job>& jobs) { return instance.render(jobs, call); }
  [[nodiscard]] const std::vector<iggan_status>& statuses() const { return instance.statuses; }

  iggan::conformance::Subject subject;
  iggan::conformance::Instance instance;
  HostCall call;
};
