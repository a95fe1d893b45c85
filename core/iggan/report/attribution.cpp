#include <iggan/report/attribution.h>

#include <map>
#include <set>
#include <sstream>

#include <iggan/base/files.h>

namespace iggan {
namespace {

namespace fs = std::filesystem;

/// A model in a paragraph of the file: its key, then "  field: value" lines.
struct Credit {
  std::string key;
  std::map<std::string, std::string> fields;

  /// Version 0.1 wrote "licence".
  [[nodiscard]] std::string license() const {
    for (const char* spelling : {"license", "licence"})
      if (const auto found = fields.find(spelling); found != fields.end()) return found->second;
    return "";
  }
};

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(' ');
  return first == std::string::npos ? ""
                                    : text.substr(first, text.find_last_not_of(' ') + 1 - first);
}

/// @return the models of a file as data/licenses.cpp writes it; empty if the file has a different
/// form.
std::vector<Credit> parse_credits(const std::string& text) {
  std::vector<Credit> credits;
  std::istringstream lines(text);
  std::string before;
  for (std::string line; std::getline(lines, line); before = line) {
    const bool inside = !line.empty() && line.front() == ' ';
    if (!inside) continue;
    if (!before.empty() && before.front() != ' ') credits.push_back({before, {}});
    const std::size_t colon = line.find(':');
    if (credits.empty() || colon == std::string::npos) continue;
    const std::string field = trimmed(line.substr(0, colon));
    // Continuation lines, such as a license's address, appear only in the full text.
    if (field.find(' ') == std::string::npos)
      credits.back().fields.emplace(field, trimmed(line.substr(colon + 1)));
  }
  return credits;
}

}  // namespace

void add_attribution(ReportPage& page, const std::vector<fs::path>& sets) {
  std::set<std::string> texts;
  for (const fs::path& set : sets)
    if (fs::is_regular_file(set / "ATTRIBUTION.txt"))
      texts.insert(read_text(set / "ATTRIBUTION.txt"));
  if (texts.empty()) return;
  ResultTable table;
  table.caption = "Models that the pictures show";
  table.columns = {{"model"}, {"creator"}, {"license"}, {"source"}};
  std::set<std::string> known;
  for (const std::string& text : texts)
    for (Credit& credit : parse_credits(text)) {
      if (!known.insert(credit.key).second) continue;
      std::string title = credit.fields["title"];
      if (title.empty()) title = credit.key;
      table.rows.push_back(
          {title, credit.fields["creator"], credit.license(), credit.fields["source"]});
    }
  ReportSection& section = page.section("Credits");
  section.text(
      "The shapes were learned from pictures of 3D models made by others. The models' creators "
      "and licenses are listed below.");
  if (!table.rows.empty()) section.table(table);
  section.details("Attribution, as in the data set", [&](ReportSection& inside) {
    for (const std::string& text : texts) inside.code(text);
  });
}

}  // namespace iggan
