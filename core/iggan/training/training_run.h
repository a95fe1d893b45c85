#pragma once
#include <cstdint>

#include <iggan/config/training_config.h>
#include <iggan/console/log.h>
#include <iggan/pictures/picture_set.h>
#include <iggan/render/renderer.h>
#include <iggan/training/run_folder.h>

namespace iggan {

enum class RunStart { fresh, resumed };

/// Why a run ended.
enum class RunEnd { finished, out_of_time, interrupted };

/// Whether pictures and method fit; train() holds it too, this tells before a run folder is made.
/// @throws DataError when the method cannot explain such pictures.
void check_pictures(const TrainingConfig& config, const PictureSet& pictures);

/// Trains into a run folder: pretraining, the loop, statistics, snapshots, checkpoints. An
/// interrupt (base/interrupt.h) ends it after the iteration at hand with a checkpoint; a resumed
/// run goes on bit-equally from the newest checkpoint.
/// Torch-free: everything a program needs to train (see examples/04_train_in_cpp).
/// @throws PluginError, DataError, Error; what was written before stays whole.
RunEnd train(const TrainingConfig& config, const PictureSet& pictures, Renderer& renderer,
             const RunFolder& run, RunStart start, Log& log);

}  // namespace iggan
