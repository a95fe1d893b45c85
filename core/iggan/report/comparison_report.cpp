#include <iggan/report/comparison_report.h>

#include <iggan/base/files.h>
#include <iggan/base/shell_words.h>
#include <iggan/console/quantities.h>
#include <iggan/experiments/comparison_tables.h>
#include <iggan/report/attribution.h>
#include <iggan/report/training_curves.h>

namespace iggan {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kShownPictures = 8;   // at most, of each renderer
constexpr std::size_t kWorstPictures = 12;  // of pairs
constexpr int kGeneratorRows = 3;           // of tiles of a generator's sheet

/// The cells of a stage, by label, without those that failed.
template <class CellOfStage>
config::Named<const CellOfStage*> finished(const config::Named<CellOfStage>& cells) {
  config::Named<const CellOfStage*> done;
  for (const auto& [label, cell] : cells)
    if (cell.is_done()) done.emplace_back(label, &cell);
  return done;
}

template <class Cells>
void add_failures(ReportSection& section, const Cells& cells) {
  for (const std::string& reason : reasons_of_failures(cells)) section.text(reason + ".");
}

ReportPictureGrid views_of(const fs::path& path, const config::Named<const RenderCell*>& cells) {
  ReportPictureGrid grid;
  grid.caption = "The same shapes from the same views, as training sees them";
  grid.scaling = PictureScaling::pixels;
  for (const auto& [label, cell] : cells) {
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

void add_pictures(ReportPage& page, const fs::path& path, const Comparison& comparison) {
  const auto cells = finished(comparison.render);
  ReportSection& section = page.section("Pictures");
  if (!cells.empty()) section.picture_grid(views_of(path, cells));
  section.table(renderer_table(comparison));
  add_failures(section, comparison.render);
  section.note(
      "`itself`: some of the pictures compared with a second rendering, by a new instance of the "
      "renderer, in the opposite order and with the same seeds.");
}

void add_differences(ReportPage& page, const fs::path& path, const Comparison& comparison) {
  if (comparison.pairs.empty()) return;
  ReportSection& section = page.section("Differences");
  for (const PairComparison& pair : comparison.pairs)
    if (!pair.diagnosis.empty())
      section.text(fmt::format("{} against {}: {}.", pair.second, pair.first, pair.diagnosis));
  section.table(
      pair_matrix(comparison, &PictureComparison::psnr, "PSNR between renderers, decibels", 1));
  section.table(pair_matrix(comparison, &PictureComparison::ssim, "SSIM between renderers", 3));
  section.table(pair_matrix(comparison, &PictureComparison::silhouette_iou,
                            "IoU of silhouettes between renderers", 3));
  section.details("Where they differ most", [&](ReportSection& inside) {
    std::vector<ReportPicture> worst;
    for (const PairComparison& pair : comparison.pairs) {
      if (!pair.worst || worst.size() == kWorstPictures) continue;
      const std::string names = pair.first + ", " + pair.second;
      worst.push_back(picture_of_file(
          path / pair.image, "Worst picture of " + names + ", and their difference",
          fmt::format("{}, and their difference: {:.1f} dB", names, pair.worst->psnr)));
    }
    if (worst.empty()) inside.text("Nowhere: all pictures are equal.");
    if (!worst.empty()) inside.gallery(worst, PictureScaling::pixels);
  });
}

ReportChart learning_curve(const config::Named<const ProxyCell*>& cells, double ProxyPoint::*figure,
                           const std::string& title, const std::string& unit, ChartScale scale) {
  ReportChart chart;
  chart.title = title;
  chart.x_label = "training step";
  chart.y_label = unit;
  chart.scale = scale;
  for (const auto& [label, cell] : cells) {
    ReportSeries series{label, {}};
    for (const ProxyPoint& point : cell->result.curve)
      series.points.emplace_back(point.iteration, point.*figure);
    chart.series.push_back(std::move(series));
  }
  return chart;
}

void add_proxies(ReportPage& page, const fs::path& path, const Comparison& comparison) {
  if (!comparison.proxy) return;
  const auto cells = finished(*comparison.proxy);
  ReportSection& section = page.section("Proxies");
  section.text(
      "A proxy network was trained on each renderer with the same shapes, views and number of "
      "steps. It is tested on unseen shapes.");
  if (!cells.empty())
    section.charts({learning_curve(cells, &ProxyPoint::psnr, "PSNR on unseen shapes", "decibels",
                                   ChartScale::linear),
                    learning_curve(cells, &ProxyPoint::squared_error, "Squared error in training",
                                   "mean over pixels", ChartScale::logarithmic)});
  section.table(proxy_table(comparison, &ProxyFidelity::psnr,
                            "PSNR of the proxy of (row) against the renderer (column), decibels",
                            1));
  section.table(proxy_table(comparison, &ProxyFidelity::ssim,
                            "SSIM of the proxy of (row) against the renderer (column)", 3));
  add_failures(section, *comparison.proxy);
  std::vector<ReportPicture> sheets;
  for (const auto& [label, cell] : cells)
    sheets.push_back(picture_of_file(path / "proxy" / label / "sheet.png",
                                     "Pictures by " + label + ", by its proxy, and the difference",
                                     label + ": renderer, proxy, difference"));
  if (!sheets.empty()) section.gallery(sheets, PictureScaling::pixels);
}

void add_generators(ReportPage& page, const fs::path& path, const Comparison& comparison) {
  if (!comparison.train) return;
  const auto cells = finished(*comparison.train);
  const TrainStage stage = comparison.settings.train.value_or(ResolvedStage<TrainStage>{});
  ReportSection& section = page.section("Generators");
  const bool gap = stage.pictures != "own";
  section.text(fmt::format("A generator trained through each renderer for {:g} minutes. {}",
                           stage.minutes,
                           gap ? "All saw the same pictures instead of those by their own "
                                 "renderers, so the differences include a domain gap."
                               : "Each saw pictures by its own renderer."));
  section.table(generator_table(comparison));
  section.table(frechet_table(comparison));
  add_failures(section, *comparison.train);
  config::Named<std::vector<StatisticsLine>> runs;
  for (const auto& [label, cell] : cells) {
    const fs::path sheet = path / "train" / label / "samples.png";
    if (fs::exists(sheet))
      section.picture(picture_of_image(
          top_of_sheet(sheet, kGeneratorRows),
          "Samples of the generator of " + label + " next to their nearest training shapes",
          fmt::format("{}: the first samples (clay) next to their nearest training shapes (blue); "
                      "more in train/{}/samples.png",
                      label, label)));
    runs.emplace_back(
        label, config::read_struct_lines<StatisticsLine>(path / cell->result.run / "stats.jsonl"));
  }
  if (!runs.empty()) section.charts(compared_curves(runs));
}

void add_recipe(ReportPage& page, const fs::path& path, const Comparison& comparison) {
  ReportSection& section = page.section("How to repeat it");
  section.code(comparison.command, "The command that made the folder");
  section.code(shell_words({"iggan", "report", path.string()}), "The command that made this page");
  const RenderStage& stage = comparison.settings.render;
  section.values({{"iggan", comparison.tool_version},
                  {"shapes", stage.shapes},
                  {"shapes, sha256", stage.shapes_sha256}});
  section.details("Renderers", [&](ReportSection& inside) {
    inside.code(config::to_json(comparison.renderers).dump(2));
  });
  section.details("Settings of the stages", [&](ReportSection& inside) {
    inside.code(config::to_json(comparison.settings).dump(2));
  });
}

}  // namespace

bool is_comparison(const fs::path& path) {
  return fs::is_regular_file(path / "comparison.json");
}

std::unique_ptr<ReportPage> comparison_report(const fs::path& path, const ReportOptions&, Log&) {
  const Comparison comparison = read_comparison(path / "comparison.json");
  auto page =
      std::make_unique<ReportPage>(whole_path(path).filename().string(), "Comparison of renderers");
  const std::size_t renderers = comparison.renderers.size();
  const auto pictures = static_cast<std::int64_t>(comparison.probe.training_shapes) *
                        comparison.settings.render.probe.views;
  std::string lede =
      fmt::format("{} with the same shapes, views and light: how their pictures differ",
                  renderers == 1 ? "One renderer" : std::to_string(renderers) + " renderers");
  if (comparison.proxy) lede += ", how well a network learns to imitate each";
  if (comparison.train) lede += ", what a generator learns through each";
  page->lede(lede + ".");
  page->facts({{std::to_string(renderers), renderers == 1 ? "renderer" : "renderers"},
               {grouped(pictures), "pictures each", "of training shapes"},
               {std::to_string(reasons_of_failures(comparison).size()), "failures"}});
  add_pictures(*page, path, comparison);
  add_differences(*page, path, comparison);
  add_proxies(*page, path, comparison);
  add_generators(*page, path, comparison);
  add_recipe(*page, path, comparison);
  add_attribution(*page, {fs::path(comparison.settings.render.shapes)});
  return page;
}

fs::path show_comparison(ReportPage& page, const fs::path& path, const ReportOptions&, Log&) {
  const Comparison comparison = read_comparison(path / "comparison.json");
  const auto cells = finished(comparison.render);
  ReportSection& section = page.section(fmt::format("{} renderers", cells.size()));
  if (!cells.empty()) section.picture_grid(views_of(path, cells));
  add_failures(section, comparison.render);
  return comparison.settings.render.shapes;
}

}  // namespace iggan
