#include <iggan/evaluation/evaluation_table.h>

#include <fmt/format.h>

#include <iggan/console/table.h>
#include <iggan/evaluation/metric_catalogue.h>

namespace iggan {
namespace {

using Group = std::vector<const Metric*>;

/// How many samples a line tells of, and how they were turned together.
std::vector<Cell> facts_of_line(const ShapeLine& line) {
  return {line.samples, line.references, std::to_string(line.sample_count),
          fmt::format("{:g}{}", line.yaw_degrees, line.mirrored ? "m" : "")};
}

std::string table_text(const std::vector<ShapeLine>& lines, const std::vector<Group>& groups,
                       Colour colour) {
  Table table({"samples", "against", "count", "yaw"});
  std::string legend;
  for (const Group& group : groups) {
    std::vector<std::string> titles;
    for (const Metric* one : group) {
      titles.emplace_back(one->title);
      legend += fmt::format("  {}: {}\n", one->title, one->about);
    }
    table.add_group(titles);
  }
  for (const ShapeLine& line : lines) {
    MeasuredScores scores;
    scores.train = &line;  // whatever they are compared with: the row says so
    std::vector<Cell> cells = facts_of_line(line);
    for (const Group& group : groups)
      for (const Metric* one : group) cells.emplace_back(one->text(scores));
    table.add(std::move(cells));
  }
  return table.text(colour) + legend;
}

}  // namespace

std::string format_shape_lines(const std::vector<ShapeLine>& lines, Colour colour) {
  const std::vector<Group> of_matches = {metrics({"iou_as_is", "iou", "iou_own_yaw"}),
                                         metrics({"air_iou", "air_iou_own_yaw"}),
                                         metrics({"sources", "sources_own_yaw", "sources_in_all"}),
                                         metrics({"occupancy", "largest_component"})};
  const std::vector<Group> of_sets = {
      metrics({"cavity_recall", "cavity_precision", "near_copies"}),
      metrics({"coverage", "minimum_matching", "neighbour_accuracy"}),
      metrics({"coverage_iou", "minimum_matching_iou", "neighbour_accuracy_iou"})};
  return table_text(lines, of_matches, colour) + "\n" + table_text(lines, of_sets, colour) +
         "cuboids and the mean shape are controls; held-out against train is what unseen real "
         "shapes score.\n";
}

}  // namespace iggan
