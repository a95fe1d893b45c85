#include <support/catch.h>

#include <regex>

#include <support/fake_plugins.h>
#include <support/run_command.h>

using Catch::Matchers::StartsWith;

TEST_CASE("iggan doctor accepts the build tree, and names what to fix", "[command]") {
  const PluginPath path(IGGAN_FAKE_PLUGIN_DIR);
  const auto result = run_iggan("doctor");
  INFO(result.output);
  CHECK(result.status == 0);
  CHECK_THAT(result.output, Contains("LibTorch") && Contains("GFLOP/s") &&
                                Contains("ok    org.iggan.raster") && Contains("GOMP_SPINCOUNT") &&
                                Contains("the plugin has ABI 7.3") &&
                                Contains("org.iggan.test.concurrent") &&
                                Contains("a voxel in front of the camera has opacity 0"));
  // Optional renderers are available, or their packages are named.
  CHECK_THAT(result.output, Contains("ok    org.iggan.tachyon") || Contains("libtachyon-mt-0-dev"));
  CHECK_THAT(result.output, Contains("org.iggan.egl") || Contains("libegl-dev"));
}

TEST_CASE("iggan lets waiting threads spin only briefly, unless the user chooses", "[command]") {
  const auto line_of = [](const std::string& chosen) {
    const auto result = run_shell("env -u GOMP_SPINCOUNT -u OMP_WAIT_POLICY " + chosen + " '" +
                                  IGGAN_COMMAND + "' doctor 2>&1");
    std::smatch found;
    const std::regex wanted("(ok|warn) *OMP_NUM_THREADS=.*");
    return std::regex_search(result.output, found, wanted) ? found.str() : result.output;
  };
  CHECK_THAT(line_of(""), StartsWith("ok") && Contains("GOMP_SPINCOUNT=2000"));
  CHECK_THAT(line_of("GOMP_SPINCOUNT=7"), StartsWith("ok") && Contains("GOMP_SPINCOUNT=7"));
  CHECK_THAT(line_of("GOMP_SPINCOUNT=300000"), StartsWith("warn"));
  CHECK_THAT(line_of("OMP_WAIT_POLICY=passive"),
             StartsWith("ok") && Contains("GOMP_SPINCOUNT=(unset)"));
  CHECK_THAT(line_of("OMP_WAIT_POLICY=active"), StartsWith("warn"));
}
