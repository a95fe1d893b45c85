#include <iggan/evaluation/result_table.h>

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <iggan/console/display_width.h>
#include <iggan/console/table.h>

namespace iggan {
namespace {

constexpr const char* kFailed = "failed";
constexpr std::size_t kRoom = 100;  // columns of a terminal

template <class Visit>
void for_each_row(const ResultTable& table, const Visit& visit) {
  for (const auto* rows : {&table.rows, &table.reference_rows})
    for (const ResultRow& row : *rows) visit(row);
}

std::size_t width_of(const ResultTable& table, std::size_t column) {
  std::size_t width = display_width(table.columns[column].title);
  for_each_row(table, [&](const ResultRow& row) {
    if (!row[column].is_failure) width = std::max(width, display_width(row[column].text));
  });
  return width + 2;  // with the space before the next
}

/// The columns [header, end) in groups that fit next to the headers.
std::vector<std::vector<std::size_t>> pieces_of(const ResultTable& table) {
  std::size_t headers = 0;
  for (std::size_t c = 0; c < table.header_columns; ++c) headers += width_of(table, c);
  std::vector<std::vector<std::size_t>> pieces;
  std::size_t used = 0;
  for (std::size_t c = table.header_columns; c < table.columns.size(); ++c) {
    const std::size_t width = width_of(table, c);
    if (pieces.empty() || headers + used + width > kRoom) {
      pieces.emplace_back();
      used = 0;
    }
    used += width;
    pieces.back().push_back(c);
  }
  return pieces;
}

std::string piece_text(const ResultTable& table, const std::vector<std::size_t>& piece,
                       Colour colour) {
  std::vector<std::size_t> columns(table.header_columns);
  for (std::size_t c = 0; c < table.header_columns; ++c) columns[c] = c;
  columns.insert(columns.end(), piece.begin(), piece.end());
  std::vector<std::string> titles;
  for (const std::size_t c : columns) titles.push_back(table.columns[c].title);
  Table text(titles);
  for_each_row(table, [&](const ResultRow& row) {
    std::vector<Cell> cells;
    for (const std::size_t c : columns)
      cells.push_back(row[c].is_failure ? Cell(kFailed, Paint::red) : Cell(row[c].text));
    text.add(std::move(cells));
  });
  return text.text(colour);
}

/// A field of a line of CSV.
std::string csv_field(const std::string& text) {
  if (text == kDash) return "";
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

/// The titles and each row, as lines of a file.
template <class Line>
std::string lines_of(const ResultTable& table, const Line& line, const std::string& below_titles) {
  ResultRow titles;
  for (const ResultColumn& column : table.columns) titles.emplace_back(column.title);
  std::string text = line(titles) + below_titles;
  for_each_row(table, [&](const ResultRow& row) { text += line(row); });
  return text;
}

}  // namespace

ResultCell ResultCell::of(double value, int digits) {
  if (!std::isfinite(value)) return none();
  return {value, number_text(value, digits)};
}

ResultCell ResultCell::failed(const std::string& reason) {
  ResultCell cell(reason.empty() ? std::string(kFailed) : std::string(kFailed) + ": " + reason);
  cell.is_failure = true;
  return cell;
}

void ResultTable::add_columns(const std::vector<const Metric*>& metrics) {
  for (const Metric* one : metrics) columns.push_back({one->title, one->better, one->about});
}

void ResultTable::add_failure(ResultRow names, const std::string& reason) {
  names.push_back(ResultCell::failed(reason));
  names.resize(columns.size(), ResultCell::none());
  rows.push_back(std::move(names));
}

void add_cells(ResultRow& row, const std::vector<const Metric*>& metrics,
               const MeasuredScores& scores) {
  for (const Metric* one : metrics) row.push_back(ResultCell::of(one->value(scores), one->digits));
}

std::string terminal_text(const ResultTable& table, Colour colour, Legend legend) {
  std::string text;
  for (const auto& piece : pieces_of(table))
    text += (text.empty() ? "" : "\n") + piece_text(table, piece, colour);
  if (legend == Legend::below)
    for (const ResultColumn& column : table.columns)
      if (!column.about.empty()) text += fmt::format("  {}: {}\n", column.title, column.about);
  return text;
}

std::string to_markdown(const ResultTable& table) {
  const auto line = [](const ResultRow& row) {
    std::string text = "|";
    for (const ResultCell& cell : row) text += " " + cell.text + " |";
    return text + "\n";
  };
  std::string rule = "|";
  for (std::size_t i = 0; i < table.columns.size(); ++i) rule += "---|";
  return lines_of(table, line, rule + "\n");
}

std::string to_csv(const ResultTable& table) {
  const auto line = [](const ResultRow& row) {
    std::string text;
    for (std::size_t i = 0; i < row.size(); ++i)
      text += (i == 0 ? "" : ",") + csv_field(row[i].text);
    return text + "\n";
  };
  return lines_of(table, line, "");
}

ResultTable shape_table(const std::vector<const ShapeLine*>& lines) {
  const auto scores_of_shapes = metrics_of(Metric::Of::train);
  ResultTable table;
  table.columns = {{"samples"}, {"against"}, {"count"}, {"yaw"}};
  table.header_columns = 2;
  table.add_columns(scores_of_shapes);
  // The rows are compared with different shapes, so their figures cannot be ranked.
  for (ResultColumn& column : table.columns) {
    if (column.better == Better::high) column.about += "; higher is better";
    if (column.better == Better::low) column.about += "; lower is better";
    column.better = Better::neither;
  }
  for (const ShapeLine* line : lines) {
    ResultRow row = {line->samples, line->references,
                     ResultCell::of(static_cast<double>(line->sample_count), 0),
                     fmt::format("{:g}{}", line->yaw_degrees, line->mirrored ? "m" : "")};
    MeasuredScores scores;
    scores.train = line;  // regardless of what they are compared with, which the row says
    add_cells(row, scores_of_shapes, scores);
    (line->is_of_generator() ? table.rows : table.reference_rows).push_back(std::move(row));
  }
  return table;
}

ResultTable picture_table(const std::vector<PictureLine>& lines, const PictureLine& newest) {
  const auto scores_of_pictures = metrics_of(Metric::Of::pictures);
  ResultTable table;
  table.columns = {{"samples"}};
  table.add_columns(scores_of_pictures);
  table.caption = fmt::format("Renders of the samples through {} against the pictures of {}: {}",
                              newest.renderer.id, newest.picture_set, newest.frechet.name);
  for (const PictureLine& line : lines) {
    const bool real = line.is_of_training_shapes();
    ResultRow row{line.name()};
    MeasuredScores scores;
    scores.pictures = &line;
    add_cells(row, scores_of_pictures, scores);
    (real ? table.reference_rows : table.rows).push_back(std::move(row));
  }
  return table;
}

}  // namespace iggan
