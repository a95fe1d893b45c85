#pragma once
#include <iggan/evaluation/renderer_comparison.h>

#include "own_command.h"

namespace iggan::cli {

/// The third stage of a comparison: a generator trained through each renderer for the same time,
/// and the shapes of each judged by all renderers.
class ComparisonTraining {
 public:
  /// Makes the pictures that are missing. A renderer that cannot make its own fails in its cell.
  /// @param comparison, lock  must outlive this.
  ComparisonTraining(const RendererComparison& comparison, const RenderStage& render,
                     const TrainStage& stage, const FolderLock& lock);

  /// @throws Error, Interrupted, as run_own_command; PluginError.
  void run(const ComparedRenderer& one) const;

 private:
  [[nodiscard]] std::filesystem::path own_pictures(const ComparedRenderer& one) const;
  [[nodiscard]] std::filesystem::path pictures_for(const ComparedRenderer& one) const;
  void make_own_pictures(const ComparedRenderer& one) const;
  [[nodiscard]] config::Json judge(const ComparedRenderer& by, const std::filesystem::path& cell,
                                   const std::filesystem::path& run,
                                   const std::string& threshold) const;

  const RendererComparison& comparison_;
  RenderStage render_;
  TrainStage stage_;
  const FolderLock& lock_;
};

}  // namespace iggan::cli
