#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <iggan/console/quantities.h>
#include <iggan/console/terminal.h>
#include <iggan/evaluation/metric_catalogue.h>

/// A table of results, once for terminals, pages and files.
namespace iggan {

/// A cell of a table. A number sorts and is tinted by its value, and shown as its text.
struct ResultCell {
  std::string text;
  std::optional<double> number;
  bool is_failure = false;  // the text has the reason

  ResultCell(std::string words) : text(std::move(words)) {}  // NOLINT: a text is a cell
  ResultCell(const char* words) : text(words) {}             // NOLINT
  ResultCell(double value, std::string shown) : text(std::move(shown)), number(value) {}
  /// @param digits  after the point; below 0: no more than it takes. A value that is not finite is
  /// a dash.
  [[nodiscard]] static ResultCell of(double value, int digits);
  [[nodiscard]] static ResultCell none() { return {kDash}; }
  /// @param reason  may be empty. Files have it; beside tables of terminals it is said elsewhere.
  [[nodiscard]] static ResultCell failed(const std::string& reason = {});
};
using ResultRow = std::vector<ResultCell>;

struct ResultColumn {
  std::string title;
  Better better = Better::neither;  // high and low tint the cells, the best the most
  std::string about = {};           // what it measures; listed below the table
};

struct ResultTable {
  std::string caption;
  std::vector<ResultColumn> columns;
  std::vector<ResultRow> rows;  // as many cells each as there are columns
  /// To be read beside the others (controls, ceilings): always last, never tinted or sorted.
  std::vector<ResultRow> reference_rows;
  std::size_t header_columns = 1;  // the first cells of a row that name it

  void add_columns(const std::vector<const Metric*>& metrics);
  /// A row's name, that it failed, and dashes.
  void add_failure(ResultRow names, const std::string& reason = {});
};
void add_cells(ResultRow& row, const std::vector<const Metric*>& metrics,
               const MeasuredScores& scores);

/// What the columns mean, below the table of a terminal.
enum class Legend { none, below };
/// For people: columns that have no room beside the others follow below them.
[[nodiscard]] std::string terminal_text(const ResultTable& table, Colour colour = Colour::off,
                                        Legend legend = Legend::none);
[[nodiscard]] std::string to_markdown(const ResultTable& table);
/// Numbers that are unknown are empty fields.
[[nodiscard]] std::string to_csv(const ResultTable& table);

/// Lines of one evaluation of shapes: those of the generator, and the controls below.
[[nodiscard]] ResultTable shape_table(const std::vector<const ShapeLine*>& lines);
/// Comparisons of pictures, and of training shapes in the samples' place below.
/// @param newest  names renderer, set and features in the caption.
[[nodiscard]] ResultTable picture_table(const std::vector<PictureLine>& lines,
                                        const PictureLine& newest);

}  // namespace iggan
