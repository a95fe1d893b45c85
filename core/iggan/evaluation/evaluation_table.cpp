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

/// COV, MMD and 1-NNA of rows that have them, and of all rows cavities and copies.
std::string format_distances(const EvaluationReport& report) {
  std::string table =
      fmt::format("\n{:<11}{:<10}| {:>7}{:>10}{:>8} | {:>6} | {:>8}{:>10}{:>8} | {:>8}{:>8}{:>8}\n",
                  "samples", "against", "cavity", "precision", "copies", "count", "COV cd",
                  "MMD cd", "1-NNA", "COV iou", "MMD iou", "1-NNA");
  for (const EvaluationRow& row : report.rows) {
    table += fmt::format("{:<11}{:<10}| {:>6.1f}%{:>9.1f}%{:>7.1f}% |", row.samples, row.references,
                         100 * row.one_yaw.cavity.recall(), 100 * row.one_yaw.cavity.precision(),
                         100 * row.own_yaw.near_copies);
    if (row.distances) {
      const auto& [count, chamfer, iou] = *row.distances;
      table += fmt::format(" {:>6} | {:>7.1f}%{:>10.4f}{:>7.1f}% | {:>7.1f}%{:>8.3f}{:>7.1f}%",
                           count, 100 * chamfer.covered, chamfer.minimum_matching,
                           100 * chamfer.neighbour_accuracy, 100 * iou.covered,
                           iou.minimum_matching, 100 * iou.neighbour_accuracy);
    }
    table += '\n';
  }
  table +=
      "cavity: share of the nearest shapes' air that no silhouette shows which the samples have, "
      "and the\n"
      "  reverse, with one yaw. copies: samples with an IoU above 0.9, each with its own yaw. COV, "
      "MMD and\n"
      "  1-NNA (50% is ideal) between equal numbers of samples and training shapes, with one yaw, "
      "by\n"
      "  Chamfer distance (cd) and by 1 - IoU.\n";
  return table;
}

}  // namespace

std::string format_table(const EvaluationReport& report) {
  std::string table = fmt::format(
      "{:<11}{:<10}{:>5}{:>6} | {:>6}{:>8}{:>8} | {:>7}{:>8} | {:>8}{:>9} | {:>7}{:>8}\n",
      "samples", "against", "count", "yaw", "IoU", "one yaw", "own yaw", "air IoU", "own yaw",
      "sources", "coverage", "filled", "largest");
  for (const EvaluationRow& row : report.rows) {
    const Coverage& covered = row.one_yaw.coverage;
    table += fmt::format(
        "{:<11}{:<10}{:>5}{:>6} | {:>6.3f}{:>8.3f}{:>8.3f} | {:>7.3f}{:>8.3f} | {:>8}{:>8.1f}% | "
        "{:>6.2f}%{:>7.1f}%\n",
        row.samples, row.references, row.sample_count,
        fmt::format("{:g}{}", row.one_pose.yaw_degrees,
                    row.one_pose.mirrored == Mirroring::on ? "m" : ""),
        row.as_is.iou, row.one_yaw.iou, row.own_yaw.iou, row.one_yaw.air_iou, row.own_yaw.air_iou,
        fmt::format("{}/{}", covered.distinct_sources, covered.sources),
        100 * covered.of_references, 100 * row.occupancy, 100 * row.largest_component);
  }
  table +=
      "IoU: mean of each sample's best match, as it is, all samples turned by one yaw, each by its "
      "own;\n"
      "  both are chosen on the training shapes. air IoU: the same of the room that a shape leaves "
      "in its\n"
      "  bounding box (cuboids: 0), with one yaw and each its own. sources: source models among "
      "the nearest\n"
      "  neighbours, and coverage: share of shapes that are one, with one yaw. filled: mean "
      "occupancy;\n"
      "  largest: share of the solid in its largest piece. cuboids and the mean shape are "
      "controls;\n"
      "  held-out against train is what unseen real shapes score.\n";
  return table + format_distances(report);
}

}  // namespace iggan
