#pragma once
#include <string>
#include <utility>
#include <vector>

namespace iggan {

/// A curve for a terminal.
struct TerminalChart {
  std::string title;
  std::vector<std::pair<double, double>> points;  // by ascending x
  bool logarithmic = false;                       // of y; values that are not positive are omitted
};

/// Characters that a chart is drawn with.
enum class ChartDots { braille, ascii };

/// The title with the last value, then `rows` lines with the largest value on the first and the
/// smallest on the last; each line is `columns` wide. If several points share a column of dots,
/// their range is drawn.
/// @param columns  at least 20. @param rows  at least 2.
[[nodiscard]] std::vector<std::string> draw_chart(const TerminalChart& chart, int columns, int rows,
                                                  ChartDots dots);

}  // namespace iggan
