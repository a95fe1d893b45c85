#pragma once
#include <string>
#include <vector>

#include <iggan/console/terminal.h>
#include <iggan/evaluation/metric_lines.h>

namespace iggan {

/// Lines of one evaluation of shapes as aligned tables, with a line on each column below them.
[[nodiscard]] std::string format_shape_lines(const std::vector<ShapeLine>& lines,
                                             Colour colour = Colour::off);

}  // namespace iggan
