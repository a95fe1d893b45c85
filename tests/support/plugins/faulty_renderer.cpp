// A renderer that renders columns of voxels, and misbehaves on request.
#include <iggan/renderer_plugin.hpp>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include <nlohmann/json.hpp>

#include <signal.h>
#include <unistd.h>

#include "test_info.h"

namespace {

constexpr const char* kSchema = R"({"type": "object", "additionalProperties": false, "properties": {
  "fault": {"type": "string", "enum": ["none", "kill", "abort", "hang", "hog", "exit", "device",
            "half", "cut", "daemon"], "default": "none"},
  "note": {"type": "string", "default": "", "description": "file for a process id"},
  "after": {"type": "integer", "minimum": 0, "default": 0,
            "description": "calls of this process that succeed before the fault"},
  "once": {"type": "string", "default": "",
           "description": "a file: no fault if it exists; the first fault creates it"}}})";

class FaultyRenderer {
 public:
  static const iggan_info& info() {
    static const iggan_info kInfo = test_info("org.iggan.test.faulty", "Faulty", kSchema);
    return kInfo;
  }

  explicit FaultyRenderer(const iggan::plugin::CreateOptions& options) {
    const auto json = nlohmann::json::parse(options.params_json);
    fault_ = json.value("fault", "none");
    after_ = json.value("after", 0);
    once_ = json.value("once", "");
    note_ = json.value("note", "");
  }

  void render(iggan::plugin::Batch& batch) const {
    static std::atomic<int> calls{0};
    if (calls++ >= after_ && may_strike()) strike();
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const auto& job = batch.job(i);
      const auto& canvas = job.canvas;
      for (std::uint32_t y = 0; y < canvas.height(); ++y)
        for (std::uint32_t x = 0; x < canvas.width(); ++x) {
          const float solid = column(job.grid, x * job.grid.nx / canvas.width(),
                                     job.grid.ny - 1 - y * job.grid.ny / canvas.height());
          const float rgba[4] = {0.7f * solid, 0.7f * solid, 0.7f * solid, solid};
          canvas.store(x, y, rgba);
        }
      batch.finish(i);
    }
  }

 private:
  static float column(const iggan_grid& grid, std::uint32_t i, std::uint32_t j) {
    for (std::uint32_t k = 0; k < grid.nz; ++k)
      if (grid.occupancy[i * grid.occ_stride[0] + j * grid.occ_stride[1] +
                         k * grid.occ_stride[2]] != 0)
        return 1;
    return 0;
  }

  [[nodiscard]] bool may_strike() const {
    if (once_.empty()) return true;
    if (::access(once_.c_str(), F_OK) == 0) return false;
    if (std::FILE* file = std::fopen(once_.c_str(), "w")) std::fclose(file);
    return true;
  }

  void strike() const {
    if (fault_ == "kill") ::kill(::getpid(), SIGKILL);
    if (fault_ == "abort") std::abort();
    if (fault_ == "exit") ::_exit(0);
    if (fault_ == "device")
      throw iggan::plugin::Failure(IGGAN_E_DEVICE, "the device has left the building");
    if (fault_ == "half") {  // of an answer, on the host's socket
      if (::write(3, "{\"j", 3) != 3) std::abort();
      for (;;) ::sleep(1);
    }
    if (fault_ == "cut") (void)!::ftruncate(4, 0);  // the memory shared with the host
    if (fault_ == "daemon" && ::fork() == 0) {
      ::setsid();
      if (::fork() > 0) ::_exit(0);
      if (std::FILE* file = std::fopen(note_.c_str(), "w")) {
        std::fprintf(file, "%d\n", static_cast<int>(::getpid()));
        std::fclose(file);
      }
      for (;;) ::sleep(1);
    }
    if (fault_ == "hang")
      for (;;) ::sleep(1);
    if (fault_ == "hog") {
      std::vector<unsigned char> memory(std::size_t{3} << 30, 1);  // three gigabytes, written
      volatile unsigned char last = memory.back();
      (void)last;
    }
  }

  std::string fault_, once_, note_;
  int after_ = 0;
};

}  // namespace

IGGAN_RENDERER_PLUGIN(FaultyRenderer)
