#pragma once
#include <string>
#include <vector>

#include <iggan/evaluation/result_table.h>
#include <iggan/experiments/comparison.h>

/// Tables of a comparison of renderers.
namespace iggan {

/// Why cells of a stage failed.
template <class Cells>
[[nodiscard]] std::vector<std::string> reasons_of_failures(const Cells& cells) {
  std::vector<std::string> reasons;
  for (const auto& [label, cell] : cells)
    if (cell.failed) reasons.push_back(label + " failed: " + *cell.failed);
  return reasons;
}
/// For the third stage, also why renderers could not judge a generator.
[[nodiscard]] std::vector<std::string> reasons_of_failures(const config::Named<TrainCell>& cells);
/// For all stages.
[[nodiscard]] std::vector<std::string> reasons_of_failures(const Comparison& comparison);

/// Each renderer: what it is, its speed, and whether its pictures are repeatable.
[[nodiscard]] ResultTable renderer_table(const Comparison& comparison);

/// Every renderer compared with every later one, and obvious faults.
[[nodiscard]] ResultTable pair_table(const Comparison& comparison);
/// Renderers against each other; "exact" if every bit is the same.
[[nodiscard]] ResultTable pair_matrix(const Comparison& comparison,
                                      double PictureComparison::*figure, const std::string& caption,
                                      int digits);

/// The proxy of each renderer (row) as another renderer judges it (column).
[[nodiscard]] ResultTable proxy_table(const Comparison& comparison, double ProxyFidelity::*figure,
                                      const std::string& caption, int digits);
/// The Fréchet distance of each generator's shapes (row), rendered by another (column).
[[nodiscard]] ResultTable frechet_table(const Comparison& comparison);

/// Each generator: its training and its shapes.
[[nodiscard]] ResultTable generator_table(const Comparison& comparison);

}  // namespace iggan
