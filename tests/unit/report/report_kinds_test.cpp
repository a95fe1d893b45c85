#include <support/catch.h>

#include <support/html.h>
#include <support/temp_dir.h>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/console/quantities.h>
#include <iggan/report/attribution.h>
#include <iggan/report/evaluation_report.h>
#include <iggan/report/option_values.h>
#include <iggan/report/report_kinds.h>
#include <iggan/report/training_curves.h>

using namespace iggan;
using config::Json;

namespace {

MetricLines metric_lines(const std::vector<Json>& lines) {
  MetricLines all;
  for (const Json& line : lines) all.add(line, "test");
  return all;
}

}  // namespace

TEST_CASE("a kind of report is recognised by the files in the folder", "[report]") {
  const TempDir dir;
  CHECK_THROWS_WITH(report_kind_of(dir.path),
                    Contains("a report cannot be made from") && Contains("run: config.json") &&
                        Contains("evaluation: ") && Contains("experiment: table.json"));
  CHECK_THROWS_WITH(report_kind_of(dir / "missing"), Contains("no such file or folder"));
  write_text_atomically(dir / "metrics.jsonl", "{}\n");
  CHECK(report_kind_of(dir.path).name == std::string("evaluation"));
  CHECK(report_kind_of(dir / "metrics.jsonl").name == std::string("evaluation"));
  write_text_atomically(dir / "config.json", "{}");
  write_text_atomically(dir / "data.json", "{}");
  CHECK(report_kind_of(dir.path).name == std::string("run"));
  write_text_atomically(dir / "table.json", "[]");
  std::filesystem::create_directory(dir / "cells");
  CHECK(report_kind_of(dir.path).name == std::string("experiment"));
}

TEST_CASE("a page of several folders takes only folders with pictures or shapes", "[report]") {
  const TempDir dir;
  const auto log = make_log();
  write_text_atomically(dir / "metrics.jsonl", "{}\n");
  CHECK_THROWS_WITH(gallery_report("t", {dir.path, dir.path}, {}, *log),
                    Contains("shows runs and comparisons; this is an evaluation"));
  CHECK_THROWS_WITH(gallery_report("t", {dir / "missing"}, {}, *log),
                    Contains("no such file or folder"));
}

TEST_CASE("a report says what it cannot read in its folder", "[report]") {
  const TempDir dir;
  const auto log = make_log();
  write_text_atomically(dir / "metrics.jsonl", "{\"iteration\":1}\n");
  CHECK_THROWS_WITH(evaluation_report(dir.path, {}, *log),
                    Contains("metrics.jsonl, line 1") && Contains("\"metric\""));
  write_text_atomically(dir / "metrics.jsonl", "\n");
  CHECK_THROWS_WITH(evaluation_report(dir.path, {}, *log), Contains("iggan evaluate"));
  write_text_atomically(dir / "metrics.jsonl", "{");
  CHECK_THROWS_WITH(evaluation_report(dir.path, {}, *log), Contains("metrics.jsonl"));
}

TEST_CASE("the last evaluation is tabulated, with its controls below", "[report]") {
  const auto line = [](const char* samples, int iteration, double iou) {
    return Json{{"metric", "shapes"},       {"samples", samples}, {"references", "train"},
                {"iteration", iteration},   {"sample_count", 4},  {"one_yaw", {{"iou", iou}}},
                {"own_yaw", {{"iou", iou}}}};
  };
  ReportPage page("t", "k");
  add_scores(page, metric_lines({line("generated", 10, 0.25), line("cuboids", 10, 0.375),
                                 line("generated", 20, 0.5), line("cuboids", 20, 0.625)}));
  const std::string html = page.html();
  CHECK_THAT(html,
             Contains("Shapes of iteration 20") && Contains(">0.500<") && Contains(">0.625<"));
  CHECK_THAT(html, !Contains(">0.375<"));
  CHECK_THAT(html, Contains("Best matches of each evaluation"));
}

TEST_CASE("picture scores at the top are the newest iteration's, whatever the order of the lines",
          "[report]") {
  const auto scores = [](int iteration, const char* set) {
    return Json{{"metric", "pictures"}, {"iteration", iteration}, {"picture_set", set}};
  };
  const std::vector<Json> lines = {scores(200, "first"),
                                   scores(200, "second"),
                                   scores(100, "old"),
                                   {{"metric", "shapes"}, {"iteration", 300}}};
  ReportPage page("run", "evaluation");
  add_scores(page, metric_lines(lines));
  CHECK_THAT(page.html(), Contains("against the pictures of second"));
}

TEST_CASE("curves leave out what a method does not have", "[report]") {
  std::vector<StatisticsLine> statistics(3);
  for (int i = 1; i <= 3; ++i) {
    StatisticsLine& line = statistics[std::size_t(i - 1)];
    line.iteration = i;
    line.discriminator_loss = 1;
    line.solid = 0.1;
  }
  const auto charts = training_curves(statistics);
  REQUIRE(charts.size() == 2);
  CHECK(charts[0].title == "Adversarial losses");
  REQUIRE(charts[0].series.size() == 1);
  CHECK(charts[0].series[0].points[2] == std::pair<double, double>{3, 1});
  CHECK(charts[1].title == "Solid voxels");
  CHECK(compared_curves({{"a", statistics}, {"b", statistics}})[0].series.size() == 2);
}

TEST_CASE("creators of models are named, once each", "[report]") {
  const TempDir dir;
  const std::string text =
      "The shapes come from the models below.\n\nsofa-1\n  title:    Corner sofa\n"
      "  creator:  A. Maker\n  license:  CC-BY 3.0\n            https://example.org/by\n"
      "  source:   a catalogue\n  changes:  turned into voxels\n\nsofa-2\n  title: Bench\n  "
      "creator: B\n  licence: CC0 1.0\n";  // as version 0.1 spelled it
  for (const char* set : {"a", "b"}) {
    std::filesystem::create_directory(dir / set);
    write_text_atomically(dir.path / set / "ATTRIBUTION.txt", text);
  }
  ReportPage page("t", "k");
  add_attribution(page, {dir / "a", dir / "b", dir / "none"});
  const std::string html = without_space_between_tags(page.html());
  CHECK_THAT(html, Contains("<th scope=\"row\">Corner sofa</th><td>A. Maker</td><td>CC-BY 3.0</td>"
                            "<td>a catalogue</td>"));
  CHECK(html.find("<th scope=\"row\">Bench") == html.rfind("<th scope=\"row\">Bench"));
  CHECK_THAT(html, Contains("<td>B</td><td>CC0 1.0</td>"));
  CHECK_THAT(html, Contains("https://example.org/by"));  // the complete text is included too
}

TEST_CASE("figures are formatted as people write them", "[report]") {
  CHECK(grouped(0) == "0");
  CHECK(grouped(999) == "999");
  CHECK(grouped(14760) == "14,760");
  CHECK(grouped(-1234567) == "-1,234,567");
  CHECK(duration(40.2) == "40s");
  CHECK(duration(1042) == "17m 22s");
  CHECK(duration(7500) == "2h 05m");
  CHECK(duration(kUnknown) == "?");
  CHECK(number_text(0.5, -1) == "0.5");
  CHECK(number_text(0.5, 3) == "0.500");
  CHECK(number_text(kUnknown, 3) == "–");
  CHECK(in_words(Json{0.5, "a", nullptr}) == "0.5, a, –");
}
