#include <support/catch.h>

#include <cstdlib>
#include <limits>

#include <iggan/console/display_width.h>
#include <iggan/console/progress.h>

using namespace iggan;

namespace {

ProgressFacts halfway() {
  ProgressFacts facts;
  facts.label = "pictures";
  facts.done = 12;
  facts.total = 24;
  facts.estimate = {0.5, 200};
  facts.seconds_elapsed = 200;
  return facts;
}

/// Sets the environment's locale for one test.
struct Locale {
  explicit Locale(const char* name) {
    if (before) saved = before;
    ::setenv("LC_ALL", name, 1);
  }
  ~Locale() { before ? ::setenv("LC_ALL", saved.c_str(), 1) : ::unsetenv("LC_ALL"); }
  const char* before = std::getenv("LC_ALL");
  std::string saved;
};

}  // namespace

TEST_CASE("a progress bar shows share, count and the time left", "[base]") {
  const Locale plain("C");
  CHECK(format_progress_bar(halfway(), 80) ==
        "pictures  [###############---------------]   50%  12/24  3m 20s left");
  const Locale utf8("C.UTF-8");
  CHECK(format_progress_bar(halfway(), 60) ==
        "pictures  ███████████░░░░░░░░░░   50%  12/24  3m 20s left");
}

TEST_CASE("a progress bar stays within the terminal, whatever its note", "[base]") {
  ProgressFacts facts = halfway();
  facts.note = "Fréchet distance of a threshold with a long name and many figures";
  for (int columns = 1; columns < 140; ++columns)
    CHECK(display_width(format_progress_bar(facts, columns)) < std::size_t(std::max(2, columns)));
}

TEST_CASE("a progress bar makes room for its note", "[base]") {
  const Locale plain("C");
  ProgressFacts facts = halfway();
  facts.note = "0.5 it/s  D right 50%";
  CHECK(format_progress_bar(facts, 72) ==
        "pictures  [#####-----]   50%  12/24  3m 20s left  0.5 it/s  D right 50%");
}

TEST_CASE("only finished work is at 100 percent, and an unknown end is not invented", "[base]") {
  const Locale plain("C");
  ProgressFacts facts = halfway();
  facts.estimate = {0.9999, std::numeric_limits<double>::infinity()};
  const std::string bar = format_progress_bar(facts, 80);
  CHECK(bar.find(" 99%") != std::string::npos);
  CHECK(bar.find("left") == std::string::npos);
  facts.estimate.share = 1;
  CHECK(format_progress_bar(facts, 80).find("100%") != std::string::npos);
}

TEST_CASE("a line of progress for logs", "[base]") {
  ProgressFacts facts = halfway();
  facts.note = "loss 0.5";
  CHECK(format_progress(facts) == "pictures 12/24  3m 20s elapsed, 3m 20s left  loss 0.5");
}
