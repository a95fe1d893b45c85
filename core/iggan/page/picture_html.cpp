#include <array>
#include <optional>

#include <fmt/format.h>

#include <iggan/base/base64.h>
#include <iggan/base/error.h>
#include <iggan/page/block_html.h>
#include <iggan/page/html.h>

namespace iggan {
namespace {

/// Width and height of a PNG, from its first chunk; browsers then keep its place free.
std::optional<std::array<unsigned, 2>> size_of_png(const std::string& bytes) {
  if (bytes.size() < 24 || bytes.compare(12, 4, "IHDR") != 0) return std::nullopt;
  const auto number = [&bytes](std::size_t at) {
    unsigned value = 0;
    for (std::size_t i = 0; i < 4; ++i)
      value = value << 8U | static_cast<unsigned char>(bytes[at + i]);
    return value;
  };
  return std::array<unsigned, 2>{number(16), number(20)};
}

std::string caption_html(const std::string& caption) {
  return caption.empty() ? "" : "<figcaption>" + inline_html(caption) + "</figcaption>";
}

}  // namespace

std::string image_html(const ReportPicture& picture, PictureScaling scaling) {
  if (picture.alt.empty())
    fail<DataError>("a picture of a page needs words for those who do not see it (alt)");
  const auto size = size_of_png(picture.bytes);
  return fmt::format("<img src=\"{}\" alt=\"{}\"{}{} decoding=\"async\">",
                     picture_uri(picture.bytes), escape_html(picture.alt),
                     size ? fmt::format(" width=\"{}\" height=\"{}\"", (*size)[0], (*size)[1]) : "",
                     scaling == PictureScaling::pixels ? " class=\"pixels\"" : "");
}

std::string html_of(const ReportPicture& picture, PictureScaling scaling) {
  return "<figure class=\"picture\">" + image_html(picture, scaling) +
         caption_html(picture.caption) + "</figure>\n";
}

std::string html_of(const ReportPictureGrid& grid) {
  std::string html = fmt::format(
      "<div class=\"block pictures\"><div class=\"scroll\" role=\"region\" aria-label=\"{0}\" "
      "tabindex=\"0\"><table class=\"picture-grid\">\n<caption>{1}</caption>\n<thead><tr><td></td>",
      escape_html(grid.caption), inline_html(grid.caption));
  for (const std::string& column : grid.columns)
    html += "<th scope=\"col\">" + escape_html(column) + "</th>";
  html += "</tr></thead>\n<tbody>\n";
  for (const ReportPictureGrid::Row& row : grid.rows) {
    IGGAN_CHECK(row.pictures.size() == grid.columns.size());
    html += "<tr><th scope=\"row\">" + escape_html(row.name) + "</th>";
    for (const ReportPicture& picture : row.pictures)
      html += "<td>" + (picture.bytes.empty() ? std::string("–") : html_of(picture, grid.scaling)) +
              "</td>";
    html += "</tr>\n";
  }
  return html + "</tbody></table></div></div>\n";
}

std::string html_of(const ReportFilm& film) {
  IGGAN_CHECK(!film.frames.empty() && film.first_shown < film.frames.size());
  std::string html = fmt::format(
      "<figure class=\"block film\" data-first=\"{}\"{} data-title=\"{}\">\n<div class=\"scroll\" "
      "role=\"region\" aria-label=\"{}\" tabindex=\"0\"><ol class=\"frames\">\n",
      film.first_shown, film.endless ? " data-endless" : "", escape_html(film.title),
      escape_html(film.title));
  for (const ReportFilm::Frame& frame : film.frames)
    html += "<li>" + image_html(frame.picture, film.scaling) + "<span class=\"label\">" +
            escape_html(frame.label) + "</span></li>\n";
  return html + "</ol></div>\n" + caption_html(film.caption) + "</figure>\n";
}

std::string html_of(const ReportViewer& viewer, const std::string& id) {
  IGGAN_CHECK(!viewer.shapes.empty());
  std::string html = fmt::format(
      "<figure class=\"block viewer\" id=\"{}\" data-title=\"{}\">\n<ul class=\"shapes\">\n", id,
      escape_html(viewer.title));
  for (const ReportShape& shape : viewer.shapes)
    html += "<li data-name=\"" + escape_html(shape.name) + "\">" +
            image_html(shape.poster, PictureScaling::smooth) + "<span class=\"label\">" +
            escape_html(shape.name) + "</span><script type=\"model/gltf-binary\">" +
            base64(shape.glb) + "</script></li>\n";
  return html + "</ul>\n" + caption_html(viewer.caption) + "</figure>\n";
}

std::string html_of(const std::vector<ReportFact>& facts) {
  std::string html = "<dl class=\"facts\">\n";
  for (const ReportFact& fact : facts)
    html += "<div><dt>" + escape_html(fact.name) +
            (fact.about.empty() ? "" : "<small>" + escape_html(fact.about) + "</small>") +
            "</dt><dd>" + escape_html(fact.value) + "</dd></div>\n";
  return html + "</dl>\n";
}

}  // namespace iggan
