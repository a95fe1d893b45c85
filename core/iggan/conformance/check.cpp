#include <iggan/conformance/check.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include <iggan/base/error.h>
#include <iggan/base/error_message.h>
#include <iggan/base/files.h>
#include <iggan/conformance/reference.h>

namespace iggan::conformance {
namespace {

/// Draws value(x, y, channel), with the size of `like`, as 8-bit RGB.
template <class Value>
void draw(ImageU8& image, int left, const iggan_image& like, const Value& value) {
  for (std::uint32_t y = 0; y < like.height; ++y)
    for (std::uint32_t x = 0; x < like.width; ++x)
      for (std::uint32_t c = 0; c < 3; ++c)
        image.samples[image.index(left + static_cast<int>(x), static_cast<int>(y),
                                  static_cast<int>(c))] =
            static_cast<std::uint8_t>(255 * std::min(std::max(value(x, y, c), 0.0f), 1.0f) + 0.5f);
}

}  // namespace

const Subject& CheckContext::subject() {
  if (subject_) return *subject_;
  try {
    subject_ = std::make_unique<Subject>(request_.library, request_.renderer);
  } catch (const Finding& finding) {
    if (request_.check == kFirstCheck) throw;
    skip_check("the library cannot be used, as {} says: {}", kFirstCheck, finding.message);
  }
  return *subject_;
}

bool CheckContext::deterministic() {
  return promises() && subject().info().determinism != IGGAN_DET_NONE;
}

bool CheckContext::has_time(double share_to_keep) const {
  const std::chrono::duration<double> used = std::chrono::steady_clock::now() - start_;
  return used.count() < (1 - share_to_keep) * request_.seconds;
}

float CheckContext::sample_bound() {
  const iggan_info& info = subject().info();
  return info.determinism == IGGAN_DET_BITWISE ? 0.0f : info.max_abs_error;
}

float CheckContext::tolerance() {
  if (!promises()) skip_check("determinism is promised only for parameters {{}}");
  if (!deterministic()) skip_check("the plugin promises no determinism");
  return sample_bound();
}

float CheckContext::require_lambert() {
  if (!subject().has(IGGAN_FEATURE_LAMBERT)) skip_check("the plugin makes no Lambert promise");
  if (!promises()) skip_check("the Lambert promise holds only for parameters {{}}");
  return sample_bound();
}

double CheckContext::pixel_reach() {
  return promises() && subject().has(IGGAN_FEATURE_LAMBERT) ? 1.0 / 64 : 0.499;
}

void CheckContext::draw_difference(const AbiScene& got, const AbiScene* expected) {
  if (request_.picture.empty()) return;
  const int width = static_cast<int>(got.image.width), height = static_cast<int>(got.image.height);
  constexpr int kGap = 2;
  ImageU8 image(2 * width + kGap, height, 3);
  const auto stored = [](const AbiScene& scene) {
    return [&scene](std::uint32_t x, std::uint32_t y, std::uint32_t c) {
      return scene.sample(x, y, scene.image.channels == 1 ? 0 : c);
    };
  };
  const double reach = pixel_reach();
  if (expected != nullptr) {
    draw(image, 0, got.image, stored(*expected));
    draw(image, width + kGap, got.image, stored(got));
  } else {  // silhouettes
    draw(image, 0, got.image, [&](std::uint32_t x, std::uint32_t y, std::uint32_t) {
      const Seen seen = reference_sees(got, x, y, reach);
      return seen == Seen::something ? 1.0f : seen == Seen::unsure ? 0.5f : 0.0f;
    });
    draw(image, width + kGap, got.image, [&](std::uint32_t x, std::uint32_t y, std::uint32_t) {
      return got.sample(x, y, got.image.channels - 1);
    });
  }
  try {  // PPM needs no library; loading one in each child would take longer than most checks
    write_text_atomically(request_.picture,
                          fmt::format("P6\n{} {}\n255\n", image.width, image.height) +
                              std::string(image.samples.begin(), image.samples.end()));
    drew_picture_ = true;
  } catch (const Error&) {  // the finding counts, with or without its picture
  }
}

void CheckContext::expect_equal(const AbiScene& expected, const AbiScene& got,
                                const std::string& what) {
  const float bound = subject().info().determinism == IGGAN_DET_NEAR ? sample_bound() : 0.0f;
  const iggan_image& image = expected.image;
  for (std::uint32_t y = 0; y < image.height; ++y)
    for (std::uint32_t x = 0; x < image.width; ++x)
      for (std::uint32_t c = 0; c < image.channels; ++c) {
        const float a = expected.sample(x, y, c), b = got.sample(x, y, c);
        if (a == b || std::abs(a - b) <= bound * std::max({1.0f, std::abs(a), std::abs(b)}))
          continue;
        draw_difference(got, &expected);
        fail_check("{}: expected {} in pixel ({}, {}) channel {}, got {}", what, a, x, y, c, b);
      }
}

void CheckContext::expect_silhouette(const AbiScene& scene, const std::string& what) {
  const std::uint32_t alpha = scene.image.channels - 1;
  const double reach = pixel_reach();
  for (std::uint32_t y = 0; y < scene.image.height; ++y)
    for (std::uint32_t x = 0; x < scene.image.width; ++x) {
      const Seen seen = reference_sees(scene, x, y, reach);
      const float value = scene.sample(x, y, alpha);
      if (seen == Seen::unsure || (seen == Seen::something) == (value >= 0.5f)) continue;
      draw_difference(scene, nullptr);
      const bool between = value > 0 && value < 1;  // wrong alpha rather than a wrong place
      fail_check("{}: expected {} in pixel ({}, {}) of {} x {}, got alpha {}{}", what,
                 seen == Seen::something ? "the solid" : "nothing", x, y, scene.image.width,
                 scene.image.height, alpha_text(value),
                 between
                     ? "; alpha is the part of the pixel that voxels cover, so 1 inside a shape "
                       "and 0 outside"
                     : "");
    }
}

void expect_finite(const AbiScene& scene, const std::string& what) {
  for (std::uint32_t y = 0; y < scene.image.height; ++y)
    for (std::uint32_t x = 0; x < scene.image.width; ++x)
      for (std::uint32_t c = 0; c < 4; ++c)
        expect(std::isfinite(scene.sample(x, y, c)),
               "{}: expected finite samples, got {} in pixel ({}, {})", what, scene.sample(x, y, c),
               x, y);
}

std::string alpha_text(float alpha) {
  return fmt::format("{}{}", alpha, alpha > 1.5f ? "; are these bytes? alpha is 0 to 1" : "");
}

const std::vector<Check>& all_checks() {
  static const std::vector<Check> all = [] {
    std::vector<Check> checks;
    for (const CheckTable& table :
         {loading_checks(), geometry_checks(), colour_checks(), buffer_checks(), request_checks(),
          determinism_checks(), thread_checks(), process_checks(), fuzz_checks()})
      checks.insert(checks.end(), table.begin(), table.end());
    return checks;
  }();
  return all;
}

const Check& find_check(const std::string& id) {
  std::vector<std::string> ids;
  for (const Check& check : all_checks()) {
    if (id == check.id) return check;
    ids.emplace_back(check.id);
  }
  const std::string near = config::nearest_name(id, ids);
  iggan::fail<ConfigError>("there is no check \"{}\"{}; --list shows them all", id,
                           near.empty() ? "" : " (did you mean " + near + "?)");
}

CheckReport run_check_here(const CheckRequest& request) {
  const Check& check = find_check(request.check);
  CheckReport report;
  report.id = check.id;
  const auto start = std::chrono::steady_clock::now();
  CheckContext context(request);
  try {
    check.run(context);
  } catch (const Finding& finding) {
    report.verdict = finding.verdict;
    report.message = finding.message;
    if (finding.verdict == Verdict::fail || finding.verdict == Verdict::warn)
      report.rule = check.rule;
  } catch (const std::exception& error) {
    report.verdict = Verdict::fail;
    report.message = fmt::format("the check could not continue: {}", message_of(error));
    report.rule = check.rule;
  }
  if (context.drew_picture()) report.picture = request.picture;
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return report;
}

}  // namespace iggan::conformance
