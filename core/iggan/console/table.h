#pragma once
#include <string>
#include <utility>
#include <vector>

#include <iggan/console/terminal.h>

namespace iggan {

/// A cell of a table on the terminal.
struct Cell {
  std::string text;
  Paint paint = Paint::plain;
  Cell(std::string words, Paint colour = Paint::plain) : text(std::move(words)), paint(colour) {}
  Cell(const char* words, Paint colour = Paint::plain) : text(words), paint(colour) {}
};

/// A table for people: columns as wide as their contents, numbers right-aligned, words
/// left-aligned, bold titles if there is colour. A table that is printed row by row, as results
/// arrive, makes room for them first.
class Table {
 public:
  explicit Table(const std::vector<std::string>& titles);
  /// Adds columns, before the first row; " | " precedes them.
  void add_group(const std::vector<std::string>& titles);

  void add(std::vector<Cell> row);  // missing cells are empty
  /// Makes the columns as wide as such a row needs, and aligned for it, without printing it.
  void make_room_for(const std::vector<std::string>& cells);

  /// One line each, with a newline.
  [[nodiscard]] std::string heading(Colour colour) const;
  [[nodiscard]] std::string last_row(Colour colour) const;
  /// The heading, unless all titles are empty, and the rows.
  [[nodiscard]] std::string text(Colour colour) const;

 private:
  struct Column {
    std::string title;
    bool first_of_group = false;  // but not of the table
    std::size_t width = 0;
    bool has_numbers = false, has_words = false;
    [[nodiscard]] bool to_the_right() const { return has_numbers && !has_words; }
  };
  void measure(std::size_t column, const std::string& cell);
  [[nodiscard]] std::string line(const std::vector<Cell>& cells, Colour colour) const;

  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
};

/// Whether a cell is right-aligned in its column: "0.25", "-3", "64^3", "12.5%", "7/9", "1h 02m".
[[nodiscard]] bool reads_as_number(const std::string& text);

}  // namespace iggan
