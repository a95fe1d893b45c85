// Writes a page with every kind of block, for the browser tests: every_block_page FILE
#include <cmath>
#include <cstdio>
#include <limits>

#include <iggan/formats/mesh_writer.h>
#include <iggan/geometry/surface.h>
#include <iggan/page/page.h>

namespace {

using namespace iggan;

/// A picture that is clearly not blank.
ImageU8 gradient(int width, int height, double turn) {
  ImageU8 image(width, height, 3);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      const double at = 0.5 + 0.5 * std::sin(turn + 6.0 * (double(x) / width + double(y) / height));
      image.samples[image.index(x, y, 0)] = static_cast<std::uint8_t>(90 + 140 * at);
      image.samples[image.index(x, y, 1)] = static_cast<std::uint8_t>(80 + 70 * at);
      image.samples[image.index(x, y, 2)] = static_cast<std::uint8_t>(70 + 40 * (1 - at));
    }
  return image;
}

ReportPicture gradient_picture(int width, int height, double turn, const std::string& caption) {
  return picture_of_image(gradient(width, height, turn), "A colour gradient", caption);
}

/// A seat with a back, of the given width; in colour, the seat is red and the back blue.
std::string bench(int width, bool coloured = false) {
  VoxelGrid grid = VoxelGrid::cube(16);
  if (coloured) grid.albedo.resize(3 * grid.size());
  for (int z = 5; z < 11; ++z)
    for (int y = 3; y < 12; ++y)
      for (int x = 8 - width / 2; x < 8 + width / 2; ++x)
        grid.occupancy[static_cast<std::size_t>((z * 16 + y) * 16 + x)] = y < 7 || z < 7;
  for (std::size_t i = 0; i < grid.albedo.size(); i += 3)
    grid.albedo[i / 3 / 16 % 16 < 7 ? i : i + 2] = 200;
  return encode_glb(extract_surface(grid));
}

ResultTable scores() {
  ResultTable table;
  table.caption = "Scores of three methods, with <controls> below";
  table.columns = {{"method"},
                   {"FD", Better::low, "Fréchet distance of pictures"},
                   {"IoU", Better::high, "best match with a training shape"},
                   {"shapes"},
                   {"notes"}};
  table.rows = {{"iggan", ResultCell::of(1.65, 2), ResultCell::of(0.573, 3), {128, "128"}, "a"},
                {"visual hull", ResultCell::of(12.5, 2), ResultCell::of(0.481, 3), {64, "64"}, "c"},
                {"absorption",
                 ResultCell::of(7.25, 2),
                 ResultCell::of(std::numeric_limits<double>::quiet_NaN(), 3),
                 {9, "9"},
                 "b"}};
  table.reference_rows = {{"held-out", ResultCell::none(), ResultCell::of(0.768, 3), {4, "4"}, ""}};
  return table;
}

ResultTable wide_table() {
  ResultTable table;
  table.caption = "A table wider than a phone";
  table.columns = {{"cell"}};
  for (int c = 0; c < 14; ++c)
    table.columns.push_back({"measure " + std::to_string(c), c % 2 ? Better::high : Better::low});
  for (int r = 0; r < 6; ++r) {
    table.rows.push_back({"sofa-iggan-" + std::to_string(r)});
    for (int c = 0; c < 14; ++c)
      table.rows.back().push_back(ResultCell::of(std::sin(r * 1.7 + c) + 1.5, 3));
  }
  return table;
}

ReportChart curves(const std::string& title, ChartScale scale) {
  ReportChart chart{title, "Two curves over the same axis.", "iteration", "loss", {}, scale};
  for (const char* name : {"generator", "discriminator"}) {
    ReportSeries series{name, {}};
    for (int i = 1; i <= 2000; ++i)
      series.points.emplace_back(i, 1.2 * std::exp(-i / 700.0) + 0.3 +
                                        0.06 * std::sin(i * (name[0] == 'g' ? 0.05 : 0.031)));
    chart.series.push_back(std::move(series));
  }
  return chart;
}

void add_pictures(ReportPage& page) {
  ReportSection& pictures = page.section("Pictures");
  pictures.picture(gradient_picture(900, 240, 0, "One picture across the full width."));
  pictures.gallery({gradient_picture(300, 200, 1, "One of three."),
                    gradient_picture(300, 200, 2, "Two of three."),
                    gradient_picture(300, 200, 3, "Three of three.")});
  ReportPictureGrid grid;
  grid.caption = "The same shapes through several renderers";
  grid.columns = {"raster", "embree", "depth", "normals", "blender", "path traced"};
  for (int r = 0; r < 3; ++r) {
    grid.rows.push_back({"shape " + std::to_string(r), {}});
    for (int c = 0; c < 6; ++c)
      grid.rows.back().pictures.push_back(gradient_picture(24, 24, r + c, ""));
  }
  grid.rows[1].pictures[2] = {};
  grid.scaling = PictureScaling::pixels;
  pictures.picture_grid(grid);
  ReportFilm film;
  film.title = "Turntable";
  film.caption = "Drag the slider.";
  film.endless = true;
  for (int i = 0; i < 12; ++i)
    film.frames.push_back({std::to_string(30 * i) + " degrees", gradient_picture(480, 160, i, "")});
  pictures.film(film);
}

}  // namespace

int main(int count, char** words) {
  if (count != 2) return 2;
  try {
    ReportPage page("Every block & <kind>", "Test page");
    page.lede("Everything that a page can contain, with `code`, <angles> and “quotes”.");
    page.facts({{"1.65", "Fréchet distance", "lower is better"},
                {"32³", "voxels"},
                {"3,048", "iterations"}});
    ReportSection& texts = page.section("Words");
    texts.text("A paragraph with `--code` and an & in it.");
    texts.heading("A heading");
    texts.values(
        {{"seed", "0"}, {"threshold", "0.5"}, {"file", "`checkpoint-003048.safetensors`"}});
    texts.note("A note on how to read it.");
    texts.code(
        "iggan train --data data/sofa-pictures --preset sofa-32-cpu \\\n  --set training.seed=0\n",
        "The command");
    texts.details("More, folded away", [](ReportSection& inside) { inside.text("Unfolded."); });
    ReportSection& tables = page.section("Tables");
    tables.table(scores());
    tables.table(wide_table());
    ReportSection& charts = page.section("Charts");
    charts.charts(
        {curves("Losses", ChartScale::linear), curves("Losses again", ChartScale::logarithmic)});
    add_pictures(page);
    ReportViewer viewer{"Benches", "Drag to turn.", {}};
    for (const int width : {6, 10, 14})
      viewer.shapes.push_back({"bench " + std::to_string(width), bench(width, width == 10),
                               gradient_picture(160, 160, width, "")});
    page.section("Shapes").viewer(viewer);
    page.write(words[1]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
