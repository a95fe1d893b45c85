#include <support/catch.h>

#include <sstream>

#include <iggan/console/display_width.h>
#include <iggan/evaluation/result_table.h>

using namespace iggan;

namespace {

ResultTable table_of(std::size_t columns) {
  ResultTable table;
  table.columns = {{"name"}};
  table.rows = {{"first"}};
  table.reference_rows = {{"control"}};
  for (std::size_t i = 0; i < columns; ++i) {
    table.columns.push_back({"title " + std::to_string(i), Better::high, "about"});
    table.rows[0].push_back(ResultCell::of(double(i), 2));
    table.reference_rows[0].push_back(ResultCell::none());
  }
  return table;
}

}  // namespace

TEST_CASE("columns that do not fit next to the others follow below, with the names of the rows",
          "[evaluation]") {
  const std::string text = terminal_text(table_of(24));
  std::istringstream lines(text);
  int titles = 0;
  for (std::string line; std::getline(lines, line);) {
    CHECK(display_width(line) <= 100);
    titles += line.rfind("name", 0) == 0;
  }
  CHECK(titles == 3);
  CHECK_THAT(text, Contains("title 23") && Contains("23.00") && !Contains("about"));
  CHECK(terminal_text(table_of(2)).find("name") == terminal_text(table_of(2)).rfind("name"));
}

TEST_CASE("a failure is one word in the terminal, and files give its reason", "[evaluation]") {
  ResultTable table = table_of(2);
  table.add_failure({"second"}, "no memory, none");
  CHECK_THAT(terminal_text(table), Contains("failed") && !Contains("memory"));
  CHECK_THAT(to_markdown(table), Contains("| second | failed: no memory, none | – |"));
  CHECK_THAT(to_csv(table), Contains("second,\"failed: no memory, none\",\n"));
  CHECK_THAT(to_csv(table), Contains("name,title 0,title 1\nfirst,0.00,1.00\n"));
}

TEST_CASE("the table of an evaluation explains each of its columns", "[evaluation]") {
  ShapeLine line;
  line.samples = "generated";
  line.references = "train";
  line.one_yaw.iou = 0.625;
  line.one_yaw.cavity_recall = 0.25;
  const std::string text = terminal_text(shape_table({&line}), Colour::off, Legend::below);
  CHECK_THAT(text, Contains("0.625") && Contains("0.250"));
  for (const Metric* one : metrics_of(Metric::Of::train))
    CHECK_THAT(text, Contains(std::string("  ") + one->title + ": " + one->about));
}

TEST_CASE("a row whose first cell is unknown keeps its columns in CSV", "[evaluation]") {
  ResultTable table = table_of(1);
  table.rows[0][0] = ResultCell::none();
  CHECK_THAT(to_csv(table), Contains("name,title 0\n,0.00\n"));
}

TEST_CASE("a name that begins like a failure is a name", "[evaluation]") {
  ResultTable table = table_of(1);
  table.rows[0][0] = "failedness";
  CHECK_THAT(terminal_text(table), Contains("failedness"));
}
