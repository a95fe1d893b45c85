#pragma once
#include <optional>
#include <string>

namespace iggan {

/// Which process of a training run this is, and where the first one waits for the others.
struct RankPlace {
  int rank = 0, world = 1;       // 0 .. world-1
  int local_world = 1;           // processes of the run on this machine
  std::string address;           // of the first one's machine
  int port = 0;                  // where it listens
  bool served_by_other = false;  // the launcher listens there (torchrun's agent)
};

/// Reads what torchrun and `iggan launch` (RANK, WORLD_SIZE, LOCAL_WORLD_SIZE), srun (SLURM_PROCID,
/// SLURM_STEP_NUM_TASKS) or mpirun (OMPI_COMM_WORLD_RANK, _SIZE) set. MASTER_ADDR and MASTER_PORT
/// say where the first process listens; under srun they may be missing. Empty if none of these
/// started this process, or if it is the only one.
/// @throws ConfigError naming a variable that is missing or not a valid number.
[[nodiscard]] std::optional<RankPlace> rank_place_from_environment();

/// Cores for each of that many processes on this machine; at least 1.
[[nodiscard]] int cores_of_rank(int local_world);

/// Removes these variables from the environment, since each command that this process runs is
/// independent.
void forget_rank_place();

}  // namespace iggan
