#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <iggan/config/fields.h>

namespace iggan {

class TrainingStages;

/// The cost of a part of an iteration, averaged over the measured iterations.
struct PartProfile {
  std::string part;
  double milliseconds = 0;  // wall
  /// Of all threads of the process; no value if other parts run at the same time.
  std::optional<double> processor_milliseconds;
  double share = 0;             // fraction of the iteration's wall time
  double gflop = 0;             // 10^9 floating-point operations (RecordedOperation)
  double gflop_per_second = 0;  // by wall time

  IGGAN_FIELDS(part, milliseconds, processor_milliseconds, share, gflop, gflop_per_second)
};

/// The cost of an iteration of a stage.
struct StageProfile {
  int voxels = 0, width = 0, height = 0;  // along an edge; of the pictures
  std::vector<PartProfile> parts;         // of the thread that trains; the last is "other"
  PartProfile iteration;                  // all of them
  /// The renderer, while the training thread does other parts or waits; no value if the method has
  /// no renderer.
  std::optional<PartProfile> black_box;

  IGGAN_FIELDS(voxels, width, height, parts, iteration, black_box)
};

/// The result of `iggan train --profile` for each stage from the current one on.
struct TrainingProfile {
  int iterations = 0;  // measured, of each stage
  int processes = 1, threads = 0;
  std::string precision;  // of the networks
  std::vector<StageProfile> stages;
  double product_gflop_per_second = 0;  // of a product of 2048 x 2048 matrices, float32
  std::optional<std::string> trace;     // the file

  IGGAN_FIELDS(iterations, processes, threads, precision, stages, product_gflop_per_second, trace)
};

/// Measures iterations of each stage, starting with the current one, after a few warm-up
/// iterations. The stages must not train afterwards: what was learned is useless. Every rank calls
/// this and measures itself. Recording takes some of the measured time (docs/command_line.md).
/// @param iterations  of each stage, above 0.
/// @param trace       a file for all calls of LibTorch in these iterations, for a browser's trace
///                    viewer; empty for none. It is created before the work begins.
/// @throws ConfigError on a GPU; WriteError; Interrupted; as Trainer::step.
[[nodiscard]] TrainingProfile profile_training(TrainingStages& stages, int iterations,
                                               const std::filesystem::path& trace);

}  // namespace iggan
