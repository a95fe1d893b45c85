#pragma once
#include <memory>
#include <optional>
#include <vector>

#include <iggan/base/folder_lock.h>
#include <iggan/base/rank_place.h>
#include <iggan/config/training_config.h>
#include <iggan/console/log.h>
#include <iggan/pictures/picture_set.h>
#include <iggan/render/renderer.h>
#include <iggan/training/run_folder.h>
#include <iggan/training/stage_cost.h>
#include <iggan/training/training_profile.h>

namespace iggan {

/// Whether this library was built for training in several processes.
[[nodiscard]] bool can_train_in_ranks();

/// Why a run ended.
enum class RunEnd { finished, out_of_time, interrupted };

/// Training into a run folder. The constructor makes everything training needs; if it succeeds, the
/// run can start, and the caller makes the folder only then. This header does not include LibTorch
/// and offers everything a program needs to train (see examples/04_train_in_cpp).
class TrainingRun {
 public:
  /// A new run: networks, method, optimisers and the data of pretraining. Writes nothing.
  /// @param pictures, renderer  must outlive the run.
  /// @param place  which of several processes this is (base/rank_place.h); empty for a single
  /// process.
  /// @throws ConfigError, DataError when the config does not fit the pictures or the method cannot
  ///         explain them, or when a shape set is missing; Error when the other processes do not
  ///         connect.
  TrainingRun(const TrainingConfig& config, const PictureSet& pictures, Renderer& renderer,
              const std::optional<RankPlace>& place = {});
  /// Resumes from the newest sound checkpoint of a run folder, or starts again if the run ended
  /// before its first checkpoint. Writes nothing.
  /// @throws as above, and DataError when none of the folder's checkpoints is sound.
  TrainingRun(const TrainingConfig& config, const PictureSet& pictures, Renderer& renderer,
              const RunFolder& begun, Log& log, const std::optional<RankPlace>& place = {});
  ~TrainingRun();
  TrainingRun(const TrainingRun&) = delete;
  TrainingRun& operator=(const TrainingRun&) = delete;

  /// Runs pretraining and the loop, with statistics, snapshots and checkpoints; call it once. An
  /// interrupt (base/interrupt.h) ends it after the current iteration with a checkpoint. A resumed
  /// run continues bit-identically, unless optimizer.rate_decay or the stages follow the clock
  /// under a time limit: then it continues from the time spent. A number that is not finite is
  /// never saved: training returns to the last good state and continues with other random draws, at
  /// most three times.
  /// @param folder  of this run alone; for a resumed run, the one it started in.
  /// @param lock    of that folder: only one process may train a run.
  /// @throws PluginError, DataError, Error; files already written stay complete.
  RunEnd train(const RunFolder& folder, const FolderLock& lock, Log& log);

  /// Measures what an iteration of each stage costs, instead of train(). Writes nothing.
  /// @throws PluginError, NonFinite.
  [[nodiscard]] std::vector<StageCost> stage_costs();

  /// Measures the parts of an iteration of each stage, instead of train(), without pretraining. If
  /// there are several processes, each calls it. Writes the trace and nothing else.
  /// @throws as profile_training().
  [[nodiscard]] TrainingProfile profile(int iterations, const std::filesystem::path& trace);

  /// Every process except the first calls this instead of train(): it does the process's part of
  /// each iteration. Writes nothing. @throws as train(), and Error when another process is gone.
  RunEnd follow(Log& log);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace iggan
