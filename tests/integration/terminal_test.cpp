#include <support/catch.h>

#include <regex>

#include <support/box_world.h>
#include <support/run_on_terminal.h>
#include <support/skip.h>

#include <iggan/base/files.h>
#include <iggan/console/display_width.h>

namespace {

constexpr const char* kNoTerminal = "no pseudo-terminal is available here (is devpts mounted?)";
constexpr const char* kErase = "\r\033[K";
constexpr const char* kColour = "\033[3";
constexpr const char* kBold = "\033[1m";

/// What is on the screen at the end: erased lines are gone.
std::string screen_of(const std::string& bytes) {
  std::string screen;
  std::size_t line_start = 0;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    if (bytes.compare(at, 4, kErase) == 0) {
      screen.resize(line_start);
      at += 3;
    } else if (bytes[at] != '\r') {
      screen += bytes[at];
      if (bytes[at] == '\n') line_start = screen.size();
    }
  }
  return screen;
}

}  // namespace

TEST_CASE("on a terminal a bar is redrawn in place while pictures are made, then removed",
          "[command][terminal]") {
  if (!has_terminals()) SKIP_TEST(kNoTerminal);
  const BoxWorld world;
  const std::string line =
      "dataset render --shapes " + quoted(world.shapes) + " --size 64 --views-per-shape 40 --out ";
  const auto drawn = run_on_terminal(line + quoted(world.dir / "first"));
  INFO(drawn.output);
  REQUIRE(drawn.status == 0);
  CHECK_THAT(drawn.output, Contains("pictures  ") && Contains("█") && Contains(kErase));
  CHECK(std::regex_search(drawn.output, std::regex("pictures  [█░]+ +[0-9]+%  [0-9]+/[0-9]+")));
  CHECK_THAT(screen_of(drawn.output), !Contains("█") && Contains("pictures of 64x64"));

  const auto dumb = run_on_terminal(line + quoted(world.dir / "second"), "TERM=dumb");
  CHECK(dumb.status == 0);
  CHECK_THAT(dumb.output, !Contains("\033") && !Contains("█"));
}

TEST_CASE("in training the log and the bar share the terminal, and the file has the figures",
          "[command][terminal]") {
  if (!has_terminals()) SKIP_TEST(kNoTerminal);
  const BoxWorld world;
  const auto trained = run_on_terminal("train --data " + quoted(world.pictures) + " --out " +
                                       quoted(world.runs) + " --preset smoke");
  INFO(trained.output);
  REQUIRE(trained.status == 0);
  CHECK_THAT(trained.output, Contains("training  ") && Contains("/20") && Contains("it/s"));
  const std::string screen = screen_of(trained.output);
  CHECK_THAT(screen, Contains("run folder") && !Contains("█") && !Contains("it/s"));
  CHECK_THAT(iggan::read_text(world.runs / "00000-smoke-raster/log.txt"), Contains("it/s"));
}

TEST_CASE("watch draws a run's curves, and redraws them on a terminal while it trains",
          "[command][terminal]") {
  const BoxWorld world;
  REQUIRE(world.train("").status == 0);
  const std::string run = quoted(world.runs / "00000-smoke-raster");
  const auto piped = run_iggan("watch " + run);
  INFO(piped.output);
  CHECK(piped.status == 0);
  CHECK_THAT(piped.output, Contains("iteration 20 of 20") && Contains("proxy's squared error") &&
                               Contains("solid voxels") && !Contains("\033"));
  const auto wrong = run_iggan("watch " + quoted(world.pictures));
  CHECK(wrong.status == 1);
  CHECK_THAT(wrong.output, Contains("is not a run folder"));
  if (!has_terminals()) SKIP_TEST(kNoTerminal);
  const auto drawn = run_on_terminal("watch " + run);  // no training is running, so it ends by
                                                       // itself
  CHECK(drawn.status == 0);
  CHECK_THAT(drawn.output, Contains("\033[H") && Contains("solid voxels") && Contains("⣀"));
}

TEST_CASE("no terminal escape reaches a pipe", "[command][terminal]") {
  const BoxWorld world;
  const std::string shapes = quoted(world.shapes);
  for (const std::string& line :
       {"bench renderers raster --sizes 8:8 --repeats 1 --seconds 0.01 --shapes " + shapes,
        std::string("renderers list"), std::string("renderers check raster --only geometry.axes"),
        std::string("trian"), std::string("renderers info nobody"),
        "dataset render --views-per-shape 30 --shapes " + shapes + " --out " +
            quoted(world.dir / "more")}) {
    const auto piped = run_iggan(line);
    INFO(line << "\n" << piped.output);
    CHECK_THAT(piped.output, !Contains("\033") && !Contains("\r"));
  }
}

TEST_CASE("colour is for terminals, and NO_COLOR turns it off", "[command][terminal]") {
  if (!has_terminals()) SKIP_TEST(kNoTerminal);
  const std::string check = "renderers check raster --only geometry.axes";
  const auto coloured = run_on_terminal(check);
  INFO(coloured.output);
  CHECK_THAT(coloured.output, Contains("\033[32mpass\033[0m"));
  CHECK_THAT(run_on_terminal("renderers list").output, Contains(kBold));
  CHECK_THAT(run_on_terminal("renderers info nobody").output, Contains("\033[31merror:\033[0m"));
  for (const char* setting : {"NO_COLOR=1", "NO_COLOR=0", "TERM=dumb"}) {
    INFO(setting);
    CHECK_THAT(run_on_terminal(check, setting).output, !Contains(kColour) && !Contains(kBold));
    CHECK_THAT(run_on_terminal("renderers info nobody", setting).output, !Contains(kColour));
  }
  CHECK_THAT(run_on_terminal(check, "NO_COLOR=").output, Contains(kColour));  // as if unset
}

TEST_CASE("a misspelt command or option is answered with the nearest known one", "[command]") {
  for (const auto& [line, words] :
       {std::pair{"trian", "trian is not known here: did you mean train?"},
        std::pair{"frobnicate", "frobnicate is not a command; known: doctor, "},
        std::pair{"dataset rendr", "did you mean render?"},
        std::pair{"render --shap x --out y", "--shap is not known here: did you mean --shape?"},
        std::pair{"sample --runs x --out y", "did you mean --run?"},
        std::pair{"train --prest=smoke", "did you mean --preset?"}}) {
    const auto result = run_iggan(line);
    INFO(line << "\n" << result.output);
    CHECK(result.status == 1);
    CHECK_THAT(result.output, Contains("error: ") && Contains(words));
  }
  CHECK_THAT(run_iggan("frobnicate").output, Contains("error: ") && !Contains("did you mean"));
}
