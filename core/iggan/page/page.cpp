#include <iggan/page/page.h>

#include <cctype>
#include <set>

#include <fmt/format.h>

#include <iggan/base/data_files.h>
#include <iggan/base/files.h>
#include <iggan/page/block_values.h>
#include <iggan/page/template.h>

namespace iggan {
namespace {

using config::Json;

/// A name that is valid in an id and in a link: lower-case letters, digits and dashes.
std::string slug(const std::string& text) {
  std::string name;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 128 && std::isalnum(byte))
      name += static_cast<char>(std::tolower(byte));
    else if (!name.empty() && name.back() != '-')
      name += '-';
  }
  while (!name.empty() && name.back() == '-') name.pop_back();
  return name.empty() ? "part" : name;
}

Json values_of(const std::vector<ReportFact>& facts) {
  Json list = Json::array();
  for (const ReportFact& fact : facts)
    list.push_back({{"value", fact.value}, {"name", fact.name}, {"about", fact.about}});
  return {{"facts", std::move(list)}};
}

}  // namespace

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
  html_ += rendered("heading", {{"title", title}});
}
void ReportSection::text(const std::string& paragraph) {
  html_ += rendered("text", {{"text", paragraph}});
}
void ReportSection::note(const std::string& paragraph) {
  html_ += rendered("note", {{"text", paragraph}});
}
void ReportSection::facts(const std::vector<ReportFact>& facts) {
  html_ += rendered("facts", values_of(facts));
}
void ReportSection::values(
    const std::vector<std::pair<std::string, std::string>>& names_and_values) {
  Json values = Json::array();
  for (const auto& [name, value] : names_and_values)
    values.push_back({{"name", name}, {"value", value}});
  html_ += rendered("values", {{"values", std::move(values)}});
}
void ReportSection::table(const ResultTable& table) {
  html_ += rendered("table", values_of(table));
}
void ReportSection::picture(const ReportPicture& picture, PictureScaling scaling) {
  html_ += rendered("picture_block", values_of(picture, scaling));
}
void ReportSection::gallery(const std::vector<ReportPicture>& pictures, PictureScaling scaling) {
  Json values = Json::array();
  for (const ReportPicture& picture : pictures) values.push_back(values_of(picture, scaling));
  html_ += rendered("gallery", {{"pictures", std::move(values)}});
}
void ReportSection::picture_grid(const ReportPictureGrid& grid) {
  html_ += rendered("picture_grid", values_of(grid));
}
void ReportSection::film(const ReportFilm& film) {
  html_ += rendered("film", values_of(film));
}
void ReportSection::chart(const ReportChart& chart) {
  charts({chart});
}
void ReportSection::charts(const std::vector<ReportChart>& charts) {
  state_.has_charts = true;
  Json values = Json::array();
  for (const ReportChart& chart : charts)
    values.push_back(values_of(chart, state_.new_id("chart")));
  html_ += rendered("charts", {{"one", charts.size() == 1}, {"charts", std::move(values)}});
}
void ReportSection::viewer(const ReportViewer& viewer) {
  state_.has_viewer = true;
  html_ += rendered("viewer", values_of(viewer, state_.new_id("viewer")));
}
void ReportSection::code(const std::string& text, const std::string& caption) {
  html_ += rendered("code", {{"text", text}, {"caption", caption}});
}
void ReportSection::details(const std::string& summary,
                            const std::function<void(ReportSection&)>& inside) {
  const std::size_t begin = html_.size();
  inside(*this);
  std::string folded = html_.substr(begin);
  html_.resize(begin);
  html_ += rendered("details", {{"summary", summary}, {"html", std::move(folded)}});
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

std::string ReportPage::html() const {
  const auto asset = [](const char* name) {
    return read_text(find_data_file(std::string("page_assets/") + name));
  };
  Json sections = Json::array(), scripts = Json::array({asset("page.js")});
  for (const ReportSection& section : sections_)
    sections.push_back({{"id", section.id_}, {"title", section.title_}, {"html", section.html_}});
  if (state_->has_charts) scripts.push_back(asset("charts.js"));
  if (state_->has_viewer) scripts.push_back(asset("viewer.js"));
  return rendered("page", {{"version", IGGAN_VERSION},
                           {"kind", kind_},
                           {"title", title_},
                           {"lede", lede_},
                           {"summary", facts_.empty() ? Json() : values_of(facts_)},
                           {"has_contents", sections_.size() > 1},
                           {"sections", std::move(sections)},
                           {"style", asset("page.css")},
                           {"scripts", std::move(scripts)}});
}

void ReportPage::write(const std::filesystem::path& file) const {
  write_text_atomically(file, html());
}

}  // namespace iggan
