#pragma once
#include <string>

#include <iggan/config/fields.h>
#include <iggan/page/blocks.h>

/// Each block of a page as the values of its template (page_assets/templates), all plain text. An
/// id is the element's id and unique in the page.
namespace iggan {

/// A table that readers can sort.
[[nodiscard]] config::Json values_of(const ResultTable& table);
/// @throws DataError when it is not a PNG, JPEG or WebP, or has no alternative text.
[[nodiscard]] config::Json values_of(const ReportPicture& picture, PictureScaling scaling);
/// A grid of pictures. @throws DataError as for one picture.
[[nodiscard]] config::Json values_of(const ReportPictureGrid& grid);
/// Pictures to step through. @throws DataError as for one picture.
[[nodiscard]] config::Json values_of(const ReportFilm& film);
/// Curves.
[[nodiscard]] config::Json values_of(const ReportChart& chart, const std::string& id);
/// Interactive shapes.
[[nodiscard]] config::Json values_of(const ReportViewer& viewer, const std::string& id);

}  // namespace iggan
