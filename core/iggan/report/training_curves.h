#pragma once
#include <vector>

#include <iggan/page/blocks.h>
#include <iggan/training/statistics.h>

namespace iggan {

/// Curves of a run's stats.jsonl over its iterations; figures that a method does not have are left
/// out.
[[nodiscard]] std::vector<ReportChart> training_curves(
    const std::vector<StatisticsLine>& statistics);

/// One chart for each figure, with a curve for each of several runs.
[[nodiscard]] std::vector<ReportChart> compared_curves(
    const config::Named<std::vector<StatisticsLine>>& runs);

}  // namespace iggan
