#include <chrono>
#include <filesystem>
#include <iostream>
#include <memory>
#include <thread>

#include <sys/ioctl.h>
#include <unistd.h>

#include <iggan/base/folder_lock.h>
#include <iggan/base/interrupt.h>
#include <iggan/console/display_width.h>
#include <iggan/report/run_watch.h>

#include "command.h"
#include "output.h"

namespace iggan::cli {
namespace {

struct WatchArguments {
  std::string run;
  double seconds = 2;
  bool once = false;
};

WatchView view_of_terminal() {
  WatchView view;
  view.columns = std::max(40, columns_of(Stream::output));
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0) view.rows = size.ws_row;
  view.dots = writes_utf8() ? ChartDots::braille : ChartDots::ascii;
  view.colour = colour_of(Stream::output);
  return view;
}

/// Draws over what the last call drew.
void draw_anew(const std::vector<std::string>& lines, std::size_t rows) {
  constexpr const char *kHome = "\033[H", *kClearToEnd = "\033[J", *kClearLine = "\033[K";
  std::string text = kHome;
  for (std::size_t i = 0; i < std::min(lines.size(), rows - 1); ++i)
    text += without_commands(lines[i]) + kClearLine + "\n";
  std::cout << text << kClearToEnd << std::flush;
}

void wait(double seconds) {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + std::chrono::duration<double>(seconds);
  while (!interrupted() && std::cout.good() && Clock::now() < end)
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
}

/// A trainer holds the lock of its folder as long as it runs.
void watch(const RunFolder& run, double seconds) {
  std::cout << "\033[2J";
  for (bool at_work = true; at_work && !interrupted() && std::cout.good();) {
    at_work = folder_in_use(run.path());
    const WatchView view = view_of_terminal();
    draw_anew(watch_lines(run, view), static_cast<std::size_t>(std::max(2, view.rows)));
    if (at_work) wait(seconds);
  }
}

void run_watch_command(const WatchArguments& arguments) {
  const RunFolder run = RunFolder::open(arguments.run);
  if (!arguments.once && is_terminal(Stream::output)) return watch(run, arguments.seconds);
  std::string text;
  for (const std::string& line : watch_lines(run, view_of_terminal())) text += line + "\n";
  print_lines(text);
}

}  // namespace

void add_watch_command(CLI::App& app) {
  auto arguments = std::make_shared<WatchArguments>();
  auto* command = app.add_subcommand(
      "watch",
      "Draw the curves of a run in the terminal, and redraw them while it trains. They\n"
      "show whether the discriminator is always right, the proxy keeps up, and the\n"
      "shapes are empty or all alike.");
  command->add_option("run", arguments->run, "Run folder")->required()->type_name("FOLDER");
  command->add_option("--seconds", arguments->seconds, "Seconds between redraws")
      ->check(between(0.1, 3600));
  command->add_flag("--once", arguments->once,
                    "Draw once; the default if the output is not a terminal");
  command->footer("Example:\n  iggan watch runs/00000-sofa-raster");
  command->callback([arguments] { run_watch_command(*arguments); });
}

}  // namespace iggan::cli
