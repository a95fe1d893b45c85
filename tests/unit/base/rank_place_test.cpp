#include <iggan/base/rank_place.h>

#include <support/catch.h>
#include <support/environment_variable.h>

#include <iggan/base/error.h>

using namespace iggan;

TEST_CASE("torchrun, srun and mpirun say which process this is", "[base]") {
  CHECK_FALSE(rank_place_from_environment());
  {
    const EnvironmentVariable rank("RANK", "2"), world("WORLD_SIZE", "6"),
        local("LOCAL_WORLD_SIZE", "3"), address("MASTER_ADDR", "node0"),
        port("MASTER_PORT", "29500"), agent("TORCHELASTIC_USE_AGENT_STORE", "True");
    const auto place = rank_place_from_environment();
    REQUIRE(place);
    CHECK(place->rank == 2);
    CHECK(place->world == 6);
    CHECK(place->local_world == 3);
    CHECK(place->address == "node0");
    CHECK(place->port == 29500);
    CHECK(place->served_by_other);
  }
  {
    const EnvironmentVariable rank("SLURM_PROCID", "1"), world("SLURM_STEP_NUM_TASKS", "4"),
        nodes("SLURM_STEP_TASKS_PER_NODE", "2(x2)"), job("SLURM_JOB_ID", "4711"),
        address("SLURM_LAUNCH_NODE_IPADDR", "10.0.0.7");
    const auto place = rank_place_from_environment();
    REQUIRE(place);
    CHECK(place->rank == 1);
    CHECK(place->local_world == 2);
    CHECK(place->address == "10.0.0.7");
    CHECK(place->port == 24711);
    CHECK_FALSE(place->served_by_other);
  }
  {
    // A Slurm batch script that was started without srun is a single process.
    const EnvironmentVariable rank("SLURM_PROCID", "0"), tasks("SLURM_NTASKS", "4");
    CHECK_FALSE(rank_place_from_environment());
  }
  const EnvironmentVariable rank("OMPI_COMM_WORLD_RANK", "1"), world("OMPI_COMM_WORLD_SIZE", "2");
  CHECK_THROWS_WITH(rank_place_from_environment(), Contains("MASTER_ADDR"));
  const EnvironmentVariable address("MASTER_ADDR", "node0");
  CHECK_THROWS_WITH(rank_place_from_environment(), Contains("MASTER_PORT"));
  const EnvironmentVariable port("MASTER_PORT", "70000");
  CHECK_THROWS_WITH(rank_place_from_environment(), Contains("70000"));
  forget_rank_place();
  CHECK_FALSE(rank_place_from_environment());
}
