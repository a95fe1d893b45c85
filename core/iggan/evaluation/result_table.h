#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <iggan/console/quantities.h>
#include <iggan/console/terminal.h>
#include <iggan/evaluation/metric_catalogue.h>

/// A table of results, used in terminals, pages and files.
namespace iggan {

/// A cell of a table. A number is sorted and tinted by its value, and shown as its text.
struct ResultCell {
  std::string text;
  std::optional<double> number;
  bool is_failure = false;  // the text gives the reason

  ResultCell(std::string words) : text(std::move(words)) {}  // NOLINT: a text is a cell
  ResultCell(const char* words) : text(words) {}             // NOLINT
  ResultCell(double value, std::string shown) : text(std::move(shown)), number(value) {}
  /// @param digits  after the point; below 0: as many as needed. A value that is not finite becomes
  /// a dash.
  [[nodiscard]] static ResultCell of(double value, int digits);
  [[nodiscard]] static ResultCell none() { return {kDash}; }
  /// @param reason  may be empty. Written to files; terminals show it elsewhere.
  [[nodiscard]] static ResultCell failed(const std::string& reason = {});
};
/// One cell for each column.
using ResultRow = std::vector<ResultCell>;

/// A column of a table of results.
struct ResultColumn {
  std::string title;
  Better better = Better::neither;  // high and low tint the cells, the best the most
  std::string about = {};           // what it measures; listed below the table
};

/// A table of results for terminals, pages and files.
struct ResultTable {
  std::string caption;
  std::vector<ResultColumn> columns;
  std::vector<ResultRow> rows;  // each with as many cells as there are columns
  /// Rows to compare the others with (controls, ceilings): always last, never tinted or sorted.
  std::vector<ResultRow> reference_rows;
  std::size_t header_columns = 1;  // the first cells of a row, which name it

  void add_columns(const std::vector<const Metric*>& metrics);
  /// Adds a row with its name, a failure mark, and dashes.
  void add_failure(ResultRow names, const std::string& reason = {});
};
/// Appends a cell for each metric: the measured value, or a dash.
void add_cells(ResultRow& row, const std::vector<const Metric*>& metrics,
               const MeasuredScores& scores);

/// Whether a terminal's table has explanations of its columns below it.
enum class Legend { none, below };
/// The table for a terminal: columns that do not fit next to the others follow below them.
[[nodiscard]] std::string terminal_text(const ResultTable& table, Colour colour = Colour::off,
                                        Legend legend = Legend::none);
/// The table in Markdown.
[[nodiscard]] std::string to_markdown(const ResultTable& table);
/// The table as CSV; unknown numbers are empty fields.
[[nodiscard]] std::string to_csv(const ResultTable& table);

/// The lines of one evaluation of shapes: the generator's, with the controls below.
[[nodiscard]] ResultTable shape_table(const std::vector<const ShapeLine*>& lines);
/// Comparisons of pictures, with those of training shapes below.
/// @param newest  names renderer, set and features in the caption.
[[nodiscard]] ResultTable picture_table(const std::vector<PictureLine>& lines,
                                        const PictureLine& newest);

}  // namespace iggan
