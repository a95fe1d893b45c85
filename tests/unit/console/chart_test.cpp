#include <support/catch.h>

#include <iggan/console/chart.h>
#include <iggan/console/display_width.h>

using namespace iggan;

TEST_CASE("a chart for a terminal runs from its least value to its largest", "[base]") {
  TerminalChart chart{"rise", {{0, 10}, {1, 20}, {2, 30}, {3, 40}}, false};
  CHECK(draw_chart(chart, 21, 4, ChartDots::ascii) ==
        std::vector<std::string>{"rise  40             ", "      40           **",
                                 "               ****  ", "           ****      ",
                                 "      10 **          "});
}

TEST_CASE("charts keep their width whatever they are given", "[base]") {
  const double nan = std::nan("");
  const std::vector<std::vector<std::pair<double, double>>> curves = {
      {},
      {{5, 1}},
      {{0, 2}, {1, 2}},
      {{0, nan}, {1, nan}},
      {{0, 0}, {1, -1}, {2, 1e300}},
      {{3, 1}, {3, 2}},
      std::vector<std::pair<double, double>>(999, {1, 1})};
  for (const auto& points : curves)
    for (const bool logarithmic : {false, true})
      for (const ChartDots dots : {ChartDots::ascii, ChartDots::braille}) {
        const auto lines =
            draw_chart({"a title that is longer than the chart", points, logarithmic}, 30, 3, dots);
        REQUIRE(lines.size() == 4);
        for (const std::string& line : lines) CHECK(display_width(line) == 30);
      }
}

TEST_CASE("a logarithmic chart gives each power of ten the same height", "[base]") {
  std::vector<std::pair<double, double>> powers;
  for (int i = 0; i <= 4; ++i) powers.emplace_back(i, std::pow(10.0, i));
  const auto lines = draw_chart({"powers", powers, true}, 14 + 9, 5, ChartDots::ascii);
  for (int row = 1; row <= 5; ++row)
    CHECK(lines[static_cast<std::size_t>(row)].find('*') != std::string::npos);
}
