#include <support/catch.h>

#include <cstdio>
#include <sstream>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <spdlog/sinks/ostream_sink.h>

#include <support/fake_plugins.h>
#include <support/programs.h>
#include <support/temp_dir.h>

#include <iggan/base/files.h>
#include <iggan/render/plugin_scope.h>

namespace fs = std::filesystem;

namespace {

/// Redirects a standard stream of this process to a file while it lives.
class Diverted {
 public:
  Diverted(int standard, const fs::path& file) : standard_(standard), saved_(::dup(standard)) {
    std::fflush(nullptr);
    const int opened = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    ::dup2(opened, standard);
    ::close(opened);
  }
  ~Diverted() {
    std::fflush(nullptr);
    ::dup2(saved_, standard_);
    ::close(saved_);
  }
  Diverted(const Diverted&) = delete;
  Diverted& operator=(const Diverted&) = delete;

 private:
  int standard_, saved_;
};

}  // namespace

TEST_CASE("what a plugin prints goes to standard error", "[render]") {
  const TempDir dir;
  const SmallJobs small(1);
  {
    const Diverted out(1, dir / "out"), error(2, dir / "error");
    std::printf("before;");
    const auto renderer = open_fake("rude_renderer", {{"rude", "print"}});
    (void)draw_small(*renderer, small.jobs);
    std::printf("after");
  }
  CHECK(iggan::read_text(dir / "out") == "before;after");
  CHECK_THAT(iggan::read_text(dir / "error"),
             Contains("printed by the plugin") && Contains("written by the plugin"));
}

TEST_CASE("what a plugin closes or changes in the process is restored, with a warning",
          "[render]") {
  const std::string rude = GENERATE("close", "folder", "umask");
  std::ostringstream text;
  const auto log =
      std::make_shared<iggan::Log>("test", std::make_shared<spdlog::sinks::ostream_sink_mt>(text));
  const TempDir dir;
  const SmallJobs small(1);
  const fs::path folder = fs::current_path();
  const int mask = iggan::current_umask();
  {
    const Diverted out(1, dir / "out");
    const auto renderer = open_fake("rude_renderer", {{"rude", rude}}, log);
    (void)draw_small(*renderer, small.jobs);
    (void)draw_small(*renderer, small.jobs);
    std::printf("still mine");
  }
  CHECK(iggan::read_text(dir / "out") == "still mine");
  CHECK(fs::current_path() == folder);
  CHECK(iggan::current_umask() == mask);
  const std::string what = rude == "close"    ? "standard input, output or error"
                           : rude == "folder" ? "the working directory"
                                              : "the umask";
  CHECK_THAT(text.str(), Contains("org.iggan.test.rude changed " + what));
  CHECK(text.str().find("changed") == text.str().rfind("changed"));  // once is enough
}
