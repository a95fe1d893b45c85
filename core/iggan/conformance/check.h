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

/// Which check to run on what; passed to the child process as JSON.
struct CheckRequest {
  std::string check;
  std::string library, renderer;  // path; id, or empty for the library's first
  std::string params = "{}";
  std::uint64_t seed = 1;  // of the random jobs
  std::string picture;     // PPM file for the difference if images disagree; empty: none
  double seconds = 20;     // the child is killed after this time
  bool nested = false;     // started by a running check, which compares the message

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    visit("check", self.check, "id of the check");
    visit("library", self.library, "path of the plugin");
    visit("renderer", self.renderer, "id of the renderer");
    visit("params", self.params, "JSON text");
    visit("seed", self.seed, "of the random jobs");
    visit("picture", self.picture, "PPM file of a difference");
    visit("seconds", self.seconds, "the child is killed after this time");
    visit("nested", self.nested, "requested by a running check");
  }
};

/// The result of a check.
struct CheckReport {
  std::string id;
  Verdict verdict = Verdict::pass;
  std::string message;  // expected and actual result; for a pass, a figure or nothing
  std::string rule;     // of docs/renderer_abi.md; empty unless broken
  std::string picture;  // file, if images disagreed
  std::string printed;  // by the child of a check that did not pass: first and last lines
  double seconds = 0;

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    visit("id", self.id, "of the check");
    visit("verdict", self.verdict, "pass, warn, fail, skip, crash or timeout");
    visit("message", self.message, "what was expected and what happened");
    visit("rule", self.rule, "the rule that is broken");
    visit("picture", self.picture, "file of a difference");
    visit("printed", self.printed, "by the child");
    visit("seconds", self.seconds, "wall time");
  }
};

/// What a running check can use.
class CheckContext {
 public:
  explicit CheckContext(const CheckRequest& request)
      : request_(request), start_(std::chrono::steady_clock::now()) {}

  [[nodiscard]] const CheckRequest& request() const { return request_; }
  /// Loads the plugin at the first call. If that fails, only load.opens fails, and every other
  /// check is skipped: one line for one cause.
  [[nodiscard]] const Subject& subject();
  [[nodiscard]] const std::string& params() const { return request_.params; }
  /// Feature bits and determinism are promised only for parameters {}.
  [[nodiscard]] bool promises() const { return request_.params == "{}"; }
  /// Whether equal jobs must give equal pixels.
  [[nodiscard]] bool deterministic();
  /// The tolerance for equality: samples may differ by this times max(1, |sample|). Skips the check
  /// if the plugin promises no determinism.
  [[nodiscard]] float tolerance();
  /// Skips the check unless the plugin promises Lambert's law for these parameters. @return the
  /// allowed error of a sample, to be multiplied by max(1, |sample|).
  [[nodiscard]] float require_lambert();
  /// Whether this fraction of the time is left; for loops that end early with a slow plugin.
  [[nodiscard]] bool has_time(double share_to_keep = 0.3) const;

  /// Fails the check, with a picture of the difference, unless two pictures of one size are
  /// bit-identical or, for plugins whose determinism is `near`, equal within their bound.
  void expect_equal(const AbiScene& expected, const AbiScene& got, const std::string& what);
  /// Fails the check, with a picture, if the silhouette differs from `reference_sees`.
  void expect_silhouette(const AbiScene& scene, const std::string& what);
  /// How far from a pixel's centre its value may be sampled, in pixels: only LAMBERT promises the
  /// centre, and a rasterizer may snap to fractions of a pixel.
  [[nodiscard]] double pixel_reach();
  [[nodiscard]] bool drew_picture() const { return drew_picture_; }

 private:
  /// The plugin's own bound on its samples' error.
  [[nodiscard]] float sample_bound();
  /// @param expected  null: use the reference.
  void draw_difference(const AbiScene& got, const AbiScene* expected);

  const CheckRequest& request_;
  std::chrono::steady_clock::time_point start_;
  std::unique_ptr<Subject> subject_;
  bool drew_picture_ = false;
};

/// Fails the check, with `what` in its message, unless all samples of an RGBA picture are finite.
void expect_finite(const AbiScene& scene, const std::string& what);

/// An alpha for messages: "0.25"; "255; are these bytes? alpha is 0 to 1".
[[nodiscard]] std::string alpha_text(float alpha);

/// The check that a plugin can be used at all; without it no other check is meaningful.
inline constexpr const char* kFirstCheck = "load.opens";

/// One check of a plugin.
struct Check {
  const char* id;
  const char* title;  // what is checked
  const char* rule;   // what the contract says
  void (*run)(CheckContext& context);
};

/// Every check, in the order they run: a plugin that fails an early one often fails later ones for
/// the same reason.
[[nodiscard]] const std::vector<Check>& all_checks();
/// @throws ConfigError for an unknown id, with the nearest one.
[[nodiscard]] const Check& find_check(const std::string& id);

/// Runs one check in this process; the plugin may crash or hang it (see check_runner.h).
[[nodiscard]] CheckReport run_check_here(const CheckRequest& request);

// The checks by file.
/// Checks of one file.
using CheckTable = std::vector<Check>;
/// Symbols, info, create and destroy.
[[nodiscard]] CheckTable loading_checks();
/// What a picture shows, and where.
[[nodiscard]] CheckTable geometry_checks();
/// Light, albedo, transfer and alpha.
[[nodiscard]] CheckTable colour_checks();
/// Strides, padding, inputs, and structs of later versions.
[[nodiscard]] CheckTable buffer_checks();
/// Requests that must be refused.
[[nodiscard]] CheckTable request_checks();
/// Equal jobs, equal pictures.
[[nodiscard]] CheckTable determinism_checks();
/// The thread model.
[[nodiscard]] CheckTable thread_checks();
/// What a plugin leaves changed in the process.
[[nodiscard]] CheckTable process_checks();
/// Random jobs.
[[nodiscard]] CheckTable fuzz_checks();

}  // namespace iggan::conformance
