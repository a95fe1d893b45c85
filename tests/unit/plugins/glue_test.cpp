#include <support/catch.h>

#include <cstring>
#include <new>
#include <stdexcept>
#include <string>

#include <iggan/renderer_plugin.hpp>

#include "support/plugin_under_test.h"

namespace {

using iggan::plugin::Batch;
using iggan::plugin::CreateOptions;

/// A renderer that does what its parameters say in its second job.
class Moody {
 public:
  static const iggan_info& info() {
    static const iggan_info kInfo{sizeof(iggan_info),
                                  IGGAN_CONCURRENT,
                                  IGGAN_DET_BITWISE,
                                  iggan::plugin::kAllFormats,
                                  0,
                                  64,
                                  64,
                                  64,
                                  8,
                                  0,
                                  0,
                                  "test.moody",
                                  "Moody",
                                  "tests",
                                  "1",
                                  "CC0-1.0",
                                  "{}"};
    return kInfo;
  }
  explicit Moody(const CreateOptions& options) : mood_(options.params_json) {
    if (mood_ == "refuse") throw std::runtime_error("not today");
  }
  void render(Batch& batch) const {
    for (std::size_t i = 0; i < batch.size(); ++i) {
      if (i == 1 && mood_ == "throw")
        throw std::runtime_error("a wheel came off: \xFF caf\xC3\xA9");
      if (i == 1 && mood_ == "bad_alloc") throw std::bad_alloc();
      if (i == 1 && mood_ == "odd") throw 42;
      if (i == 1 && mood_ == "lazy") continue;
      const float red[4] = {1, 0, 0, 1};
      for (std::uint32_t y = 0; y < batch.job(i).canvas.height(); ++y)
        for (std::uint32_t x = 0; x < batch.job(i).canvas.width(); ++x)
          batch.job(i).canvas.store(x, y, red);
      batch.finish(i);
    }
  }

 private:
  std::string mood_;
};

struct Outcome {
  iggan_status status;
  std::string text;
  std::vector<iggan_status> jobs;
};

Outcome render_in(const char* mood, std::uint32_t error_capacity = 512) {
  const iggan_plugin* table = iggan::plugin::Library<Moody>::table();
  HostCall call;
  call.raw().error_capacity = error_capacity;
  const iggan_create_info info{sizeof info, 1, "test.moody", mood};
  iggan_renderer* renderer = nullptr;
  const iggan_status created = table->create(&info, call.get(), &renderer);
  if (created != IGGAN_OK) return {created, call.text(), {}};
  AbiScene a(1, 1, 1, 2, 2), b(1, 1, 1, 2, 2), c(1, 1, 1, 2, 2);
  const iggan_job jobs[3] = {a.job(), b.job(), c.job()};
  std::vector<iggan_status> statuses(3, -1);
  const iggan_status status =
      table->render_batch(renderer, jobs, 3, sizeof(iggan_job), statuses.data(), call.get());
  table->destroy(renderer);
  return {status, call.text(), statuses};
}

using Statuses = std::vector<iggan_status>;

}  // namespace

TEST_CASE("a plugin's exceptions become statuses with their text", "[plugins]") {
  CHECK(render_in("calm").status == IGGAN_OK);
  CHECK(render_in("calm").jobs == Statuses{IGGAN_OK, IGGAN_OK, IGGAN_OK});

  const Outcome refused = render_in("refuse");
  CHECK(refused.status == IGGAN_E_INTERNAL);
  CHECK(refused.text == "not today");

  const Outcome broken = render_in("throw");
  CHECK(broken.status == IGGAN_E_INTERNAL);
  CHECK(broken.text == "a wheel came off: ? caf\xC3\xA9");  // only well-formed UTF-8 leaves
  CHECK(broken.jobs == Statuses{IGGAN_OK, IGGAN_E_INTERNAL, IGGAN_E_INTERNAL});

  CHECK(render_in("bad_alloc").jobs == Statuses{IGGAN_OK, IGGAN_E_MEMORY, IGGAN_E_MEMORY});
  CHECK(render_in("odd").status == IGGAN_E_INTERNAL);
}

TEST_CASE("a job that a plugin forgot is reported", "[plugins]") {
  const Outcome lazy = render_in("lazy");
  CHECK(lazy.status == IGGAN_E_INTERNAL);
  CHECK(lazy.jobs == Statuses{IGGAN_OK, IGGAN_E_INTERNAL, IGGAN_OK});
}

TEST_CASE("an error text is cut to its buffer between characters", "[plugins]") {
  CHECK(render_in("throw", 8).text == "a wheel");
  CHECK(render_in("throw", 25).text == "a wheel came off: ? caf");  // not half of the e acute
  CHECK(render_in("throw", 26).text == "a wheel came off: ? caf\xC3\xA9");
}
