#pragma once
#include <cstdint>
#include <vector>

namespace iggan {

class TrainingStages;

/// What an iteration of a stage takes on this machine.
struct StageCost {
  int voxels = 0, width = 0, height = 0;  // along an edge; of the pictures
  double seconds = 0;                     // wall
  std::uint64_t peak_bytes = 0;           // of this process so far, pictures and all
};

/// Measures two iterations of each stage, from the one at hand on, of which the first warms up.
/// What is learned is of no use: the stages must not train afterwards.
/// @throws as Trainer::step.
[[nodiscard]] std::vector<StageCost> stage_costs(TrainingStages& stages);

}  // namespace iggan
