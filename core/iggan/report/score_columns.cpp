#include <iggan/report/score_columns.h>

namespace iggan {

void add_columns(ReportTable& table, const std::vector<const Metric*>& metrics) {
  for (const Metric* one : metrics) table.columns.push_back({one->title, one->better, one->about});
}

void add_cells(std::vector<ReportCell>& row, const std::vector<const Metric*>& metrics,
               const MeasuredScores& scores) {
  for (const Metric* one : metrics) row.push_back(cell_of(*one, one->value(scores)));
}

ReportCell cell_of(const Metric& metric, double value) {
  return ReportCell::of(value, metric.digits);
}

}  // namespace iggan
