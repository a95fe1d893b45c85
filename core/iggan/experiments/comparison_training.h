#pragma once
#include <iggan/experiments/renderer_comparison.h>

namespace iggan {

/// The third stage of a comparison: a generator trained through each renderer for the same time,
/// and the shapes of each judged by all renderers.
class ComparisonTraining {
 public:
  /// @param comparison  must outlive this.
  /// @throws ConfigError when `stage` asks for something impossible; nothing is written then.
  ComparisonTraining(const RendererComparison& comparison, const TrainStage& stage);

  /// Trains a generator through a renderer, or resumes its training run, and measures the shapes.
  /// @throws as CellFolder::run.
  TrainCell run(const RendererIdentity& one) const;

  /// Renders the shapes of a finished cell with another renderer, and saves the result.
  /// @throws Error when another process works in the cell, Interrupted.
  RendererJudgement judge(const RendererIdentity& one, const RendererIdentity& by) const;

 private:
  [[nodiscard]] const RendererIdentity* maker_of_pictures_for(const RendererIdentity& one) const;
  [[nodiscard]] std::filesystem::path pictures_for(const RendererIdentity& one,
                                                   const RendererIdentity& at_work) const;
  [[nodiscard]] std::filesystem::path own_pictures(const RendererIdentity& one) const;
  [[nodiscard]] RunFolder train(const RendererIdentity& one, const FolderLock& lock) const;
  [[nodiscard]] PictureLine picture_scores(const RendererIdentity& one, const RendererIdentity& by,
                                           const std::string& threshold,
                                           const FolderLock& lock) const;
  void measure_shapes(TrainResult& result, const RendererIdentity& one, const RunFolder& run,
                      const FolderLock& lock) const;

  const RendererComparison& comparison_;
  TrainStage stage_;
};

}  // namespace iggan
