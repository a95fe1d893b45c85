#include <support/catch.h>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <string>
#include <vector>

#include <iggan/base/parallel.h>
#include <iggan/base/rng.h>
#include <iggan/base/sanitizer.h>
#include <iggan/config/json_file.h>
#include <iggan/conformance/check_runner.h>

#include "support/blender.h"
#include "support/optional_renderer.h"

using namespace iggan;
using conformance::CheckReport;
using conformance::CheckRequest;
using conformance::Verdict;

namespace {

constexpr double kSeconds = kSanitized ? 120 : 20;

bool is_complaint(Verdict verdict) {
  return verdict != Verdict::pass && verdict != Verdict::skip;
}

CheckReport check(const std::string& library, const std::string& id,
                  const std::string& params = "{}", double seconds = kSeconds) {
  CheckRequest request;
  request.check = id;
  request.library = library;
  request.params = params;
  request.seconds = seconds;
  return conformance::run_check(request);
}

config::Json mutants() {
  const std::string path = std::string(IGGAN_SOURCE_DIR) + "/tests/conformance/mutants.json";
  return config::read_json(path);
}

bool full_tests() {
  return std::getenv("IGGAN_FULL_TESTS") != nullptr;
}

/// All checks if the environment requests the full matrix; otherwise the checks listed for the
/// mutant and three others, which differ from mutant to mutant.
std::vector<std::string> checks_for(const std::string& mutant,
                                    const std::set<std::string>& listed) {
  std::vector<std::string> chosen(listed.begin(), listed.end()), others;
  for (const conformance::Check& one : conformance::all_checks())
    if (listed.count(one.id) == 0) others.emplace_back(one.id);
  if (!full_tests()) {
    Rng rng(seed_for(1, mutant));
    while (others.size() > 3)
      others.erase(others.begin() + static_cast<std::ptrdiff_t>(rng.below(others.size())));
  }
  chosen.insert(chosen.end(), others.begin(), others.end());
  return chosen;
}

}  // namespace

TEST_CASE("the renderers that come with iggan pass every check", "[conformance]") {
  const std::string name = GENERATE("raster", "embree");
  const std::string library = std::string(IGGAN_PLUGIN_DIR) + "/" + name + "_renderer.so";
  for (const conformance::Check& one : conformance::all_checks()) {
    const CheckReport report = check(library, one.id);
    INFO(name << " " << one.id << ": " << to_string(report.verdict) << " " << report.message);
    if (kSanitized && report.id == "memory.limit") continue;  // it is skipped there
    CHECK(report.verdict == Verdict::pass);
  }
}

namespace {

/// All checks, except those that the thread model makes pointless.
void expect_no_complaint(const std::string& name, const std::string& params,
                         const std::set<std::string>& not_asked) {
  const std::string library = std::string(IGGAN_PLUGIN_DIR) + "/" + name + "_renderer.so";
  for (const conformance::Check& one : conformance::all_checks()) {
    const CheckReport report = check(library, one.id, params);
    INFO(name << " " << one.id << ": " << to_string(report.verdict) << " " << report.message);
    if (kSanitized && (report.id == "memory.limit" || report.id == "create.many")) {
      CHECK_FALSE(is_complaint(report.verdict));
      continue;
    }
    CHECK(report.verdict == (not_asked.count(one.id) > 0 ? Verdict::skip : Verdict::pass));
  }
}

/// Checks that hold for any parameters.
void expect_sound(const std::string& name, const std::string& params) {
  const std::string library = std::string(IGGAN_PLUGIN_DIR) + "/" + name + "_renderer.so";
  for (const char* id : {"geometry.axes", "geometry.cut", "geometry.empty_full",
                         "buffers.all_written", "requests.invalid", "fuzz.valid"}) {
    const CheckReport report = check(library, id, params);
    INFO(name << " " << params << " " << id << ": " << report.message);
    CHECK(report.verdict == Verdict::pass);
  }
}

}  // namespace

TEST_CASE("Tachyon passes every check", "[tachyon]") {
  SKIP_WITHOUT_RENDERER("tachyon");
  expect_no_complaint("tachyon", "{}", {});
  expect_sound("tachyon", R"({"shadows": true, "samples_per_axis": 2, "ambient_occlusion": 8})");
}

TEST_CASE("OpenGL passes every check for a single-threaded renderer", "[egl]") {
  SKIP_WITHOUT_RENDERER("egl");
  expect_no_complaint("egl", "{}", {"threads.parallel", "threads.errors"});
  expect_sound("egl", R"({"normals": "smooth", "samples_per_axis": 2})");
}

TEST_CASE("Blender passes every check for a program without the Lambert promise", "[blender]") {
  SKIP_WITHOUT_BLENDER();
  if (!full_tests()) return;  // minutes: most of the checks start Blender, some many times
  const std::set<std::string> not_asked = {"load.symbols", "load.quiet",     "colour.albedo",
                                           "colour.cut",   "colour.lambert", "colour.lights",
                                           "fuzz.lambert"};
  for (const conformance::Check& one : conformance::all_checks()) {
    const CheckReport report = check(kBlender, one.id, "{}", 300);
    INFO(one.id << ": " << to_string(report.verdict) << " " << report.message);
    if (report.id == "create.many") {  // skipped if there is time for only a few processes
      CHECK_FALSE(is_complaint(report.verdict));
      continue;
    }
    CHECK(report.verdict == (not_asked.count(one.id) > 0 ? Verdict::skip : Verdict::pass));
  }
}

TEST_CASE("the renderers pass with other parameters too", "[conformance]") {
  const std::string smooth = R"({"normals": "smooth", "shadows": true, "samples_per_axis": 2})";
  expect_sound("raster", smooth);
  expect_sound("embree", smooth);
  expect_sound("embree", R"({"bounces": 2, "samples": 2, "light_radius": 0.3})");
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // sanitizers report errors too
TEST_CASE("every mutant fails exactly the checks listed for it", "[conformance]") {
  const config::Json all = mutants();
  struct Run {
    std::string mutant, check;
    bool expected;
    CheckReport report;
  };
  std::vector<Run> runs;
  for (const auto& mutant : all.at("mutants")) {
    const auto name = mutant.at("mutant").get<std::string>();
    const auto listed = mutant.at("fails").get<std::set<std::string>>();
    for (const std::string& id : checks_for(name, listed))
      runs.push_back({name, id, listed.count(id) > 0, {}});
  }
  REQUIRE(runs.size() > 100);
  parallel_for(runs.size(), 0, [&](std::size_t i) {
    runs[i].report =
        check(std::string(IGGAN_MUTANT_DIR) + "/" + runs[i].mutant + ".so", runs[i].check);
  });
  for (const Run& run : runs) {
    INFO(run.mutant << " " << run.check << ": " << to_string(run.report.verdict) << " "
                    << run.report.message);
    CHECK(is_complaint(run.report.verdict) == run.expected);
  }
}
#endif

TEST_CASE("every check is the primary one of some mutant, or says why not", "[conformance]") {
  const config::Json all = mutants();
  std::set<std::string> primaries;
  for (const auto& mutant : all.at("mutants")) {
    const auto primary = mutant.at("primary").get<std::string>();
    const auto listed = mutant.at("fails").get<std::set<std::string>>();
    INFO(mutant.at("mutant"));
    CHECK((primary.empty() ? listed.empty() : listed.count(primary) == 1));
    primaries.insert(primary);
  }
  for (const conformance::Check& one : conformance::all_checks()) {
    INFO(one.id);
    const bool excused = !all.at("without_mutant").value(one.id, "").empty();
    CHECK((primaries.count(one.id) > 0) != excused);
  }
}

TEST_CASE("a refused library is reported with the loader's message", "[conformance]") {
  const CheckReport missing = check("/nowhere/plugin.so", "load.opens");
  CHECK(missing.verdict == Verdict::fail);
  CHECK_THAT(missing.message, Contains("/nowhere/plugin.so"));
  const CheckReport other =
      check(std::string(IGGAN_FAKE_PLUGIN_DIR) + "/wrong_major.so", "load.opens");
  CHECK(other.verdict == Verdict::fail);
  CHECK_THAT(other.message, Contains("got 7."));
  const CheckReport later =
      check(std::string(IGGAN_FAKE_PLUGIN_DIR) + "/wrong_major.so", "info.table");
  CHECK(later.verdict == Verdict::skip);
  CHECK_THAT(later.message, Contains("load.opens") && Contains("got 7."));
}

TEST_CASE("a check that fails shows what the plugin printed, first and last lines",
          "[conformance]") {
  const CheckReport threw =
      check(std::string(IGGAN_FAKE_PLUGIN_DIR) + "/rude_throw.so", "load.opens");
  CHECK(threw.verdict == Verdict::crash);
  CHECK_THAT(threw.printed, Contains("no display"));
  const CheckReport noisy =
      check(std::string(IGGAN_FAKE_PLUGIN_DIR) + "/rude_print.so", "load.quiet");
  CHECK(noisy.verdict == Verdict::fail);
  const CheckReport unwritten = check(std::string(IGGAN_FAKE_PLUGIN_DIR) + "/rude_renderer.so",
                                      "buffers.all_written", R"({"rude": "print"})");
  INFO(unwritten.message);
  CHECK(unwritten.verdict == Verdict::pass);
  CHECK(unwritten.printed.empty());  // output of passing checks is not kept
  const CheckReport refused = check(std::string(IGGAN_FAKE_PLUGIN_DIR) + "/rude_renderer.so",
                                    "geometry.axes", R"({"rude": "print"})");
  CHECK(refused.verdict == Verdict::fail);  // it renders nothing
  CHECK_THAT(refused.printed, Contains("printed by the plugin"));
}
