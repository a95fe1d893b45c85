#include <iggan/experiments/renderer_comparison.h>

#include <algorithm>
#include <iterator>
#include <numeric>

#include <iggan/base/error.h>
#include <iggan/base/error_message.h>
#include <iggan/console/progress.h>
#include <iggan/formats/float_file.h>
#include <iggan/formats/image_file.h>
#include <iggan/pictures/contact_sheet.h>
#include <iggan/pictures/picture_maker.h>

namespace iggan {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kRepeated = 64;     // pictures that are made twice
constexpr std::size_t kKeptPictures = 8;  // pictures kept for people
constexpr std::size_t kSheetShapes = 8;

std::vector<std::size_t> numbers(std::size_t count) {
  std::vector<std::size_t> all(count);
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

/// The pictures with the indices in `again`, in that order.
ProbePictures same_order(const ProbePictures& pictures, const std::vector<std::size_t>& again) {
  ProbePictures chosen{pictures.width, pictures.height, {}, 0};
  const auto size = static_cast<std::ptrdiff_t>(pictures.picture_samples());
  for (const std::size_t i : again) {
    const auto from = pictures.rgba.begin() + static_cast<std::ptrdiff_t>(i) * size;
    chosen.rgba.insert(chosen.rgba.end(), from, from + size);
  }
  return chosen;
}

double greatest_difference(const ProbePictures& a, const ProbePictures& b) {
  double most = 0;
  for (std::size_t i = 0; i < a.rgba.size(); ++i)
    most = std::max(most, std::abs(double(a.rgba[i]) - double(b.rgba[i])));
  return most;
}

/// Renders some pictures again with a new instance and in the opposite order: the pictures of a
/// renderer that promises equal pictures for equal jobs must not depend on either.
SelfComparison compare_with_itself(Renderer& renderer, const Probe& probe,
                                   const ProbePictures& before) {
  std::vector<std::size_t> order = numbers(std::min(kRepeated, before.count()));
  std::reverse(order.begin(), order.end());
  const ProbePictures again = render_probe(renderer, probe, order);
  const ProbePictures first = same_order(before, order);
  return {compare_pictures(first, again, probe.scene.transfer()),
          to_string(renderer.info().determinism), greatest_difference(first, again)};
}

void write_views(const fs::path& folder, const Probe& probe, const ProbePictures& pictures) {
  const std::size_t step = std::max<std::size_t>(1, pictures.count() / kKeptPictures);
  for (std::size_t i = 0; i < kKeptPictures && i * step < pictures.count(); ++i)
    write_image(folder / fmt::format("view-{}.png", i),
                pictures.picture(i * step, probe.scene.transfer()));
}

/// Rows of the renderer's picture, the proxy's, and their difference.
ImageU8 proxy_sheet(const Probe& probe, const ProbePictures& answer,
                    const std::vector<float>& imitation) {
  std::vector<ImageU8> rows;
  const std::size_t unseen = probe.pictures() - probe.first_unseen_picture();
  const std::size_t step = std::max<std::size_t>(1, unseen / kSheetShapes);
  for (std::size_t i = 0; i < kSheetShapes && i * step < unseen; ++i)
    rows.push_back(difference_image(
        answer.picture(probe.first_unseen_picture() + i * step, probe.scene.transfer()),
        proxy_picture(imitation, probe, i * step)));
  return tile_images(rows, 2, 0);
}

/// Writes STAGE/settings.json, or compares it with the settings that the stage was started with.
template <class Settings>
void begin_stage(const fs::path& folder, const Settings& settings) {
  const fs::path file = folder / "settings.json";
  if (fs::exists(file) &&
      config::to_json(config::read_struct<Settings>(file)) != config::to_json(settings))
    fail<ConfigError>(
        "{} was started with different settings: give those of {}, another --out, or remove that "
        "folder",
        folder.string(), file.string());
  fs::create_directories(folder);
  config::write_json(file, config::to_json(settings));
}

/// Version 0.1 kept a cell's result in cell.json, and its identity in renderer.json.
void rename_files_of_before(const fs::path& cell) {
  const fs::path result = cell / "cell.json", identity = cell / "renderer.json";
  if (fs::exists(result) && !fs::exists(cell / "result.json") &&
      config::read_json(result).size() > 1) {  // more than the cell's identity
    std::error_code done_by_another;
    fs::rename(result, cell / "result.json", done_by_another);
  }
  if (!fs::exists(identity) || fs::exists(result)) return;
  config::write_json(result, config::Json{{"renderer", config::read_json(identity)}});
  std::error_code done_by_another;
  fs::remove(identity, done_by_another);
}

template <class Folder>
Folder folder_in(const fs::path& stage, const RendererIdentity& one) {
  return Folder(stage / one.label, ComparisonIdentity{one});
}

}  // namespace

RendererComparison::RendererComparison(fs::path out, const RenderStage& stage,
                                       const std::vector<ComparedRenderer>& renderers,
                                       std::shared_ptr<Log> log)
    : out_(std::move(out)),
      settings_{stage, std::nullopt, std::nullopt},
      log_(std::move(log)),
      probe_(make_probe(load_shape_set(stage.shapes), stage.scene, stage.probe)) {
  begin_stage(out_ / "render", stage);
  for (const ComparedRenderer& one : renderers) {
    for (const char* name : {"render", "proxy", "train"})
      rename_files_of_before(out_ / name / one.label);
    RendererIdentity identity{one, std::nullopt};
    try {
      identity.origin = origin_of(open_renderer(one.request(stage.threads, log_))->info());
    } catch (const Interrupted&) {
      throw;
    } catch (const std::exception& error) {  // the remaining cells report it
      failures_[one.label] = message_of(error);
    }
    renderers_.push_back(std::move(identity));
  }
}

void RendererComparison::require_opened(const ComparedRenderer& one) const {
  const auto failure = failures_.find(one.label);
  if (failure != failures_.end()) fail<PluginError>("{}", failure->second);
}

std::unique_ptr<Renderer> RendererComparison::open(const ComparedRenderer& one, int threads) const {
  require_opened(one);
  return open_renderer(one.request(threads, log_));
}

const RendererIdentity* RendererComparison::find(const std::string& label) const {
  for (const RendererIdentity& one : renderers_)
    if (one.label == label) return &one;
  return nullptr;
}

RenderFolder RendererComparison::render_folder(const RendererIdentity& one) const {
  return folder_in<RenderFolder>(out_ / "render", one);
}
ProxyFolder RendererComparison::proxy_folder(const RendererIdentity& one) const {
  return folder_in<ProxyFolder>(out_ / "proxy", one);
}
TrainFolder RendererComparison::train_folder(const RendererIdentity& one) const {
  return folder_in<TrainFolder>(out_ / "train", one);
}

void RendererComparison::begin(const ResolvedStage<ProxyStage>& stage) {
  begin_stage(out_ / "proxy", stage);
}
void RendererComparison::begin(const ResolvedStage<TrainStage>& stage) {
  begin_stage(out_ / "train", stage);
}

std::optional<RendererJudgement> RendererComparison::judgement(const RendererIdentity& one,
                                                               const RendererIdentity& by) const {
  const fs::path file = out_ / "train" / one.label / "judged" / (by.label + ".json");
  if (!fs::exists(file)) return std::nullopt;
  auto judgement = config::read_struct<RendererJudgement>(file);
  if (!judgement.judge.is_same(by)) return std::nullopt;
  return judgement;
}

void RendererComparison::keep_judgement(const RendererIdentity& one,
                                        const RendererJudgement& judgement) const {
  const fs::path folder = out_ / "train" / one.label / "judged";
  fs::create_directories(folder);
  config::write_json(folder / (judgement.judge.label + ".json"), config::to_json(judgement));
}

bool RendererComparison::has_drawn(const RendererIdentity& one) const {
  return render_folder(one).is_done();
}

ProbePictures RendererComparison::answer(const RendererIdentity& one) const {
  ProbePictures pictures{probe_.scene.width, probe_.scene.height, {}, 0};
  pictures.rgba = read_floats(render_folder(one).path() / "pictures.f32",
                              probe_.pictures() * pictures.picture_samples());
  return pictures;
}

RenderResult RendererComparison::draw_probe(const RendererIdentity& one,
                                            const fs::path& folder) const {
  ProbePictures pictures;
  {
    const auto renderer = open(one, stage().threads);
    pictures = render_probe(*renderer, probe_, numbers(probe_.pictures()), one.label);
  }
  write_floats(folder / "pictures.f32", pictures.rgba.data(), pictures.rgba.size());
  write_views(folder, probe_, pictures);
  return {probe_.pictures(), pictures.seconds, double(probe_.pictures()) / pictures.seconds,
          compare_with_itself(*open(one, stage().threads), probe_, pictures)};
}

ProxyResult RendererComparison::train_proxy_of(const RendererIdentity& one, const ProxyStage& stage,
                                               const fs::path& folder) const {
  if (!has_drawn(one)) fail<DataError>("{} has rendered no pictures to imitate", one.label);
  TrainingConfig config = resolve_config(stage.preset, stage.settings);
  config.pretraining.domain = PretrainingDomain::shapes;
  config.pretraining.shapes = this->stage().shapes;
  config.pretraining.iterations = stage.iterations;
  validate(config);
  const auto renderer = open(one, config.training.threads);
  const ProbePictures own = answer(one);
  ProgressLine progress(one.label, static_cast<std::uint64_t>(stage.iterations));
  const ProxyTrial trial = train_proxy(config, *renderer, probe_, own,
                                       [&](int step) { progress.update(std::uint64_t(step)); });
  write_floats(folder / "pictures.f32", trial.pictures.data(), trial.pictures.size());
  write_image(folder / "sheet.png", proxy_sheet(probe_, own, trial.pictures));
  return {trial.curve, trial.curve.back().seconds, {}};
}

RenderCell RendererComparison::render(const RendererIdentity& one) const {
  const RenderFolder folder = render_folder(one);
  return folder.run([&](const FolderLock&) { return draw_probe(one, folder.path()); });
}

ProxyCell RendererComparison::practise(const RendererIdentity& one, const ProxyStage& stage) const {
  const ProxyFolder folder = proxy_folder(one);
  return folder.run([&](const FolderLock&) { return train_proxy_of(one, stage, folder.path()); });
}

/// Every renderer with every later one.
std::vector<PairComparison> RendererComparison::pairs(const Answers& answers) const {
  std::vector<PairComparison> all;
  const ImageTransfer transfer = probe_.scene.transfer();
  for (auto first = answers.begin(); first != answers.end(); ++first) {
    for (auto second = std::next(first); second != answers.end(); ++second) {
      const auto& [a, of_a] = *first;
      const auto& [b, of_b] = *second;
      PairComparison pair{compare_pictures(of_a, of_b, transfer), a, b,
                          fmt::format("render/worst-{},{}.png", a, b)};
      const std::size_t worst = pair.worst ? pair.worst->picture : 0;
      write_image(out_ / pair.image,
                  difference_image(of_a.picture(worst, transfer), of_b.picture(worst, transfer)));
      all.push_back(std::move(pair));
    }
  }
  return all;
}

/// Compares each proxy with every renderer; the proxy should match its own renderer best.
void RendererComparison::judge_proxies(config::Named<ProxyCell>& cells,
                                       const Answers& answers) const {
  const std::size_t unseen = probe_.pictures() - probe_.first_unseen_picture();
  const std::size_t samples = unseen * static_cast<std::size_t>(probe_.scene.channels) *
                              static_cast<std::size_t>(probe_.scene.width) *
                              static_cast<std::size_t>(probe_.scene.height);
  for (auto& [label, cell] : cells) {
    if (!cell.is_done()) continue;
    const auto pictures = read_floats(out_ / "proxy" / label / "pictures.f32", samples);
    for (const auto& [judge, answer] : answers)
      cell.result.judged.emplace_back(judge, proxy_fidelity(pictures, probe_, answer));
  }
}

Comparison RendererComparison::summarize(const std::string& tool_version,
                                         const std::string& command) const {
  Comparison summary;
  summary.tool_version = tool_version;
  summary.command = command;
  summary.renderers = renderers_;
  summary.settings.render = stage();
  const auto read_settings = [this](const char* stage, auto& settings, auto& cells) {
    using Settings = typename std::decay_t<decltype(settings)>::value_type;
    const fs::path file = out_ / stage / "settings.json";
    if (!fs::exists(file)) return;
    settings = config::read_struct<Settings>(file);
    cells.emplace();
  };
  read_settings("proxy", summary.settings.proxy, summary.proxy);
  read_settings("train", summary.settings.train, summary.train);
  Answers answers;
  for (const RendererIdentity& one : renderers_) {
    if (auto cell = render_folder(one).outcome()) summary.render.emplace_back(one.label, *cell);
    if (has_drawn(one)) answers.emplace_back(one.label, answer(one));
    if (summary.proxy)
      if (auto cell = proxy_folder(one).outcome()) summary.proxy->emplace_back(one.label, *cell);
    if (!summary.train) continue;
    auto cell = train_folder(one).outcome();
    if (!cell) continue;
    for (const RendererIdentity& by : renderers_)
      if (auto judged = judgement(one, by)) cell->result.judged.emplace_back(by.label, *judged);
    summary.train->emplace_back(one.label, std::move(*cell));
  }
  summary.probe = {probe_.seen, probe_.shapes.size() - probe_.seen, probe_.pictures()};
  summary.pairs = pairs(answers);
  if (summary.proxy) judge_proxies(*summary.proxy, answers);
  config::write_json(out_ / "comparison.json", config::to_json(summary));
  return summary;
}

}  // namespace iggan
