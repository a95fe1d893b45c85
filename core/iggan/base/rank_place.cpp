#include <iggan/base/rank_place.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <thread>

#include <iggan/base/error.h>

namespace iggan {
namespace {

constexpr int kFirstSlurmPort = 20000, kSlurmPorts = 20000;  // chosen by the job's number
constexpr int kMaxWorld = 65536;

std::string value_of(const char* variable) {
  const char* value = std::getenv(variable);
  return value == nullptr ? "" : value;
}

int number_of(const char* variable, int low, int high) {
  const std::string text = value_of(variable);
  int number = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || stop != text.data() + text.size() || number < low || number > high)
    fail<ConfigError>("{}=\"{}\" is not a number from {} to {}", variable, text, low, high);
  return number;
}

/// The variables of one launcher.
struct Launcher {
  const char* rank;
  const char* world;
  const char* local_world;
};
constexpr Launcher kLaunchers[] = {
    {"RANK", "WORLD_SIZE", "LOCAL_WORLD_SIZE"},
    // Before Slurm: in an allocation, mpirun starts its helpers with srun, and they inherit the
    // variables of srun.
    {"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_LOCAL_SIZE"},
    {"SLURM_PROCID", "SLURM_STEP_NUM_TASKS", "SLURM_STEP_TASKS_PER_NODE"}};

/// Slurm writes "2(x3)" or "2,1": the first node's number is good enough for a thread count.
int local_world_of(const Launcher& launcher, int world) {
  const std::string text = value_of(launcher.local_world);
  int number = 1;
  (void)std::from_chars(text.data(), text.data() + text.size(), number);
  return number >= 1 && number <= world ? number : 1;
}

void find_master(RankPlace& place, const Launcher& launcher) {
  const bool slurm = std::string(launcher.rank) == "SLURM_PROCID";
  place.address = value_of("MASTER_ADDR");
  if (place.address.empty() && slurm) place.address = value_of("SLURM_LAUNCH_NODE_IPADDR");
  if (place.address.empty())
    fail<ConfigError>(
        "{} says that this is one of {} processes: set MASTER_ADDR to the machine of the first one",
        launcher.rank, place.world);
  if (value_of("MASTER_PORT").empty() && slurm && !value_of("SLURM_JOB_ID").empty())
    place.port = kFirstSlurmPort + number_of("SLURM_JOB_ID", 0, 2'000'000'000) % kSlurmPorts;
  else
    place.port = number_of("MASTER_PORT", 1, 65535);
}

}  // namespace

int cores_of_rank(int local_world) {
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()) / local_world);
}

void forget_rank_place() {
  for (const Launcher& launcher : kLaunchers) ::unsetenv(launcher.rank);
}

std::optional<RankPlace> rank_place_from_environment() {
  for (const Launcher& launcher : kLaunchers) {
    if (value_of(launcher.rank).empty() || value_of(launcher.world).empty()) continue;
    RankPlace place;
    place.world = number_of(launcher.world, 1, kMaxWorld);
    place.rank = number_of(launcher.rank, 0, place.world - 1);
    if (place.world == 1) continue;
    place.local_world = local_world_of(launcher, place.world);
    find_master(place, launcher);
    place.served_by_other = value_of("TORCHELASTIC_USE_AGENT_STORE") == "True";
    return place;
  }
  return std::nullopt;
}

}  // namespace iggan
