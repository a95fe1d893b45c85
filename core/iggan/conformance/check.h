#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <iggan/config/fields.h>
#include <iggan/conformance/finding.h>
#include <iggan/conformance/subject.h>

namespace iggan::conformance {

/// Which check to run on what; travels to the child process as JSON.
struct CheckRequest {
  std::string check;
  std::string library, renderer;  // path; id, empty: the library's first
  std::string params = "{}";
  std::uint64_t seed = 1;  // of the random jobs
  std::string picture;     // PPM file for the difference of images that disagree; empty: none
  double seconds = 20;     // the child is killed after so long
  bool nested = false;     // asked for by a running check, which compares the message

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    visit("check", self.check, "id of the check");
    visit("library", self.library, "path of the plugin");
    visit("renderer", self.renderer, "id of the renderer");
    visit("params", self.params, "JSON text");
    visit("seed", self.seed, "of the random jobs");
    visit("picture", self.picture, "PPM file of a difference");
    visit("seconds", self.seconds, "the child is killed after so long");
    visit("nested", self.nested, "asked for by a running check");
  }
};

/// What a check found.
struct CheckReport {
  std::string id;
  Verdict verdict = Verdict::pass;
  std::string message;  // what was expected and what came; of a pass: a figure, mostly empty
  std::string rule;     // of docs/renderer_abi.md; empty unless it is broken
  std::string picture;  // file, where images disagreed
  std::string printed;  // by the child, of a check that did not pass: first and last lines
  double seconds = 0;

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    visit("id", self.id, "of the check");
    visit("verdict", self.verdict, "pass, warn, fail, skip, crash or timeout");
    visit("message", self.message, "what was expected and what came");
    visit("rule", self.rule, "the rule that is broken");
    visit("picture", self.picture, "file of a difference");
    visit("printed", self.printed, "by the child");
    visit("seconds", self.seconds, "wall time");
  }
};

/// What a running check has at hand.
class CheckContext {
 public:
  explicit CheckContext(const CheckRequest& request)
      : request_(request), start_(std::chrono::steady_clock::now()) {}

  [[nodiscard]] const CheckRequest& request() const { return request_; }
  /// Loads the plugin at the first call. Where that fails, load.opens alone fails, and every other
  /// check is skipped: one cause, one line.
  [[nodiscard]] const Subject& subject();
  [[nodiscard]] const std::string& params() const { return request_.params; }
  /// Feature bits and determinism are promised for parameters {} only.
  [[nodiscard]] bool promises() const { return request_.params == "{}"; }
  /// Whether equal jobs must give equal pixels.
  [[nodiscard]] bool deterministic();
  /// The bound of equality: samples may differ by it times max(1, |sample|). Skips the check when
  /// the plugin promises none.
  [[nodiscard]] float tolerance();
  /// Skips the check unless the plugin promises Lambert's law for these parameters. @return how far
  /// its samples may be off, times max(1, |sample|).
  [[nodiscard]] float require_lambert();
  /// Whether some share of the time is left: for a loop that a slow plugin cuts short.
  [[nodiscard]] bool has_time(double share_to_keep = 0.3) const;

  /// Fails the check, with a picture of the difference, unless two pictures of one size are equal
  /// to the last bit or, for plugins that are deterministic only nearly, within their bound.
  void expect_equal(const AbiScene& expected, const AbiScene& got, const std::string& what);
  /// Fails the check, with a picture, where the silhouette is not what `reference_sees` says.
  void expect_silhouette(const AbiScene& scene, const std::string& what);
  /// How far from a pixel's centre its value may come from, in pixels: only LAMBERT promises the
  /// centre, and a rasterizer may snap to parts of a pixel.
  [[nodiscard]] double pixel_reach();
  [[nodiscard]] bool drew_picture() const { return drew_picture_; }

 private:
  /// The plugin's own bound of its samples' error.
  [[nodiscard]] float sample_bound();
  /// @param expected  null: what the reference sees.
  void draw_difference(const AbiScene& got, const AbiScene* expected);

  const CheckRequest& request_;
  std::chrono::steady_clock::time_point start_;
  std::unique_ptr<Subject> subject_;
  bool drew_picture_ = false;
};

/// The check that a plugin can be used at all; without it no other one can tell anything.
inline constexpr const char* kFirstCheck = "load.opens";

struct Check {
  const char* id;
  const char* title;  // what is looked at
  const char* rule;   // what the contract says
  void (*run)(CheckContext& context);
};

/// Every check, in the order in which they are run: a plugin that fails an early one often fails
/// later ones for the same reason.
[[nodiscard]] const std::vector<Check>& all_checks();
/// @throws ConfigError for an unknown id, with the nearest one.
[[nodiscard]] const Check& find_check(const std::string& id);

/// Runs one check in this process; the plugin may crash or hang it (see check_runner.h).
[[nodiscard]] CheckReport run_check_here(const CheckRequest& request);

// The checks by file.
using CheckTable = std::vector<Check>;
[[nodiscard]] CheckTable loading_checks();
[[nodiscard]] CheckTable geometry_checks();
[[nodiscard]] CheckTable colour_checks();
[[nodiscard]] CheckTable buffer_checks();
[[nodiscard]] CheckTable request_checks();
[[nodiscard]] CheckTable determinism_checks();
[[nodiscard]] CheckTable thread_checks();
[[nodiscard]] CheckTable process_checks();
[[nodiscard]] CheckTable fuzz_checks();

}  // namespace iggan::conformance
