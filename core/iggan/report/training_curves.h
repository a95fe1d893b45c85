#pragma once
#include <string>
#include <utility>
#include <vector>

#include <iggan/config/fields.h>
#include <iggan/page/blocks.h>

namespace iggan {

/// What a run's stats.jsonl says over its iterations; figures that a method has not are left out.
[[nodiscard]] std::vector<ReportChart> training_curves(const std::vector<config::Json>& statistics);

/// The same figure of several runs in one chart each, by name.
[[nodiscard]] std::vector<ReportChart> compared_curves(
    const std::vector<std::pair<std::string, std::vector<config::Json>>>& runs);

}  // namespace iggan
