#include <support/catch.h>

#include <support/run_command.h>

TEST_CASE("the plugin host is linked to no library that slows its start", "[house]") {
  const auto linked = run_shell("ldd '" IGGAN_BUILD_DIR "/bin/iggan-renderer-host'");
  REQUIRE(linked.status == 0);
  CHECK_THAT(linked.output, Contains("libstdc++") && !Contains("libtorch") &&
                                !Contains("libOpenImageIO") && !Contains("libassimp") &&
                                !Contains("libmeshoptimizer"));
}
