#include <iggan/report/comparison_report.h>

#include <iggan/base/files.h>
#include <iggan/base/shell_words.h>
#include <iggan/config/json_file.h>
#include <iggan/evaluation/metric_file.h>
#include <iggan/report/attribution.h>
#include <iggan/report/comparison_tables.h>
#include <iggan/report/figures.h>
#include <iggan/report/training_curves.h>

namespace iggan {
namespace {

namespace fs = std::filesystem;
using config::Json;

constexpr std::size_t kShownPictures = 8;   // of each renderer, at most
constexpr std::size_t kWorstPictures = 12;  // of pairs
constexpr int kGeneratorRows = 3;           // of tiles of a generator's sheet

/// Cells of a stage that did not fail, by label.
Json finished(const Json& summary, const char* stage) {
  Json cells = Json::object();
  const Json all = summary.value(stage, Json::object());
  for (const auto& [label, cell] : all.items())
    if (!cell.contains("failed")) cells[label] = cell;
  return cells;
}

void tell_failures(ReportSection& section, const Json& summary, const char* stage) {
  for (const std::string& reason : reasons_of_failures(summary, stage)) section.text(reason + ".");
}

ReportPictureGrid views_of(const fs::path& path, const Json& drawn) {
  ReportPictureGrid grid;
  grid.caption = "The same shapes from the same views, as training sees them";
  grid.scaling = PictureScaling::pixels;
  for (const auto& [label, cell] : drawn.items()) {
    ReportPictureGrid::Row row{label, {}};
    for (std::size_t i = 0; i < kShownPictures; ++i) {
      const fs::path file = path / "render" / label / fmt::format("view-{}.png", i);
      if (fs::exists(file))
        row.pictures.push_back(picture_of_file(file, fmt::format("View {} by {}", i + 1, label)));
    }
    grid.rows.push_back(std::move(row));
  }
  if (!grid.rows.empty())
    for (std::size_t i = 0; i < grid.rows.front().pictures.size(); ++i)
      grid.columns.push_back(fmt::format("view {}", i + 1));
  return grid;
}

void add_pictures(ReportPage& page, const fs::path& path, const Json& summary) {
  const Json drawn = finished(summary, "render");
  ReportSection& section = page.section("Pictures");
  if (!drawn.empty()) section.picture_grid(views_of(path, drawn));
  section.table(renderer_table(summary));
  tell_failures(section, summary, "render");
  section.note(
      "`itself`: some of the pictures made twice, the second time by a renderer created anew and "
      "in the opposite order, with equal seeds.");
}

void add_differences(ReportPage& page, const fs::path& path, const Json& summary) {
  if (summary["pairs"].empty()) return;
  ReportSection& section = page.section("Differences");
  for (const Json& pair : summary["pairs"])
    if (!pair["diagnosis"].get<std::string>().empty())
      section.text(fmt::format("{} against {}: {}.", text_at(pair, "/second"),
                               text_at(pair, "/first"), text_at(pair, "/diagnosis")));
  section.table(pair_matrix(summary, "psnr", "PSNR between renderers, decibels", 1));
  section.table(pair_matrix(summary, "ssim", "SSIM between renderers", 3));
  section.table(pair_matrix(summary, "silhouette_iou", "IoU of silhouettes between renderers", 3));
  section.details("Where they differ most", [&](ReportSection& inside) {
    std::vector<ReportPicture> worst;
    for (const Json& pair : summary["pairs"]) {
      if (pair["psnr"].is_null() || worst.size() == kWorstPictures) continue;
      const std::string names = text_at(pair, "/first") + ", " + text_at(pair, "/second");
      worst.push_back(picture_of_file(path / text_at(pair, "/image"),
                                      "Worst picture of " + names + ", and their difference",
                                      fmt::format("{}, and their difference: {:.1f} dB", names,
                                                  number_at(pair, "/worst/psnr"))));
    }
    if (worst.empty()) inside.text("Nowhere: all pictures are equal.");
    if (!worst.empty()) inside.gallery(worst, PictureScaling::pixels);
  });
}

ReportChart learning_curve(const Json& cells, const char* what, const std::string& title,
                           const std::string& unit, ChartScale scale) {
  ReportChart chart;
  chart.title = title;
  chart.x_label = "step of practice";
  chart.y_label = unit;
  chart.scale = scale;
  for (const auto& [label, cell] : cells.items()) {
    ReportSeries series{label, {}};
    for (const Json& point : cell["curve"])
      series.points.emplace_back(point["iteration"].get<double>(), point[what].get<double>());
    chart.series.push_back(std::move(series));
  }
  return chart;
}

void add_proxies(ReportPage& page, const fs::path& path, const Json& summary) {
  if (!summary.contains("proxy")) return;
  const Json cells = finished(summary, "proxy");
  ReportSection& section = page.section("Proxies");
  section.text(
      "A proxy network that practised on each renderer with the same shapes, views and number of "
      "steps. Shapes it never saw judge it.");
  if (!cells.empty())
    section.charts(
        {learning_curve(cells, "psnr", "PSNR on unseen shapes", "decibels", ChartScale::linear),
         learning_curve(cells, "squared_error", "Squared error in practice", "mean over pixels",
                        ChartScale::logarithmic)});
  section.table(cross_table(summary, "proxy", "/psnr",
                            "PSNR of the proxy of (row) against the renderer (column), decibels", 1,
                            Better::high));
  section.table(cross_table(summary, "proxy", "/ssim",
                            "SSIM of the proxy of (row) against the renderer (column)", 3,
                            Better::high));
  tell_failures(section, summary, "proxy");
  std::vector<ReportPicture> sheets;
  for (const auto& [label, cell] : cells.items())
    sheets.push_back(picture_of_file(path / "proxy" / label / "sheet.png",
                                     "Pictures by " + label + ", by its proxy, and the difference",
                                     label + ": renderer, proxy, difference"));
  if (!sheets.empty()) section.gallery(sheets, PictureScaling::pixels);
}

void add_generators(ReportPage& page, const fs::path& path, const Json& summary) {
  if (!summary.contains("train")) return;
  const Json cells = finished(summary, "train");
  ReportSection& section = page.section("Generators");
  const bool gap = text_at(summary, "/settings/train/pictures") != "own";
  section.text(fmt::format(
      "A generator trained through each renderer for {:g} minutes. {}",
      number_at(summary, "/settings/train/minutes"),
      gap ? "All saw one set of pictures, which not all of the renderers made: what differs is a "
            "domain gap too."
          : "Each saw pictures by its own renderer."));
  section.table(generator_table(summary));
  section.table(cross_table(
      summary, "train", "/frechet/value",
      "Fréchet distance of shapes learned through (row), rendered by (column)", 2, Better::low));
  tell_failures(section, summary, "train");
  std::vector<std::pair<std::string, std::vector<Json>>> runs;
  for (const auto& [label, cell] : cells.items()) {
    const fs::path sheet = path / "train" / label / "samples.png";
    if (fs::exists(sheet))
      section.picture(picture_of_image(
          top_of_sheet(sheet, kGeneratorRows),
          "Samples of the generator of " + label + " beside their nearest training shapes",
          fmt::format("{}: the first samples (clay) beside their nearest training shapes (blue); "
                      "more in train/{}/samples.png",
                      label, label)));
    runs.emplace_back(label, read_json_lines(path / text_at(cell, "/run") / "stats.jsonl"));
  }
  if (!runs.empty()) section.charts(compared_curves(runs));
}

void add_recipe(ReportPage& page, const fs::path& path, const Json& summary) {
  ReportSection& section = page.section("Do it again");
  section.code(text_at(summary, "/command"), "What made the folder");
  section.code(shell_words({"iggan", "report", path.string()}), "What made this page");
  section.values({{"iggan", text_at(summary, "/tool_version")},
                  {"shapes", text_at(summary, "/settings/render/shapes")},
                  {"shapes, sha256", text_at(summary, "/settings/render/shapes_sha256")}});
  section.details("Renderers",
                  [&](ReportSection& inside) { inside.code(summary["renderers"].dump(2)); });
  section.details("Settings of the stages",
                  [&](ReportSection& inside) { inside.code(summary["settings"].dump(2)); });
}

}  // namespace

bool is_comparison(const fs::path& path) {
  return fs::is_regular_file(path / "comparison.json");
}

std::unique_ptr<ReportPage> comparison_report(const fs::path& path, const ReportOptions&, Log&) {
  const std::string file = (path / "comparison.json").string();
  const Json summary = config::read_json(file);
  auto page =
      std::make_unique<ReportPage>(whole_path(path).filename().string(), "Comparison of renderers");
  const std::size_t renderers = summary["renderers"].size();
  const double pictures = number_at(summary, "/probe/training_shapes") *
                          number_at(summary, "/settings/render/probe/views");
  std::string lede =
      fmt::format("{} with the same shapes, views and light: how their pictures differ",
                  renderers == 1 ? "One renderer" : std::to_string(renderers) + " renderers");
  if (summary.contains("proxy")) lede += ", how well a network learns to imitate each";
  if (summary.contains("train")) lede += ", what a generator learns through each";
  page->lede(lede + ".");
  page->facts(
      {{std::to_string(renderers), renderers == 1 ? "renderer" : "renderers"},
       {grouped(static_cast<std::int64_t>(pictures)), "pictures each", "of training shapes"},
       {std::to_string(failures(summary)), "failures"}});
  add_pictures(*page, path, summary);
  add_differences(*page, path, summary);
  add_proxies(*page, path, summary);
  add_generators(*page, path, summary);
  add_recipe(*page, path, summary);
  add_attribution(*page, {fs::path(text_at(summary, "/settings/render/shapes"))});
  return page;
}

}  // namespace iggan
