#pragma once
#include <string>

#include <iggan/page/blocks.h>

/// Each block of a page as HTML. Numbers of an id's element are unique in a page.
namespace iggan {

[[nodiscard]] std::string html_of(const std::vector<ReportFact>& facts);
[[nodiscard]] std::string html_of(const ReportTable& table);
[[nodiscard]] std::string html_of(const ReportPicture& picture, PictureScaling scaling);
[[nodiscard]] std::string html_of(const ReportPictureGrid& grid);
[[nodiscard]] std::string html_of(const ReportFilm& film);
[[nodiscard]] std::string html_of(const ReportChart& chart, const std::string& id);
[[nodiscard]] std::string html_of(const ReportViewer& viewer, const std::string& id);

/// The img element alone. @throws DataError when it is no picture or has no alternative text.
[[nodiscard]] std::string image_html(const ReportPicture& picture, PictureScaling scaling);

}  // namespace iggan
