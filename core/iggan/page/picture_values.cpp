#include <iggan/base/base64.h>
#include <iggan/base/error.h>
#include <iggan/page/block_values.h>

namespace iggan {
namespace {

using config::Json;

/// Width and height of a PNG, from its first chunk, so that browsers reserve space for it.
Json size_of_png(const std::string& bytes) {
  if (bytes.size() < 24 || bytes.compare(12, 4, "IHDR") != 0) return nullptr;
  const auto number = [&bytes](std::size_t at) {
    unsigned value = 0;
    for (std::size_t i = 0; i < 4; ++i)
      value = value << 8U | static_cast<unsigned char>(bytes[at + i]);
    return value;
  };
  return {{"width", number(16)}, {"height", number(20)}};
}

/// The picture as a data URI; its first bytes show its format.
std::string picture_uri(const std::string& bytes) {
  const char* kind = nullptr;
  if (bytes.compare(0, 8, "\x89PNG\r\n\x1a\n") == 0) kind = "png";
  if (bytes.compare(0, 3, "\xff\xd8\xff") == 0) kind = "jpeg";
  if (bytes.compare(0, 4, "RIFF") == 0 && bytes.size() > 12 && bytes.compare(8, 4, "WEBP") == 0)
    kind = "webp";
  if (!kind) fail<DataError>("a page shows PNG, JPEG and WebP pictures; this is none of them");
  return std::string("data:image/") + kind + ";base64," + base64(bytes);
}

}  // namespace

Json values_of(const ReportPicture& picture, PictureScaling scaling) {
  if (picture.alt.empty())
    fail<DataError>("a picture in a page needs a description for people who cannot see it (alt)");
  return {{"uri", picture_uri(picture.bytes)},
          {"alt", picture.alt},
          {"size", size_of_png(picture.bytes)},
          {"pixels", scaling == PictureScaling::pixels},
          {"caption", picture.caption}};
}

Json values_of(const ReportPictureGrid& grid) {
  Json rows = Json::array();
  for (const ReportPictureGrid::Row& row : grid.rows) {
    IGGAN_CHECK(row.pictures.size() == grid.columns.size());
    Json cells = Json::array();
    for (const ReportPicture& picture : row.pictures)
      cells.push_back(
          {{"picture", picture.bytes.empty() ? Json() : values_of(picture, grid.scaling)}});
    rows.push_back({{"name", row.name}, {"cells", std::move(cells)}});
  }
  return {{"caption", grid.caption}, {"columns", grid.columns}, {"rows", std::move(rows)}};
}

Json values_of(const ReportFilm& film) {
  IGGAN_CHECK(!film.frames.empty() && film.first_shown < film.frames.size());
  Json frames = Json::array();
  for (const ReportFilm::Frame& frame : film.frames)
    frames.push_back({{"label", frame.label}, {"picture", values_of(frame.picture, film.scaling)}});
  return {{"title", film.title},
          {"caption", film.caption},
          {"first_shown", film.first_shown},
          {"endless", film.endless},
          {"frames", std::move(frames)}};
}

Json values_of(const ReportViewer& viewer, const std::string& id) {
  IGGAN_CHECK(!viewer.shapes.empty());
  Json shapes = Json::array();
  for (const ReportShape& shape : viewer.shapes)
    shapes.push_back({{"name", shape.name},
                      {"glb", base64(shape.glb)},
                      {"poster", values_of(shape.poster, PictureScaling::smooth)}});
  return {{"id", id},
          {"title", viewer.title},
          {"caption", viewer.caption},
          {"shapes", std::move(shapes)}};
}

}  // namespace iggan
