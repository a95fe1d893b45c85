#include <iggan/console/chart.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include <iggan/console/display_width.h>
#include <iggan/console/quantities.h>

namespace iggan {
namespace {

constexpr int kScaleColumns = 9;  // of the numbers on the left, with a space

/// The points that can be drawn, with y on the chart's scale.
std::vector<std::pair<double, double>> drawable(const TerminalChart& chart) {
  std::vector<std::pair<double, double>> points;
  for (auto [x, y] : chart.points) {
    if (chart.logarithmic) y = y > 0 ? std::log10(y) : std::numeric_limits<double>::quiet_NaN();
    if (std::isfinite(x) && std::isfinite(y)) points.emplace_back(x, y);
  }
  return points;
}

struct Frame {
  double x_low, x_high, y_low, y_high;
};

Frame frame_of(const std::vector<std::pair<double, double>>& points) {
  const auto by_y = [](const auto& a, const auto& b) { return a.second < b.second; };
  const auto [low, high] = std::minmax_element(points.begin(), points.end(), by_y);
  Frame frame{points.front().first, points.back().first, low->second, high->second};
  if (frame.x_high <= frame.x_low) frame.x_high = frame.x_low + 1;
  if (frame.y_high <= frame.y_low) {  // a constant curve runs through the middle
    const double room = std::max(std::abs(frame.y_low) / 10, 1e-9);
    frame.y_low -= room;
    frame.y_high += room;
  }
  return frame;
}

/// Dots, row by row from the top.
class Canvas {
 public:
  Canvas(int width, int height)
      : width_(width), height_(height), dots_(static_cast<std::size_t>(width * height)) {}
  [[nodiscard]] bool at(int x, int y) const { return dots_[index(x, y)] != 0; }
  void column(int x, int from, int to) {
    for (int y = std::min(from, to); y <= std::max(from, to); ++y) dots_[index(x, y)] = 1;
  }
  [[nodiscard]] int width() const { return width_; }
  [[nodiscard]] int height() const { return height_; }

 private:
  [[nodiscard]] std::size_t index(int x, int y) const {
    return static_cast<std::size_t>(y * width_ + x);
  }
  int width_, height_;
  std::vector<char> dots_;
};

/// Draws each column from the lowest to the highest of its points, joined to the previous column.
void draw(const std::vector<std::pair<double, double>>& points, Canvas& canvas) {
  const Frame frame = frame_of(points);
  const auto place = [](double value, double low, double high, int count) {
    return std::clamp(static_cast<int>((value - low) / (high - low) * count), 0, count - 1);
  };
  int last_column = -1, last_row = 0;
  for (const auto& [x, y] : points) {
    const int column = place(x, frame.x_low, frame.x_high, canvas.width());
    const int row = canvas.height() - 1 - place(y, frame.y_low, frame.y_high, canvas.height());
    if (last_column < 0) last_row = row;
    for (int between = last_column + 1; last_column >= 0 && between < column; ++between) {
      const double share = double(between - last_column) / (column - last_column);
      const int middle = last_row + static_cast<int>(std::lround(share * (row - last_row)));
      canvas.column(between, middle, middle);
    }
    // A steep rise stays one line, unless there are columns between the points.
    canvas.column(column, column - last_column <= 1 ? last_row : row, row);
    last_column = column;
    last_row = row;
  }
}

/// The character of a cell of 2 x 4 dots: U+2800 and one bit per dot.
std::string braille(const Canvas& canvas, int column, int row) {
  constexpr int kBits[4][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
  int code = 0x2800;
  for (int y = 0; y < 4; ++y)
    for (int x = 0; x < 2; ++x)
      if (canvas.at(2 * column + x, 4 * row + y)) code |= kBits[y][x];
  return {static_cast<char>(0xe0 | code >> 12), static_cast<char>(0x80 | (code >> 6 & 0x3f)),
          static_cast<char>(0x80 | (code & 0x3f))};
}

std::string padded(const std::string& text, std::size_t columns) {
  const std::string cut = cut_to_width(text, columns);
  return cut + std::string(columns - display_width(cut), ' ');
}

std::string scale_text(double value, bool logarithmic) {
  return fmt::format("{:>{}} ", fmt::format("{:.3g}", logarithmic ? std::pow(10, value) : value),
                     kScaleColumns - 1);
}

}  // namespace

std::vector<std::string> draw_chart(const TerminalChart& chart, int columns, int rows,
                                    ChartDots dots) {
  const int cells = std::max(1, columns - kScaleColumns);
  const auto points = drawable(chart);
  const std::string last =
      chart.points.empty() ? kDash : fmt::format("{:.4g}", chart.points.back().second);
  std::vector<std::string> lines = {
      padded(chart.title + "  " + last, static_cast<std::size_t>(columns))};
  const bool fine = dots == ChartDots::braille;
  Canvas canvas(cells * (fine ? 2 : 1), rows * (fine ? 4 : 1));
  if (!points.empty()) draw(points, canvas);
  for (int row = 0; row < rows; ++row) {
    std::string line(kScaleColumns, ' ');
    if (!points.empty() && (row == 0 || row == rows - 1)) {
      const Frame frame = frame_of(points);
      line = scale_text(row == 0 ? frame.y_high : frame.y_low, chart.logarithmic);
    }
    for (int cell = 0; cell < cells; ++cell)
      line += fine ? braille(canvas, cell, row) : canvas.at(cell, row) ? "*" : " ";
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace iggan
