#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include <iggan/base/error.h>
#include <iggan/page/block_html.h>
#include <iggan/page/html.h>

namespace iggan {
namespace {

/// The least and the greatest number of a column; nothing when there is nothing to choose between.
struct Spread {
  double least = 0, greatest = 0;
};
std::optional<Spread> spread_of(const ReportTable& table, std::size_t column) {
  std::optional<Spread> spread;
  for (const auto& row : table.rows) {
    const auto& number = row[column].number;
    if (!number || !std::isfinite(*number)) continue;
    if (!spread) spread = Spread{*number, *number};
    spread->least = std::min(spread->least, *number);
    spread->greatest = std::max(spread->greatest, *number);
  }
  return spread && spread->greatest > spread->least ? spread : std::nullopt;
}

/// Class and style that tint a number: from 0, the worst of its column, to 1, the best.
std::string tint_html(double number, Better better, const std::optional<Spread>& spread) {
  if (better == Better::neither || !spread || !std::isfinite(number)) return " class=\"n\"";
  const double up = (number - spread->least) / (spread->greatest - spread->least);
  const double good = better == Better::high ? up : 1 - up;
  return fmt::format(" class=\"n tint{}\" style=\"--t:{:.2f}\"", good >= 1 ? " best" : "", good);
}

/// What a cell sorts by; nothing where it is no number, or a gap among them.
std::string value_html(const ReportCell& cell) {
  return cell.number && std::isfinite(*cell.number) ? fmt::format(" data-v=\"{}\"", *cell.number)
                                                    : "";
}

std::string header_html(const ReportCell& cell) {
  return fmt::format("<th scope=\"row\"{}>{}</th>", value_html(cell), escape_html(cell.text));
}

/// Whether a column shows numbers: they, their title and their dashes stand on the right.
bool is_of_numbers(const ReportTable& table, std::size_t column) {
  if (column < table.header_columns) return false;
  const auto has_number = [column](const auto& row) { return row[column].number.has_value(); };
  return std::any_of(table.rows.begin(), table.rows.end(), has_number) ||
         std::any_of(table.reference_rows.begin(), table.reference_rows.end(), has_number);
}

/// @param numbers  whether each column is of numbers.
/// @param spreads  of each column; none where rows are not tinted.
std::string rows_html(const ReportTable& table, const std::vector<std::vector<ReportCell>>& rows,
                      const std::vector<bool>& numbers,
                      const std::vector<std::optional<Spread>>& spreads) {
  std::string html;
  for (const auto& row : rows) {
    IGGAN_CHECK(row.size() == table.columns.size());
    html += "<tr>";
    for (std::size_t c = 0; c < row.size(); ++c) {
      const ReportCell& cell = row[c];
      if (c < table.header_columns)
        html += header_html(cell);
      else if (cell.number)
        html += fmt::format("<td{}{}>{}</td>",
                            tint_html(*cell.number, table.columns[c].better, spreads[c]),
                            value_html(cell), escape_html(cell.text));
      else
        html += (numbers[c] ? "<td class=\"n\">" : "<td>") + escape_html(cell.text) + "</td>";
    }
    html += "</tr>\n";
  }
  return html;
}

std::string legend_html(const ReportTable& table) {
  std::string list;
  for (const ReportColumn& column : table.columns) {
    if (column.about.empty() && column.better == Better::neither) continue;
    std::string words = escape_html(column.about);
    if (column.better != Better::neither)
      words += std::string(words.empty() ? "" : "; ") +
               (column.better == Better::high ? "higher is better" : "lower is better");
    list += "<div><dt>" + escape_html(column.title) + "</dt><dd>" + words + "</dd></div>\n";
  }
  if (list.empty()) return "";
  return "<details class=\"legend\"><summary>What the columns mean</summary>\n<dl "
         "class=\"values\">\n" +
         list + "</dl></details>\n";
}

}  // namespace

std::string html_of(const ReportTable& table) {
  std::vector<std::optional<Spread>> spreads;
  std::vector<bool> numbers;
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    spreads.push_back(spread_of(table, c));
    numbers.push_back(is_of_numbers(table, c));
  }
  std::string html = fmt::format(
      "<div class=\"block table\"><div class=\"scroll\" role=\"region\" aria-label=\"{0}\" "
      "tabindex=\"0\"><table class=\"data\">\n<caption>{0}</caption>\n<thead><tr>",
      escape_html(table.caption));
  for (std::size_t c = 0; c < table.columns.size(); ++c)
    html += fmt::format("<th scope=\"col\"{}>{}</th>", numbers[c] ? " class=\"n\"" : "",
                        escape_html(table.columns[c].title));
  html +=
      "</tr></thead>\n<tbody>\n" + rows_html(table, table.rows, numbers, spreads) + "</tbody>\n";
  if (!table.reference_rows.empty()) {
    spreads.assign(table.columns.size(), std::nullopt);
    html += "<tbody class=\"reference\">\n" +
            rows_html(table, table.reference_rows, numbers, spreads) + "</tbody>\n";
  }
  return html + "</table></div>\n" + legend_html(table) + "</div>\n";
}

}  // namespace iggan
