#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <iggan/evaluation/result_table.h>
#include <iggan/scene/image.h>

/// The building blocks of a page, as plain values. Strings are plain text; the page escapes them.
namespace iggan {

/// One figure of a summary: large, with its name below it.
struct ReportFact {
  std::string value;
  std::string name;
  std::string about = {};  // a few more words; may be empty
};

/// An encoded picture: PNG, JPEG or WebP.
struct ReportPicture {
  std::string bytes;
  std::string alt = {};      // what it shows, for people who cannot see it
  std::string caption = {};  // below it; may be empty
};
/// @throws DataError when the file cannot be read.
[[nodiscard]] ReportPicture picture_of_file(const std::filesystem::path& file, std::string alt,
                                            std::string caption = {});
/// A picture as PNG.
[[nodiscard]] ReportPicture picture_of_image(const ImageU8& image, std::string alt,
                                             std::string caption = {});

/// The first rows of tiles of a sheet that `iggan evaluate` drew.
/// @throws DataError when the file cannot be read.
[[nodiscard]] ImageU8 top_of_sheet(const std::filesystem::path& file, int rows);

/// How a picture is enlarged: `pixels` shows the pixels of small pictures as squares.
enum class PictureScaling { smooth, pixels };

/// Pictures side by side, with names for rows and columns.
struct ReportPictureGrid {
  /// A row of the grid.
  struct Row {
    std::string name;
    std::vector<ReportPicture> pictures;  // one per column; without bytes: an empty cell
  };
  std::string caption;
  std::vector<std::string> columns;
  std::vector<Row> rows;
  PictureScaling scaling = PictureScaling::smooth;
};

/// Pictures of equal size that follow each other: a slider, or a strip if no script runs.
struct ReportFilm {
  /// A picture with its label.
  struct Frame {
    std::string label;  // e.g. "iteration 100"
    ReportPicture picture;
  };
  std::string title;  // names the slider
  std::string caption;
  std::vector<Frame> frames;
  std::size_t first_shown = 0;
  bool endless = false;  // the last frame leads to the first, as in a full turn
  PictureScaling scaling = PictureScaling::smooth;
};

/// A curve.
struct ReportSeries {
  std::string name;
  std::vector<std::pair<double, double>> points;  // ascending x; a y that is not finite is a gap
};
/// The scale of an axis.
enum class ChartScale { linear, logarithmic };

/// Curves over one axis; readers can zoom in. A table of their data follows.
struct ReportChart {
  std::string title;
  std::string caption;
  std::string x_label, y_label;
  std::vector<ReportSeries> series;
  ChartScale scale = ChartScale::linear;  // of y; points at or below 0 are gaps on the logarithmic
                                          // one
};

/// An interactive shape, and its picture for browsers without 3D.
struct ReportShape {
  std::string name;
  std::string glb;  // binary glTF
  ReportPicture poster;
};
/// Interactive shapes in one viewer.
struct ReportViewer {
  std::string title;  // names the viewer, e.g. "Generated shapes"
  std::string caption = {};
  std::vector<ReportShape> shapes = {};
};

}  // namespace iggan
