#pragma once
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <iggan/page/blocks.h>

namespace iggan {

/// A part of a page with its own title. Blocks appear in the order they are added. In text, the
/// words between two backticks are code; everything else is literal.
class ReportSection {
 public:
  void heading(const std::string& title);  // one level below the section's
  void text(const std::string& paragraph);
  void note(const std::string& paragraph);  // smaller: how to read the block above
  void facts(const std::vector<ReportFact>& facts);
  void values(const std::vector<std::pair<std::string, std::string>>& names_and_values);
  void table(const ResultTable& table);
  void picture(const ReportPicture& picture, PictureScaling scaling = PictureScaling::smooth);
  void gallery(const std::vector<ReportPicture>& pictures,
               PictureScaling scaling = PictureScaling::smooth);  // as many per row as fit
  void picture_grid(const ReportPictureGrid& grid);
  void film(const ReportFilm& film);
  void chart(const ReportChart& chart);
  void charts(const std::vector<ReportChart>& charts);  // two per row if there is room
  void viewer(const ReportViewer& viewer);
  void code(const std::string& text, const std::string& caption = {});  // with a copy button
  /// Readers can expand and collapse what `inside` adds; it is collapsed at first.
  void details(const std::string& summary, const std::function<void(ReportSection&)>& inside);

  /// The ids used in a page, and the scripts that its blocks need.
  struct PageState;

 private:
  friend class ReportPage;
  ReportSection(std::string title, PageState& state);
  std::string title_, id_, html_;
  PageState& state_;
};

/// A web page in one file: no server, no network, no other file. It can be read without scripts;
/// with scripts, tables can be sorted, charts zoomed and shapes turned.
///
///   ReportPage page("Sofas", "Comparison of renderers");
///   page.lede("Four runs on the same pictures.");
///   ReportSection& scores = page.section("Scores");
///   scores.table(table);
///   page.write("report.html");
class ReportPage {
 public:
  /// @param kind  the kind of page, in a few words; shown above the title.
  ReportPage(std::string title, std::string kind);
  ~ReportPage();
  ReportPage(const ReportPage&) = delete;
  ReportPage& operator=(const ReportPage&) = delete;

  void lede(std::string text) { lede_ = std::move(text); }
  void facts(std::vector<ReportFact> facts) { facts_ = std::move(facts); }
  /// The reference stays valid as long as the page.
  ReportSection& section(const std::string& title);

  /// @throws DataError when the page's scripts and styles, which come with iggan, are not found.
  [[nodiscard]] std::string html() const;
  /// Writes the complete page or nothing.
  void write(const std::filesystem::path& file) const;

 private:
  std::string title_, kind_, lede_;
  std::vector<ReportFact> facts_;
  std::unique_ptr<ReportSection::PageState> state_;
  std::deque<ReportSection> sections_;
};

}  // namespace iggan
