#pragma once
#include <cstdint>
#include <vector>

namespace iggan {

class TrainingStages;

/// The cost of an iteration of a stage on this machine.
struct StageCost {
  int voxels = 0, width = 0, height = 0;  // along an edge; of the pictures
  double seconds = 0;            // wall time; a mean that includes the penalties in proportion
  std::uint64_t peak_bytes = 0;  // of this process so far, including the pictures
};

/// Measures two iterations of each stage, starting with the current one; the first of the two is a
/// warm-up. If R1 or R2 applies only to some iterations (loss.r1_every), one of these is measured
/// too. The stages must not train afterwards: what was learned is useless.
/// @throws as Trainer::step.
[[nodiscard]] std::vector<StageCost> stage_costs(TrainingStages& stages);

}  // namespace iggan
