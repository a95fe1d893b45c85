#pragma once
#include <optional>
#include <string>

namespace iggan {

/// Which of the processes of one training this is, and where the first one waits for the others.
struct RankPlace {
  int rank = 0, world = 1;       // 0 .. world-1
  int local_world = 1;           // processes of it on this machine
  std::string address;           // of the first one's machine
  int port = 0;                  // where it serves
  bool served_by_other = false;  // the launcher serves there (torchrun's agent)
};

/// What torchrun and `iggan launch` (RANK, WORLD_SIZE, LOCAL_WORLD_SIZE), srun (SLURM_PROCID,
/// SLURM_STEP_NUM_TASKS) or mpirun (OMPI_COMM_WORLD_RANK, _SIZE) set; MASTER_ADDR and MASTER_PORT
/// say where, and under srun may be missing. Nothing where none of them started this process, or it
/// alone.
/// @throws ConfigError naming a variable that is missing or no such number.
[[nodiscard]] std::optional<RankPlace> rank_place_from_environment();

/// Cores for each of so many processes on this machine; at least 1.
[[nodiscard]] int cores_of_rank(int local_world);

/// Takes those variables out of the environment, for commands that this process runs: each is a
/// whole of its own.
void forget_rank_place();

}  // namespace iggan
