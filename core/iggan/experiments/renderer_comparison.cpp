#include <iggan/experiments/renderer_comparison.h>

#include <algorithm>
#include <iterator>
#include <numeric>

#include <iggan/base/error.h>
#include <iggan/config/json_file.h>
#include <iggan/config/training_config.h>
#include <iggan/console/progress.h>
#include <iggan/experiments/picture_comparison.h>
#include <iggan/experiments/proxy_trial.h>
#include <iggan/formats/float_file.h>
#include <iggan/formats/image_file.h>
#include <iggan/pictures/contact_sheet.h>
#include <iggan/pictures/picture_maker.h>

namespace iggan {
namespace {

namespace fs = std::filesystem;
using config::Json;

constexpr std::size_t kRepeated = 64;     // pictures that are made twice
constexpr std::size_t kKeptPictures = 8;  // pictures kept for people
constexpr std::size_t kSheetShapes = 8;

std::vector<std::size_t> numbers(std::size_t count) {
  std::vector<std::size_t> all(count);
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

/// The first pictures, as they were made before, in the order of `again`.
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

/// Some pictures again, by a renderer made anew, in the opposite order: what a renderer must not
/// depend on when it says that equal jobs give equal pictures.
Json compare_with_itself(const ComparedRenderer& one, const RenderStage& stage, const Probe& probe,
                         const ProbePictures& before, const std::shared_ptr<Log>& log) {
  const auto renderer = open_renderer(one.request(stage.threads, log));
  std::vector<std::size_t> order = numbers(std::min(kRepeated, before.count()));
  std::reverse(order.begin(), order.end());
  const ProbePictures again = render_probe(*renderer, probe, order);
  const ProbePictures first = same_order(before, order);
  Json json = to_json(compare_pictures(first, again, probe.scene.transfer()));
  json["declared"] = to_string(renderer->info().determinism);
  json["greatest_difference"] = greatest_difference(first, again);
  return json;
}

void write_views(const fs::path& folder, const Probe& probe, const ProbePictures& pictures) {
  const std::size_t step = std::max<std::size_t>(1, pictures.count() / kKeptPictures);
  for (std::size_t i = 0; i < kKeptPictures && i * step < pictures.count(); ++i)
    write_image(folder / fmt::format("view-{}.png", i),
                pictures.picture(i * step, probe.scene.transfer()));
}

Json to_json(const std::vector<ProxyPoint>& curve) {
  Json points = Json::array();
  for (const ProxyPoint& point : curve)
    points.push_back({{"iteration", point.iteration},
                      {"seconds", point.seconds},
                      {"squared_error", point.squared_error},
                      {"psnr", point.psnr},
                      {"ssim", point.ssim}});
  return points;
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

[[noreturn]] void refuse_other(const fs::path& cell) {
  fail<ConfigError>(
      "{} holds the results of another renderer, or of another build of it; "
      "remove that folder, or give this one a label of its own",
      cell.string());
}

}  // namespace

TrainingConfig ProxyStage::config() const {
  return resolve_config(preset, settings);
}

TrainingConfig TrainStage::config() const {
  return resolve_config(preset, settings);
}

RendererComparison::RendererComparison(fs::path out, const RenderStage& stage,
                                       std::vector<ComparedRenderer> renderers,
                                       std::shared_ptr<Log> log)
    : out_(std::move(out)),
      stage_(stage),
      renderers_(std::move(renderers)),
      log_(std::move(log)),
      probe_(make_probe(load_shape_set(stage.shapes), stage.scene, stage.probe)) {
  begin("render", config::to_json(stage_));
  for (const ComparedRenderer& one : renderers_) opened_[one.label] = open(one);
}

RendererComparison::Opened RendererComparison::open(const ComparedRenderer& one) const {
  Opened opened{config::to_json(one), ""};
  try {
    const auto renderer = open_renderer(one.request(stage_.threads, log_));
    opened.identity["origin"] = config::to_json(origin_of(renderer->info()));
  } catch (const Interrupted&) {
    throw;
  } catch (const std::exception& error) {  // its cells say so
    opened.identity["origin"] = nullptr;
    opened.failure = error.what();
  }
  return opened;
}

void RendererComparison::require_opened(const ComparedRenderer& one) const {
  const std::string& failure = opened_.at(one.label).failure;
  if (!failure.empty()) fail<PluginError>("{}", failure);
}

const ComparedRenderer* RendererComparison::find(const std::string& label) const {
  for (const ComparedRenderer& one : renderers_)
    if (one.label == label) return &one;
  return nullptr;
}

fs::path RendererComparison::cell(const std::string& stage, const std::string& label) const {
  return out_ / stage / label;
}

void RendererComparison::begin(const std::string& stage, const Json& settings) const {
  const fs::path file = out_ / stage / "settings.json";
  if (fs::exists(file) && config::read_json(file) != settings)
    fail<ConfigError>(
        "{} was begun with other settings: give those of {}, another --out, or remove that folder",
        file.parent_path().string(), file.string());
  fs::create_directories(file.parent_path());
  config::write_json(file, settings);
}

Json RendererComparison::outcome(const std::string& stage, const ComparedRenderer& one) const {
  const fs::path folder = cell(stage, one.label);
  for (const char* name : {"cell.json", "failed.json"}) {
    const fs::path file = folder / name;
    if (!fs::exists(file)) continue;
    Json json = config::read_json(file);
    if (json.contains("failed")) return json;  // to be tried again, whatever it was
    if (json["renderer"] != identity(one)) refuse_other(folder);
    return json;
  }
  return {};
}

void RendererComparison::keep(const std::string& stage, const ComparedRenderer& one,
                              Json result) const {
  const fs::path folder = cell(stage, one.label);
  result["renderer"] = identity(one);
  fs::create_directories(folder);
  config::write_json(folder / "cell.json", result);
  fs::remove(folder / "failed.json");
}

void RendererComparison::keep_failure(const std::string& stage, const ComparedRenderer& one,
                                      const std::string& reason) const {
  const fs::path folder = cell(stage, one.label);
  fs::create_directories(folder);
  config::write_json(folder / "failed.json", Json{{"failed", reason}, {"renderer", identity(one)}});
}

void RendererComparison::claim(const std::string& stage, const ComparedRenderer& one) const {
  require_opened(one);
  const fs::path folder = cell(stage, one.label), file = folder / "renderer.json";
  if (fs::exists(file) && config::read_json(file) != identity(one)) refuse_other(folder);
  fs::create_directories(folder);
  config::write_json(file, identity(one));
}

Json RendererComparison::judgement(const ComparedRenderer& one, const ComparedRenderer& by) const {
  const fs::path file = cell("train", one.label) / "judged" / (by.label + ".json");
  if (!fs::exists(file)) return {};
  Json json = config::read_json(file);
  return json["judge"] == identity(by) ? json : Json();
}

void RendererComparison::keep_judgement(const ComparedRenderer& one, const ComparedRenderer& by,
                                        Json judgement) const {
  const fs::path folder = cell("train", one.label) / "judged";
  judgement["judge"] = identity(by);
  fs::create_directories(folder);
  config::write_json(folder / (by.label + ".json"), judgement);
}

bool RendererComparison::has_drawn(const std::string& label) const {
  return fs::exists(cell("render", label) / "cell.json");
}

ProbePictures RendererComparison::answer(const std::string& label) const {
  ProbePictures pictures{stage_.scene.width, stage_.scene.height, {}, 0};
  pictures.rgba = read_floats(cell("render", label) / "pictures.f32",
                              probe_.pictures() * pictures.picture_samples());
  return pictures;
}

void RendererComparison::render(const ComparedRenderer& one) const {
  require_opened(one);
  const fs::path folder = cell("render", one.label);
  fs::create_directories(folder);
  ProbePictures pictures;
  {
    const auto renderer = open_renderer(one.request(stage_.threads, log_));
    pictures = render_probe(*renderer, probe_, numbers(probe_.pictures()), one.label);
  }
  write_floats(folder / "pictures.f32", pictures.rgba.data(), pictures.rgba.size());
  write_views(folder, probe_, pictures);
  keep("render", one,
       {{"pictures", probe_.pictures()},
        {"seconds", pictures.seconds},
        {"images_per_second", double(probe_.pictures()) / pictures.seconds},
        {"itself", compare_with_itself(one, stage_, probe_, pictures, log_)}});
}

void RendererComparison::practise(const ComparedRenderer& one, const ProxyStage& stage) const {
  if (!has_drawn(one.label)) fail<DataError>("{} has drawn no pictures to be imitated", one.label);
  TrainingConfig config = stage.config();
  config.pretraining.domain = PretrainingDomain::shapes;
  config.pretraining.shapes = stage_.shapes;
  config.pretraining.iterations = stage.iterations;
  validate(config);
  const auto renderer = open_renderer(one.request(config.training.threads, log_));
  const ProbePictures own = answer(one.label);
  ProgressLine progress(one.label, static_cast<std::uint64_t>(stage.iterations));
  const ProxyTrial trial = train_proxy(config, *renderer, probe_, own,
                                       [&](int step) { progress.update(std::uint64_t(step)); });
  const fs::path folder = cell("proxy", one.label);
  fs::create_directories(folder);
  write_floats(folder / "pictures.f32", trial.pictures.data(), trial.pictures.size());
  write_image(folder / "sheet.png", proxy_sheet(probe_, own, trial.pictures));
  keep("proxy", one, {{"curve", to_json(trial.curve)}, {"seconds", trial.curve.back().seconds}});
}

/// Every renderer with every later one.
Json RendererComparison::pairs(const Answers& answers) const {
  Json all = Json::array();
  const ImageTransfer transfer = stage_.scene.transfer();
  for (auto first = answers.begin(); first != answers.end(); ++first) {
    for (auto second = std::next(first); second != answers.end(); ++second) {
      const auto& [a, of_a] = *first;
      const auto& [b, of_b] = *second;
      const PictureComparison comparison = compare_pictures(of_a, of_b, transfer);
      const std::string image = fmt::format("render/worst-{},{}.png", a, b);
      write_image(out_ / image, difference_image(of_a.picture(comparison.worst, transfer),
                                                 of_b.picture(comparison.worst, transfer)));
      Json pair{{"first", a}, {"second", b}, {"image", image}};
      pair.update(to_json(comparison));
      all.push_back(std::move(pair));
    }
  }
  return all;
}

/// Each proxy beside every renderer: its own it should know best.
void RendererComparison::judge_proxies(Json& cells, const Answers& answers) const {
  const std::size_t unseen = probe_.pictures() - probe_.first_unseen_picture();
  const std::size_t samples = unseen * static_cast<std::size_t>(stage_.scene.channels) *
                              static_cast<std::size_t>(stage_.scene.width) *
                              static_cast<std::size_t>(stage_.scene.height);
  for (auto& [label, result] : cells.items()) {
    if (result.contains("failed")) continue;
    const auto pictures = read_floats(cell("proxy", label) / "pictures.f32", samples);
    for (const auto& [judge, answer] : answers) {
      const ProxyFidelity fidelity = proxy_fidelity(pictures, probe_, answer);
      result["judged"][judge] = {{"psnr", fidelity.psnr}, {"ssim", fidelity.ssim}};
    }
  }
}

Json RendererComparison::summarize(const std::string& tool_version,
                                   const std::string& command) const {
  Json summary{
      {"format", "iggan comparison"}, {"tool_version", tool_version}, {"command", command}};
  for (const ComparedRenderer& one : renderers_) summary["renderers"].push_back(identity(one));
  for (const char* stage : {"render", "proxy", "train"}) {
    const fs::path settings = out_ / stage / "settings.json";
    if (!fs::exists(settings)) continue;
    summary["settings"][stage] = config::read_json(settings);
    summary[stage] = Json::object();
    for (const ComparedRenderer& one : renderers_)
      if (Json result = outcome(stage, one); !result.is_null())
        summary[stage][one.label] = std::move(result);
  }
  if (summary.contains("train"))
    for (const ComparedRenderer& one : renderers_)
      for (const ComparedRenderer& by : renderers_)
        if (Json judged = judgement(one, by);
            !judged.is_null() && summary["train"].contains(one.label))
          summary["train"][one.label]["judged"][by.label] = std::move(judged);
  Answers answers;
  for (const ComparedRenderer& one : renderers_)
    if (has_drawn(one.label)) answers.emplace_back(one.label, answer(one.label));
  summary["probe"] = {{"training_shapes", probe_.seen},
                      {"unseen_shapes", probe_.shapes.size() - probe_.seen},
                      {"pictures", probe_.pictures()}};
  summary["pairs"] = pairs(answers);
  if (summary.contains("proxy")) judge_proxies(summary["proxy"], answers);
  config::write_json(out_ / "comparison.json", summary);
  return summary;
}

config::Json controls_of(const config::Json& summary) {
  for (const auto& [label, cell] : summary["train"].items())
    if (cell.contains("controls")) return cell["controls"];
  return config::Json::object();
}

}  // namespace iggan
