#include <support/catch.h>

#include <support/environment_variable.h>
#include <support/fake_plugins.h>
#include <support/programs.h>
#include <support/temp_dir.h>

#include <iggan/base/error.h>
#include <iggan/base/files.h>

namespace {

/// Sets IGGAN_TRACE_RENDERER for one test.
struct Trace {
  TempDir dir;
  EnvironmentVariable set{"IGGAN_TRACE_RENDERER", dir / "trace"};
  [[nodiscard]] std::string text() const { return iggan::read_text(dir / "trace"); }
};

}  // namespace

TEST_CASE("a trace has every call with its arguments, and no violation by a correct renderer",
          "[render]") {
  const Trace trace;
  const SmallJobs small(2);
  {
    iggan::RendererRequest request;
    request.name = "raster";
    request.isolation.on = GENERATE(false, true);
    const auto renderer = iggan::open_renderer(request);
    for (int batch = 0; batch < 3; ++batch) (void)draw_small(*renderer, small.jobs);
  }
  const std::string text = trace.text();
  INFO(text);
  CHECK_THAT(text, Contains("org.iggan.raster: create({") && Contains("thread_budget 0") &&
                       Contains("render_batch(2 jobs of 8 x 6) -> OK") &&
                       Contains("job 1: grid 2 x 2 x 2, 1 solid, one albedo; perspective camera") &&
                       Contains("ambient rgb") && Contains("seed 1 -> OK") &&
                       Contains("rendered again is equal") && Contains(": destroy"));
  CHECK_THAT(text, !Contains("!!"));
}

TEST_CASE("a trace says which rules a plugin's answers break", "[render]") {
  struct Case {
    std::string rude, fault;
    bool refused = false;
  };
  const auto one = GENERATE(Case{"silent", "(0, 0) channel 0 is nan: it was not written", true},
                            Case{"bright", "colour is premultiplied"},
                            Case{"folder", "it changed the working directory"});
  const Trace trace;
  const SmallJobs small(1);
  const auto renderer = open_fake("rude_renderer", {{"rude", one.rude}});
  if (one.refused)
    CHECK_THROWS_AS(draw_small(*renderer, small.jobs), iggan::PluginError);
  else
    (void)draw_small(*renderer, small.jobs);
  CHECK_THAT(trace.text(), Contains("!! ") && Contains(one.fault));
}

TEST_CASE("a trace that cannot be written is an error before anything is drawn", "[render]") {
  const EnvironmentVariable trace("IGGAN_TRACE_RENDERER", "/no/such/folder/trace");
  CHECK_THROWS_WITH(open_fake("rude_renderer"),
                    Contains("/no/such/folder/trace") && Contains("IGGAN_TRACE_RENDERER"));
}
