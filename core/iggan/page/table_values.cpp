#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include <iggan/base/error.h>
#include <iggan/page/block_values.h>

namespace iggan {
namespace {

using config::Json;

bool is_finite(const ResultCell& cell) {
  return cell.number && std::isfinite(*cell.number);
}

/// The least and the greatest number of a column; empty if there is nothing to compare.
struct Spread {
  double least = 0, greatest = 0;
};
std::optional<Spread> spread_of(const ResultTable& table, std::size_t column) {
  std::optional<Spread> spread;
  for (const auto& row : table.rows) {
    if (!is_finite(row[column])) continue;
    const double number = *row[column].number;
    if (!spread) spread = Spread{number, number};
    spread->least = std::min(spread->least, number);
    spread->greatest = std::max(spread->greatest, number);
  }
  return spread && spread->greatest > spread->least ? spread : std::nullopt;
}

/// From 0, the worst of its column, to 1, the best; empty if there is nothing to compare.
std::optional<double> goodness(const ResultCell& cell, Better better,
                               const std::optional<Spread>& spread) {
  if (better == Better::neither || !spread || !is_finite(cell)) return std::nullopt;
  const double up = (*cell.number - spread->least) / (spread->greatest - spread->least);
  return better == Better::high ? up : 1 - up;
}

/// Whether a column shows numbers: its cells, including dashes, and its title are right-aligned.
bool is_of_numbers(const ResultTable& table, std::size_t column) {
  if (column < table.header_columns) return false;
  const auto has_number = [column](const auto& row) { return row[column].number.has_value(); };
  return std::any_of(table.rows.begin(), table.rows.end(), has_number) ||
         std::any_of(table.reference_rows.begin(), table.reference_rows.end(), has_number);
}

struct ColumnLook {
  bool is_of_numbers;
  std::optional<Spread> tinted;  // empty if no cell is tinted
};

Json rows_of(const ResultTable& table, const std::vector<std::vector<ResultCell>>& rows,
             const std::vector<ColumnLook>& looks) {
  Json list = Json::array();
  for (const auto& row : rows) {
    IGGAN_CHECK(row.size() == table.columns.size());
    Json names = Json::array(), cells = Json::array();
    for (std::size_t c = 0; c < row.size(); ++c) {
      Json cell{{"text", row[c].text},
                // The sort key.
                {"number", is_finite(row[c]) ? fmt::format("{}", *row[c].number) : ""}};
      if (c < table.header_columns) {
        names.push_back(std::move(cell));
        continue;
      }
      const auto good = goodness(row[c], table.columns[c].better, looks[c].tinted);
      cell["is_of_numbers"] = looks[c].is_of_numbers;
      cell["tint"] = good ? fmt::format("{:.2f}", *good) : "";
      cell["best"] = good && *good >= 1;
      cells.push_back(std::move(cell));
    }
    list.push_back({{"names", std::move(names)}, {"cells", std::move(cells)}});
  }
  return list;
}

/// The columns that have an explanation; null if there are none.
Json legend_of(const ResultTable& table) {
  Json columns = Json::array();
  for (const ResultColumn& column : table.columns) {
    std::string meaning = column.about;
    if (column.better != Better::neither)
      meaning += std::string(meaning.empty() ? "" : "; ") +
                 (column.better == Better::high ? "higher is better" : "lower is better");
    if (!meaning.empty()) columns.push_back({{"title", column.title}, {"meaning", meaning}});
  }
  return columns.empty() ? Json() : Json{{"columns", std::move(columns)}};
}

}  // namespace

Json values_of(const ResultTable& table) {
  Json columns = Json::array(), bodies = Json::array();
  std::vector<ColumnLook> looks;
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    looks.push_back({is_of_numbers(table, c), spread_of(table, c)});
    columns.push_back(
        {{"title", table.columns[c].title}, {"is_of_numbers", looks[c].is_of_numbers}});
  }
  bodies.push_back({{"reference", false}, {"rows", rows_of(table, table.rows, looks)}});
  if (!table.reference_rows.empty()) {
    for (ColumnLook& look : looks) look.tinted.reset();
    bodies.push_back({{"reference", true}, {"rows", rows_of(table, table.reference_rows, looks)}});
  }
  return {{"caption", table.caption},
          {"columns", std::move(columns)},
          {"bodies", std::move(bodies)},
          {"legend", legend_of(table)}};
}

}  // namespace iggan
