#include <support/catch.h>

#include <cmath>
#include <set>

#include <iggan/base/files.h>
#include <iggan/evaluation/metric_catalogue.h>

using namespace iggan;

TEST_CASE("every metric has its own name and title, and a source that gives it", "[evaluation]") {
  std::set<std::string> names, titles;
  const TrainingCost cost{1, 2, 3};
  const PictureLine pictures;
  const ShapeLine shapes;
  MeasuredScores all;
  all.cost = &cost;
  all.pictures = &pictures;
  all.train = all.held_out = &shapes;
  for (const Metric& one : metric_catalogue()) {
    INFO(one.name);
    CHECK(names.insert(one.name).second);
    CHECK(titles.insert(one.title).second);
    CHECK_FALSE(std::string(one.about).empty());
    CHECK_NOTHROW(one.value(all));  // the getter belongs to the source that the metric names
    CHECK(std::isnan(one.value({})));
    CHECK(one.text({}) == "–");
  }
  CHECK(metric("iterations").text(all) == "1");
}

TEST_CASE("metrics that name a section of the docs name one that exists", "[evaluation]") {
  const std::string method = read_text(IGGAN_SOURCE_DIR "/docs/method.md");
  for (const Metric& one : metric_catalogue())
    if (!std::string(one.anchor).empty()) {
      CHECK(one.anchor == std::string("metrics"));
      CHECK_THAT(method, Contains("\n## Metrics\n"));
    }
}
