#pragma once
#include <string>

#include <iggan/page/blocks.h>

namespace iggan {

/// The column of a score: what it measures, and whether high or low is better. A title that names
/// no score makes a plain column.
[[nodiscard]] ReportColumn score_column(const std::string& title);

}  // namespace iggan
