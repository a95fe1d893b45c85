#pragma once
#include <iggan/experiments/renderer_comparison.h>

#include "own_command.h"

namespace iggan::cli {

/// The third stage of a comparison: a generator trained through each renderer for the same time,
/// and the shapes of each judged by all renderers.
class ComparisonTraining {
 public:
  /// @param comparison, lock  must outlive this.
  /// @throws ConfigError when `stage` asks for what cannot be done; nothing was written then.
  ComparisonTraining(const RendererComparison& comparison, const RenderStage& render,
                     const TrainStage& stage, const FolderLock& lock);

  /// Trains through a renderer, goes on with a training that was begun, and keeps the cell.
  /// @throws Error, Interrupted, as run_own_command; PluginError.
  void run(const ComparedRenderer& one) const;

  /// Renders the shapes of a finished cell by another renderer, and keeps what comes of it.
  /// @throws as run().
  void judge(const ComparedRenderer& one, const ComparedRenderer& by) const;

 private:
  [[nodiscard]] const ComparedRenderer* maker_of_pictures_for(const ComparedRenderer& one) const;
  [[nodiscard]] std::filesystem::path pictures_for(const ComparedRenderer& one) const;
  [[nodiscard]] std::filesystem::path own_pictures(const ComparedRenderer& one) const;
  [[nodiscard]] std::filesystem::path train(const ComparedRenderer& one) const;
  [[nodiscard]] config::Json judgement(const ComparedRenderer& one, const ComparedRenderer& by,
                                       const std::string& threshold) const;

  const RendererComparison& comparison_;
  RenderStage render_;
  TrainStage stage_;
  const FolderLock& lock_;
};

}  // namespace iggan::cli
