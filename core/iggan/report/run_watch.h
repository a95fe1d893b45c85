#pragma once
#include <string>
#include <vector>

#include <iggan/console/chart.h>
#include <iggan/console/terminal.h>
#include <iggan/training/run_folder.h>

namespace iggan {

/// How curves are drawn.
struct WatchView {
  int columns = 80, rows = 24;  // of the terminal
  ChartDots dots = ChartDots::ascii;
  Colour colour = Colour::off;
};

/// A run at a glance: its progress, its curves, and what is going wrong.
/// @throws DataError, ConfigError when the folder is not a run.
[[nodiscard]] std::vector<std::string> watch_lines(const RunFolder& run, const WatchView& view);

}  // namespace iggan
