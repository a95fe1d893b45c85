#include <iggan/console/table.h>

#include <algorithm>
#include <cctype>

#include <iggan/base/error.h>
#include <iggan/console/display_width.h>

namespace iggan {

Table::Table(const std::vector<std::string>& titles) {
  add_group(titles);
}

void Table::add_group(const std::vector<std::string>& titles) {
  IGGAN_CHECK(rows_.empty());
  const std::size_t before = columns_.size();
  for (const std::string& title : titles)
    columns_.push_back(
        {title, before > 0 && columns_.size() == before, display_width(title), false, false});
}

void Table::measure(std::size_t column, const std::string& cell) {
  IGGAN_CHECK(column < columns_.size());
  Column& facts = columns_[column];
  facts.width = std::max(facts.width, display_width(cell));
  if (cell.empty() || cell == "-" || cell == "–") return;  // neither a number nor a word
  (reads_as_number(cell) ? facts.has_numbers : facts.has_words) = true;
}

void Table::add(std::vector<Cell> row) {
  for (std::size_t i = 0; i < row.size(); ++i) measure(i, row[i].text);
  rows_.push_back(std::move(row));
}

void Table::make_room_for(const std::vector<std::string>& cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) measure(i, cells[i]);
}

std::string Table::line(const std::vector<Cell>& cells, Colour colour) const {
  std::string text;
  std::size_t waiting = 0;  // spaces, written only if something follows
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const Column& column = columns_[i];
    if (column.first_of_group) {
      text += std::string(waiting, ' ') + " | ";
      waiting = 0;
    } else if (i > 0) {
      waiting += 2;
    }
    const Cell cell = i < cells.size() ? cells[i] : Cell("");
    const std::size_t width = display_width(cell.text);
    const std::size_t padding = column.width - std::min(column.width, width);
    if (column.to_the_right()) waiting += padding;
    if (!cell.text.empty()) {
      text += std::string(waiting, ' ') + painted(cell.text, cell.paint, colour);
      waiting = 0;
    }
    if (!column.to_the_right()) waiting += padding;
  }
  text.erase(text.find_last_not_of(' ') + 1);
  return text + "\n";
}

std::string Table::heading(Colour colour) const {
  std::vector<Cell> titles;
  for (const Column& column : columns_) titles.emplace_back(column.title, Paint::bold);
  return line(titles, colour);
}

std::string Table::last_row(Colour colour) const {
  IGGAN_CHECK(!rows_.empty());
  return line(rows_.back(), colour);
}

std::string Table::text(Colour colour) const {
  const bool titled = std::any_of(columns_.begin(), columns_.end(),
                                  [](const Column& column) { return !column.title.empty(); });
  std::string text = titled ? heading(colour) : "";
  for (const auto& row : rows_) text += line(row, colour);
  return text;
}

bool reads_as_number(const std::string& text) {
  if (text == "inf" || text == "-inf" || text == "nan" || text == "-nan") return true;
  const auto is_digit = [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; };
  const std::size_t start = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
  if (start >= text.size() || !is_digit(text[start])) return false;
  constexpr int kUnit = 3;  // letters: "ms", "MiB"; longer ones are words
  const auto letters = std::count_if(text.begin(), text.end(), [](char c) {
    return std::isalpha(static_cast<unsigned char>(c)) != 0;
  });
  return letters <= kUnit;
}

}  // namespace iggan
