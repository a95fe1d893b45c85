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

namespace iggan {

/// Whether this library was built for training in several processes.
[[nodiscard]] bool can_train_in_ranks();

/// Why a run ended.
enum class RunEnd { finished, out_of_time, interrupted };

/// Training into a run folder: all that it needs is made first, then it is trained. Who has one
/// knows that the run can begin, and only then makes the folder.
/// Torch-free: everything a program needs to train (see examples/04_train_in_cpp).
class TrainingRun {
 public:
  /// A new run: networks, method, optimisers and what pretraining draws from. Writes nothing.
  /// @param pictures, renderer  must outlive the run.
  /// @param place  which of several processes this is (base/rank_place.h); alone without one.
  /// @throws ConfigError, DataError when the config does not fit the pictures or the method cannot
  ///         explain them, or when a shape set is missing; Error when the others do not come.
  TrainingRun(const TrainingConfig& config, const PictureSet& pictures, Renderer& renderer,
              const std::optional<RankPlace>& place = {});
  /// One that goes on from the newest sound checkpoint of a run folder, or begins where the run
  /// ended before its first. Writes nothing.
  /// @throws DataError also when no checkpoint of it is sound.
  TrainingRun(const TrainingConfig& config, const PictureSet& pictures, Renderer& renderer,
              const RunFolder& begun, Log& log, const std::optional<RankPlace>& place = {});
  ~TrainingRun();
  TrainingRun(const TrainingRun&) = delete;
  TrainingRun& operator=(const TrainingRun&) = delete;

  /// Pretraining, the loop, statistics, snapshots, checkpoints; to be called once. An interrupt
  /// (base/interrupt.h) ends it after the iteration at hand with a checkpoint. A resumed run goes
  /// on bit-equally, unless optimizer.rate_decay follows the clock under a limit of time: then it
  /// goes on from the time that was spent.
  /// A number that is not finite is never saved: training goes back to the last good state and on
  /// with other random draws, three times at most.
  /// @param folder  of this run alone; for a resumed run the one that it began in.
  /// @param lock    of that folder: one run, one trainer.
  /// @throws PluginError, DataError, Error; what was written before stays whole.
  RunEnd train(const RunFolder& folder, const FolderLock& lock, Log& log);

  /// Measures what an iteration of each stage takes, in place of train(). Writes nothing.
  /// @throws PluginError, NonFinite.
  [[nodiscard]] std::vector<StageCost> stage_costs();

  /// What every process but the first does in place of train(): its share of each iteration. It
  /// writes nothing. @throws as train(), and Error when another process is gone.
  RunEnd follow(Log& log);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace iggan
