#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <iggan/console/log.h>
#include <iggan/experiments/comparison.h>

namespace iggan {

/// A folder in which renderers are compared. Each renderer has a cell in each stage, a CellFolder
/// OUT/STAGE/LABEL; finished cells are kept.
///
///   OUT/render/LABEL/  pictures.f32 of the probe, view-N.png
///   OUT/proxy/LABEL/   pictures.f32 of the unseen shapes by the proxy, sheet.png
///   OUT/train/LABEL/   pictures/, runs/, metrics, samples.png, and judged/OTHER.json: its
///                      generator's shapes, rendered by another
///   OUT/comparison.json, made from all of these by summarize()
class RendererComparison {
 public:
  /// Opens every renderer once, in its own process, to identify it. If that fails, the renderer's
  /// remaining cells fail; the earlier results stay.
  /// @throws ConfigError when the folder was started with a different RenderStage, DataError,
  /// Interrupted.
  RendererComparison(std::filesystem::path out, const RenderStage& stage,
                     const std::vector<ComparedRenderer>& renderers, std::shared_ptr<Log> log);

  [[nodiscard]] const std::vector<RendererIdentity>& renderers() const { return renderers_; }
  /// Null if no renderer has that label.
  [[nodiscard]] const RendererIdentity* find(const std::string& label) const;
  [[nodiscard]] const RenderStage& stage() const { return settings_.render; }
  /// @throws PluginError with the reason when the renderer could not be opened.
  void require_opened(const ComparedRenderer& one) const;
  /// The renderer in its own process. @throws PluginError when it cannot be opened.
  [[nodiscard]] std::unique_ptr<Renderer> open(const ComparedRenderer& one, int threads) const;

  [[nodiscard]] RenderFolder render_folder(const RendererIdentity& one) const;
  [[nodiscard]] ProxyFolder proxy_folder(const RendererIdentity& one) const;
  [[nodiscard]] TrainFolder train_folder(const RendererIdentity& one) const;

  /// Writes OUT/STAGE/settings.json. @throws ConfigError when the stage was started with different
  /// settings.
  void begin(const ResolvedStage<ProxyStage>& stage);
  void begin(const ResolvedStage<TrainStage>& stage);

  /// Renders the probe. @throws PluginError, Interrupted.
  RenderCell render(const RendererIdentity& one) const;
  /// Trains a proxy. @throws DataError when the renderer has not rendered the probe.
  ProxyCell practise(const RendererIdentity& one, const ProxyStage& stage) const;

  /// How the shapes of one renderer's generator look through another; empty if that is not known
  /// yet, or was measured with another build of the other renderer.
  [[nodiscard]] std::optional<RendererJudgement> judgement(const RendererIdentity& one,
                                                           const RendererIdentity& by) const;
  void keep_judgement(const RendererIdentity& one, const RendererJudgement& judgement) const;

  /// All cells and what follows from them: pairs of renderers, proxies judged by each other's
  /// renderers. Writes them to comparison.json, and pictures of the worst views next to it.
  /// @param command  the current command line, so that it can be repeated.
  Comparison summarize(const std::string& tool_version, const std::string& command) const;

 private:
  /// The renderers' pictures of the probe, by label, in the order of renderers(); without those
  /// that failed.
  using Answers = config::Named<ProbePictures>;

  [[nodiscard]] RenderResult draw_probe(const RendererIdentity& one,
                                        const std::filesystem::path& folder) const;
  [[nodiscard]] ProxyResult train_proxy_of(const RendererIdentity& one, const ProxyStage& stage,
                                           const std::filesystem::path& folder) const;
  [[nodiscard]] bool has_drawn(const RendererIdentity& one) const;
  [[nodiscard]] ProbePictures answer(const RendererIdentity& one) const;
  [[nodiscard]] std::vector<PairComparison> pairs(const Answers& answers) const;
  void judge_proxies(config::Named<ProxyCell>& cells, const Answers& answers) const;

  std::filesystem::path out_;
  ComparisonSettings settings_;
  std::vector<RendererIdentity> renderers_;
  std::map<std::string, std::string> failures_;  // why a renderer could not be opened, by label
  std::shared_ptr<Log> log_;
  Probe probe_;
};

}  // namespace iggan
