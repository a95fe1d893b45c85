// A renderer that renders nothing and does what a plugin must not do: when it is loaded, as chosen
// at compile time; in its calls, on request. Loading it leaves a file at the path in
// IGGAN_TEST_CANARY.
#include <iggan/renderer_plugin.hpp>

#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test_info.h"

namespace {

#ifndef RUDE_AT_LOAD
#define RUDE_AT_LOAD ""
#endif

const struct Loading {
  Loading() {
    if (const char* canary = std::getenv("IGGAN_TEST_CANARY"))
      ::close(::open(canary, O_WRONLY | O_CREAT, 0600));
    const std::string rude = RUDE_AT_LOAD;
    if (rude == "print") std::puts("Banner of a ray tracer 1.0");
    if (rude == "exit") std::exit(0);
    if (rude == "crash") std::abort();
    if (rude == "throw") throw std::runtime_error("no display");
  }
} loading;

constexpr const char* kSchema = R"({"type": "object", "additionalProperties": false, "properties": {
  "rude": {"type": "string", "default": "none",
           "enum": ["none", "print", "close", "folder", "umask", "exit", "bright", "silent"]}}})";

class RudeRenderer {
 public:
  static const iggan_info& info() {
    static const iggan_info kInfo = test_info("org.iggan.test.rude" RUDE_AT_LOAD, "Rude", kSchema);
    return kInfo;
  }

  explicit RudeRenderer(const iggan::plugin::CreateOptions& options)
      : params_(options.params_json) {}

  void render(iggan::plugin::Batch& batch) const {
    if (is("print")) {
      std::puts("printed by the plugin");
      (void)!::write(1, "written by the plugin\n", 22);
    }
    if (is("close"))
      for (const int standard : {0, 1, 2}) ::close(standard);
    if (is("folder")) (void)!::chdir("/");
    if (is("umask")) (void)::umask(077);
    if (is("exit")) std::exit(0);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const auto& canvas = batch.job(i).canvas;
      const float nothing[4] = {is("bright") ? 0.5f : 0.0f, 0, 0, 0};
      for (std::uint32_t y = 0; y < canvas.height(); ++y)
        for (std::uint32_t x = 0; x < canvas.width(); ++x)
          if (!is("silent") || x > 0) canvas.store(x, y, nothing);
      batch.finish(i);
    }
  }

 private:
  [[nodiscard]] bool is(const char* rude) const {
    return params_.find('"' + std::string(rude) + '"') != std::string::npos;
  }
  std::string params_;
};

}  // namespace

IGGAN_RENDERER_PLUGIN(RudeRenderer)
