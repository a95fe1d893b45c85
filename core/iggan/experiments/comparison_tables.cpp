#include <iggan/experiments/comparison_tables.h>

namespace iggan {
namespace {

ResultCell pair_figure(const PictureComparison& pair, double PictureComparison::*figure,
                       int digits) {
  if (const std::string equality = pair.equality(); !equality.empty()) return equality;
  return ResultCell::of(pair.*figure, digits);
}

/// A cell for two renderers; if they are the same one, the figure comes from pictures made twice.
ResultCell pair_cell(const Comparison& comparison, const std::string& a, const std::string& b,
                     double PictureComparison::*figure, int digits) {
  if (a == b) {
    const RenderCell* cell = config::find_named(comparison.render, a);
    return cell && cell->is_done() ? pair_figure(cell->result.itself, figure, digits)
                                   : ResultCell::none();
  }
  for (const PairComparison& pair : comparison.pairs)
    if ((pair.first == a && pair.second == b) || (pair.first == b && pair.second == a))
      return pair_figure(pair, figure, digits);
  return ResultCell::none();
}

/// What was learned from a renderer (row) as another judges it (column).
/// @param cell_of  from a result and the label of a judge to a cell.
template <class Cells, class CellOf>
ResultTable cross_table(const Comparison& comparison, const Cells& cells,
                        const std::string& caption, Better better, const CellOf& cell_of) {
  ResultTable table;
  table.caption = caption;
  table.columns = {{"learned from"}};
  for (const RendererIdentity& judge : comparison.renderers)
    table.columns.push_back({judge.label, better});
  for (const auto& [label, cell] : cells) {
    if (cell.failed) {
      table.add_failure({label});
      continue;
    }
    ResultRow row{label};
    for (const RendererIdentity& judge : comparison.renderers)
      row.push_back(cell_of(cell.result, judge.label));
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace

std::vector<std::string> reasons_of_failures(const config::Named<TrainCell>& cells) {
  std::vector<std::string> reasons = reasons_of_failures<config::Named<TrainCell>>(cells);
  for (const auto& [label, cell] : cells)
    for (const auto& [judge, judgement] : cell.result.judged)
      if (judgement.failed)
        reasons.push_back(fmt::format("{1} could not render what {0} learned: {2}", label, judge,
                                      *judgement.failed));
  return reasons;
}

std::vector<std::string> reasons_of_failures(const Comparison& comparison) {
  std::vector<std::string> all = reasons_of_failures(comparison.render);
  const auto add = [&all](const std::vector<std::string>& reasons) {
    all.insert(all.end(), reasons.begin(), reasons.end());
  };
  if (comparison.proxy) add(reasons_of_failures(*comparison.proxy));
  if (comparison.train) add(reasons_of_failures(*comparison.train));
  return all;
}

ResultTable renderer_table(const Comparison& comparison) {
  ResultTable table;
  table.caption = "The renderers";
  table.columns = {{"label"},
                   {"images/s", Better::neither, "of the probe, including building"},
                   {"itself", Better::neither, "whether equal jobs give equal pictures"},
                   {"declares", Better::neither, "the determinism that the plugin promises"},
                   {"version"},
                   {"license"},
                   {"parameters"}};
  for (const RendererIdentity& one : comparison.renderers) {
    const RenderCell* cell = config::find_named(comparison.render, one.label);
    if (!cell) {  // another process may be rendering it
      table.rows.emplace_back(table.columns.size(), ResultCell::none());
      table.rows.back().front() = one.label;
      continue;
    }
    if (cell->failed) {
      table.add_failure({one.label});
      continue;
    }
    const SelfComparison& itself = cell->result.itself;
    // A renderer that cannot be opened now was identified when it rendered.
    const PictureOrigin origin =
        one.origin.value_or(cell->identity.renderer.origin.value_or(PictureOrigin{}));
    table.rows.push_back(
        {one.label, ResultCell::of(cell->result.images_per_second, 0),
         itself.exact ? "exact" : fmt::format("to {:.2g}", itself.greatest_difference),
         itself.declared, origin.id + " " + origin.version, origin.license,
         one.params.empty() ? "none" : one.params.dump()});
  }
  return table;
}

ResultTable pair_table(const Comparison& comparison) {
  ResultTable table;
  table.caption = "The pictures of every two renderers";
  table.columns = {{"first"}, {"second"}, {"PSNR"}, {"SSIM"}, {"silhouette IoU"}, {"diagnosis"}};
  table.header_columns = 2;
  for (const PairComparison& pair : comparison.pairs)
    table.rows.push_back({pair.first, pair.second, pair_figure(pair, &PictureComparison::psnr, 2),
                          ResultCell::of(pair.ssim, 3), ResultCell::of(pair.silhouette_iou, 3),
                          pair.diagnosis});
  return table;
}

ResultTable pair_matrix(const Comparison& comparison, double PictureComparison::*figure,
                        const std::string& caption, int digits) {
  ResultTable table;
  table.caption = caption;
  table.columns = {{"renderer"}};
  for (const RendererIdentity& one : comparison.renderers)
    table.columns.push_back({one.label, Better::high});
  for (const RendererIdentity& row : comparison.renderers) {
    ResultRow cells{row.label};
    for (const RendererIdentity& column : comparison.renderers)
      cells.push_back(pair_cell(comparison, row.label, column.label, figure, digits));
    table.rows.push_back(std::move(cells));
  }
  return table;
}

ResultTable proxy_table(const Comparison& comparison, double ProxyFidelity::*figure,
                        const std::string& caption, int digits) {
  return cross_table(comparison, *comparison.proxy, caption, Better::high,
                     [&](const ProxyResult& proxy, const std::string& judge) {
                       const ProxyFidelity* judged = config::find_named(proxy.judged, judge);
                       return judged ? ResultCell::of(judged->*figure, digits) : ResultCell::none();
                     });
}

ResultTable frechet_table(const Comparison& comparison) {
  const Metric& frechet = metric("frechet");
  return cross_table(comparison, *comparison.train,
                     "Fréchet distance of shapes learned through (row), rendered by (column)",
                     frechet.better, [&](const TrainResult& trained, const std::string& judge) {
                       const RendererJudgement* judged = config::find_named(trained.judged, judge);
                       if (judged && judged->failed) return ResultCell::failed();
                       MeasuredScores scores;
                       if (judged) scores.pictures = &judged->scores;
                       return ResultCell::of(frechet.value(scores), frechet.digits);
                     });
}

ResultTable generator_table(const Comparison& comparison) {
  ResultTable table;
  table.caption = "The generators' shapes against the training shapes";
  table.columns = {{"trained through"}};
  table.add_columns(generator_metrics());
  for (const auto& [label, cell] : *comparison.train)
    if (cell.failed) table.add_failure({label});
  const auto add = [](std::vector<ResultRow>& rows, const config::Named<MeasuredScores>& all) {
    for (const auto& [name, scores] : all) {
      rows.push_back({name});
      add_cells(rows.back(), generator_metrics(), scores);
    }
  };
  add(table.rows, generators_of(comparison));
  add(table.reference_rows, controls_of(comparison));
  return table;
}

}  // namespace iggan
