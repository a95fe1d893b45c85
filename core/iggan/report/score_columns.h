#pragma once
#include <vector>

#include <iggan/evaluation/metric_catalogue.h>
#include <iggan/page/blocks.h>

/// Scores of the catalogue as columns of a page's table.
namespace iggan {

void add_columns(ReportTable& table, const std::vector<const Metric*>& metrics);
void add_cells(std::vector<ReportCell>& row, const std::vector<const Metric*>& metrics,
               const MeasuredScores& scores);
/// @param value  kUnknown: a dash.
[[nodiscard]] ReportCell cell_of(const Metric& metric, double value);

}  // namespace iggan
