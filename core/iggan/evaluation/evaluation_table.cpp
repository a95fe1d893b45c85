#include <iggan/console/table.h>
#include <iggan/evaluation/evaluator.h>

namespace iggan {
namespace {

config::Json scores_json(const AlignedScores& scores) {
  config::Json json;
  json["iou"] = scores.iou;
  json["air_iou"] = scores.air_iou;
  json["neighbour_air_iou"] = scores.neighbour_air_iou;
  json["near_copies"] = scores.near_copies;
  json["cavity_recall"] = scores.cavity.recall();
  json["cavity_precision"] = scores.cavity.precision();
  json["cavity_cells"] = {{"reference", scores.cavity.reference_cells},
                          {"sample", scores.cavity.sample_cells},
                          {"common", scores.cavity.common_cells}};
  json["coverage"] = scores.coverage.of_references;
  json["distinct_sources"] = scores.coverage.distinct_sources;
  json["sources"] = scores.coverage.sources;
  return json;
}

}  // namespace

config::Json to_json(const EvaluationRow& row) {
  config::Json json;
  json["metric"] = "shapes";
  json["samples"] = row.samples;
  json["references"] = row.references;
  json["sample_count"] = row.sample_count;
  json["reference_count"] = row.reference_count;
  json["yaw_degrees"] = row.one_pose.yaw_degrees;
  json["mirrored"] = row.one_pose.mirrored == Mirroring::on;
  json["as_is"] = scores_json(row.as_is);
  json["one_yaw"] = scores_json(row.one_yaw);
  json["own_yaw"] = scores_json(row.own_yaw);
  json["occupancy"] = row.occupancy;
  json["reference_occupancy"] = row.reference_occupancy;
  json["empty_samples"] = row.empty_samples;
  json["components"] = row.components;
  json["largest_component"] = row.largest_component;
  if (row.distances) json["distances"] = to_json(*row.distances);
  return json;
}

namespace {

std::string percent(double share) {
  return fmt::format("{:.1f}%", 100 * share);
}

/// COV, MMD and 1-NNA of rows that have them, and of all rows cavities and copies.
std::string format_distances(const EvaluationReport& report, Colour colour) {
  Table table({"samples", "against"});
  table.add_group({"cavity", "precision", "copies"});
  table.add_group({"count"});
  table.add_group({"COV cd", "MMD cd", "1-NNA"});
  table.add_group({"COV iou", "MMD iou", "1-NNA"});
  for (const EvaluationRow& row : report.rows) {
    std::vector<Cell> cells{row.samples, row.references, percent(row.one_yaw.cavity.recall()),
                            percent(row.one_yaw.cavity.precision()),
                            percent(row.own_yaw.near_copies)};
    if (row.distances) {
      const auto& [count, points, chamfer, iou] = *row.distances;
      for (const std::string& cell :
           {std::to_string(count), percent(chamfer.covered),
            fmt::format("{:.4f}", chamfer.minimum_matching), percent(chamfer.neighbour_accuracy),
            percent(iou.covered), fmt::format("{:.3f}", iou.minimum_matching),
            percent(iou.neighbour_accuracy)})
        cells.emplace_back(cell);
    }
    table.add(std::move(cells));
  }
  std::string text = "\n" + table.text(colour);
  text += fmt::format(
      "cavity: share of the nearest shapes' air that no silhouette shows which the samples have, "
      "and the\n"
      "  reverse, with one yaw. copies: samples with an IoU above 0.9, each with its own yaw. COV, "
      "MMD and\n"
      "  1-NNA (50% is ideal) between equal numbers of samples and training shapes, with one yaw, "
      "by\n"
      "  Chamfer distance (cd: squared, of {} surface points, the box's longest side being 1) and "
      "by\n"
      "  1 - IoU.\n",
      ShapeDistanceOptions{}.points);
  return text;
}

}  // namespace

std::string format_table(const EvaluationReport& report, Colour colour) {
  Table table({"samples", "against", "count", "yaw"});
  table.add_group({"IoU", "one yaw", "own yaw"});
  table.add_group({"air IoU", "own yaw"});
  table.add_group({"sources", "own yaw"});
  table.add_group({"filled", "largest"});
  const auto number = [](double value) { return fmt::format("{:.3f}", value); };
  const auto sources_of = [](const Coverage& covered) {
    return fmt::format("{}/{}", covered.distinct_sources, covered.sources);
  };
  for (const EvaluationRow& row : report.rows) {
    table.add({row.samples, row.references, std::to_string(row.sample_count),
               fmt::format("{:g}{}", row.one_pose.yaw_degrees,
                           row.one_pose.mirrored == Mirroring::on ? "m" : ""),
               number(row.as_is.iou), number(row.one_yaw.iou), number(row.own_yaw.iou),
               number(row.one_yaw.air_iou), number(row.own_yaw.air_iou),
               sources_of(row.one_yaw.coverage), sources_of(row.own_yaw.coverage),
               fmt::format("{:.2f}%", 100 * row.occupancy), percent(row.largest_component)});
  }
  std::string text = table.text(colour);
  text +=
      "IoU: mean of each sample's best match, as it is, all samples turned by one yaw, each by its "
      "own;\n"
      "  both are chosen on the training shapes. air IoU: the best match, which may be another, of "
      "the room\n"
      "  that a shape leaves in its bounding box (cuboids: 0), with one yaw and each its own. "
      "sources: source\n"
      "  models among the nearest neighbours by IoU, with one yaw and each its own. filled: mean "
      "occupancy;\n"
      "  largest: share of the solid in its largest piece. cuboids and the mean shape are "
      "controls; held-out\n"
      "  against train is what unseen real shapes score.\n";
  return text + format_distances(report, colour);
}

}  // namespace iggan
