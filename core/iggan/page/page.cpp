#include <iggan/page/page.h>

#include <set>

#include <fmt/format.h>

#include <iggan/base/data_files.h>
#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/page/block_html.h>
#include <iggan/page/html.h>

namespace iggan {

struct ReportSection::PageState {
  std::set<std::string> ids{"content", "contents"};
  bool has_charts = false, has_viewer = false;

  std::string new_id(const std::string& text) {
    const std::string name = slug(text);
    std::string id = name;
    for (int i = 2; !ids.insert(id).second; ++i) id = fmt::format("{}-{}", name, i);
    return id;
  }
};

ReportSection::ReportSection(std::string title, PageState& state)
    : title_(std::move(title)), id_(state.new_id(title_)), state_(state) {}

void ReportSection::heading(const std::string& title) {
  html_ += "<h3>" + escape_html(title) + "</h3>\n";
}
void ReportSection::text(const std::string& paragraph) {
  html_ += "<p>" + inline_html(paragraph) + "</p>\n";
}
void ReportSection::note(const std::string& paragraph) {
  html_ += "<p class=\"note\">" + inline_html(paragraph) + "</p>\n";
}
void ReportSection::facts(const std::vector<ReportFact>& facts) {
  html_ += html_of(facts);
}
void ReportSection::values(
    const std::vector<std::pair<std::string, std::string>>& names_and_values) {
  html_ += "<dl class=\"values\">\n";
  for (const auto& [name, value] : names_and_values)
    html_ += "<div><dt>" + inline_html(name) + "</dt><dd>" + inline_html(value) + "</dd></div>\n";
  html_ += "</dl>\n";
}
void ReportSection::table(const ReportTable& table) {
  html_ += html_of(table);
}
void ReportSection::picture(const ReportPicture& picture, PictureScaling scaling) {
  html_ += "<div class=\"block\">" + html_of(picture, scaling) + "</div>\n";
}
void ReportSection::gallery(const std::vector<ReportPicture>& pictures, PictureScaling scaling) {
  html_ += "<div class=\"block gallery\">\n";
  for (const ReportPicture& picture : pictures) html_ += html_of(picture, scaling);
  html_ += "</div>\n";
}
void ReportSection::picture_grid(const ReportPictureGrid& grid) {
  html_ += html_of(grid);
}
void ReportSection::film(const ReportFilm& film) {
  html_ += html_of(film);
}
void ReportSection::chart(const ReportChart& chart) {
  charts({chart});
}
void ReportSection::charts(const std::vector<ReportChart>& charts) {
  state_.has_charts = true;
  html_ +=
      charts.size() == 1 ? "<div class=\"block charts one\">\n" : "<div class=\"block charts\">\n";
  for (const ReportChart& chart : charts) html_ += html_of(chart, state_.new_id("chart"));
  html_ += "</div>\n";
}
void ReportSection::viewer(const ReportViewer& viewer) {
  state_.has_viewer = true;
  html_ += html_of(viewer, state_.new_id("viewer"));
}
void ReportSection::code(const std::string& text, const std::string& caption) {
  html_ += "<figure class=\"code\">";
  if (!caption.empty()) html_ += "<figcaption>" + inline_html(caption) + "</figcaption>";
  html_ += "<pre tabindex=\"0\"><code>" + escape_html(text) + "</code></pre></figure>\n";
}
void ReportSection::details(const std::string& summary,
                            const std::function<void(ReportSection&)>& inside) {
  html_ += "<details class=\"fold\"><summary>" + inline_html(summary) + "</summary>\n";
  inside(*this);
  html_ += "</details>\n";
}

ReportPage::ReportPage(std::string title, std::string kind)
    : title_(std::move(title)),
      kind_(std::move(kind)),
      state_(std::make_unique<ReportSection::PageState>()) {}
ReportPage::~ReportPage() = default;

ReportSection& ReportPage::section(const std::string& title) {
  sections_.push_back(ReportSection(title, *state_));
  return sections_.back();
}

namespace {

std::string asset(const char* name) {
  return read_text(find_data_file(std::string("page_assets/") + name));
}

std::string script(const char* name) {
  return "<script>" + asset(name) + "</script>\n";
}

// No page reaches for anything outside itself, and the browser holds it to that.
constexpr const char* kPolicy =
    "default-src 'none'; img-src data: blob:; font-src data:; style-src 'unsafe-inline'; "
    "script-src 'unsafe-inline'; connect-src data: blob:; base-uri 'none'; form-action 'none'";

}  // namespace

std::string ReportPage::html() const {
  const std::string title = escape_html(title_);
  std::string html = fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n"
      "<meta name=\"generator\" content=\"iggan {}\">\n<title>{} – {}</title>\n<link rel=\"icon\" "
      "href=\"data:,\">\n<style>{}</style>\n</head>\n",
      kPolicy, IGGAN_VERSION, title, escape_html(kind_), asset("page.css"));
  html += "<body>\n<a class=\"skip\" href=\"#content\">Skip to the content</a>\n";
  html += "<header class=\"page-head\">\n<p class=\"kicker\">" + escape_html(kind_) + "</p>\n<h1>" +
          title + "</h1>\n";
  if (!lede_.empty()) html += "<p class=\"lede\">" + inline_html(lede_) + "</p>\n";
  if (!facts_.empty()) html += html_of(facts_);
  html += "</header>\n";
  if (sections_.size() > 1) {
    html += "<nav class=\"contents\" id=\"contents\" aria-label=\"Contents\"><ol>\n";
    for (const ReportSection& section : sections_)
      html += fmt::format("<li><a href=\"#{}\">{}</a></li>\n", section.id_,
                          escape_html(section.title_));
    html += "</ol></nav>\n";
  }
  html += "<main id=\"content\" tabindex=\"-1\">\n";
  for (const ReportSection& section : sections_)
    html += fmt::format(
        "<section id=\"{0}\" aria-labelledby=\"{0}-title\">\n<h2 id=\"{0}-title\">{1}</h2>\n{2}"
        "</section>\n",
        section.id_, escape_html(section.title_), section.html_);
  html += fmt::format("</main>\n<footer class=\"page-foot\"><p>Made by iggan {}.</p></footer>\n",
                      IGGAN_VERSION);
  html += script("page.js");
  if (state_->has_charts) html += script("charts.js");
  if (state_->has_viewer) html += script("viewer.js");
  return html + "</body>\n</html>\n";
}

void ReportPage::write(const std::filesystem::path& file) const {
  write_text_atomically(file, html());
}

}  // namespace iggan
