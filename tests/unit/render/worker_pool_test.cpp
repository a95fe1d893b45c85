#include <support/catch.h>

#include <chrono>
#include <set>

#include <iggan/base/files.h>
#include <iggan/render/worker_pool.h>

#include "support/programs.h"
#include "support/temp_dir.h"

using namespace iggan;
using config::Json;

namespace {

/// A worker in the shell: sends its process id as each answer, after doing `more`.
WorkerPlan shell_plan(const TempDir& dir, const std::string& more = "") {
  const std::string script =
      script_file(dir / "worker",
                  "#!/bin/sh\necho '{\"ready\": true}' >&3\nwhile read -r line <&3; do\n"
                  "n=${line#*:}; n=${n%\\}}\n" +
                      more + "\necho \"{\\\"job\\\": $n, \\\"pid\\\": $$}\" >&3\ndone\n");
  WorkerPlan plan;
  plan.who = [] { return std::string("the shell"); };
  plan.program.command = {script};
  plan.greet = [](int, const Json&) { return std::string(); };
  return plan;
}

const PoolHooks kSilent{[] { return false; }, [](bool, const std::string&) {}};

/// Runs that many tasks. @return the process of each.
std::vector<int> run_tasks(WorkerPool& pool, std::size_t count, const PoolHooks& hooks = kSilent) {
  std::vector<int> processes(count);
  std::vector<WorkerTask> tasks(count);
  for (std::size_t i = 0; i < count; ++i) {
    tasks[i].request = [](SharedFile&) { return Json::object(); };
    tasks[i].take = [&, i](SharedFile&, const Json& reply) { processes[i] = reply.at("pid"); };
  }
  pool.run(tasks, 1, hooks);
  return processes;
}

double seconds_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

TEST_CASE("a worker is replaced after a number of tasks", "[render]") {
  const TempDir dir;
  WorkerPlan plan = shell_plan(dir);
  plan.recycle_after = 3;
  WorkerPool pool(plan);
  const std::vector<int> processes = run_tasks(pool, 10);
  CHECK(std::set<int>(processes.begin(), processes.end()).size() == 4);
  CHECK(processes[0] == processes[2]);
  CHECK(processes[2] != processes[3]);
}

TEST_CASE("a slow worker gets fewer tasks", "[render]") {
  const TempDir dir;
  // The worker that makes the folder is the slow one.
  const std::string folder = (dir / "slow").string();
  WorkerPlan plan =
      shell_plan(dir, "mkdir '" + folder + "' 2>/dev/null && slow=1 && echo $$ > '" + folder +
                          "/pid'\n" + "[ -n \"$slow\" ] && sleep 0.5 || sleep 0.02");
  plan.most_workers = 2;
  WorkerPool pool(plan);
  const std::vector<int> processes = run_tasks(pool, 12);
  const int slow = std::stoi(read_text(dir / "slow/pid"));
  CHECK(std::set<int>(processes.begin(), processes.end()).size() == 2);
  CHECK(std::count(processes.begin(), processes.end(), slow) < 6);
}

TEST_CASE("a worker is late after ten times the others' time, and not before", "[render]") {
  const TempDir dir;
  WorkerPlan plan = shell_plan(dir, "[ $n = 5 ] && sleep 60; sleep 0.01");
  plan.first_seconds = 30;
  plan.least_seconds = 0.5;
  WorkerPool pool(plan);
  std::string warning;
  const PoolHooks hooks{[] { return false; },
                        [&](bool, const std::string& line) { warning += line + "\n"; }};
  CHECK(seconds_of([&] { (void)run_tasks(pool, 8, hooks); }) < 15);
  CHECK_THAT(warning, Contains("no answer within") && Contains("retried once") &&
                          Contains("the limit for a job (the larger of 0.5 s and 10 times the "
                                   "median)"));
}

TEST_CASE("a stopped pool abandons its tasks, and works afterwards", "[render]") {
  const TempDir dir;
  WorkerPool pool(shell_plan(dir, "sleep 0.3"));
  pool.open(kSilent);
  const PoolHooks stopping{[] { return true; }, [](bool, const std::string&) {}};
  int asked = 0;
  const PoolHooks later{[&] { return ++asked > 2; }, [](bool, const std::string&) {}};
  CHECK_THROWS_AS(run_tasks(pool, 3, stopping), PoolStopped);
  CHECK(seconds_of([&] { CHECK_THROWS_AS(run_tasks(pool, 3, later), PoolStopped); }) < 0.25);
  const std::vector<int> processes = run_tasks(pool, 2);  // the abandoned task is waited for
  CHECK(processes[0] == processes[1]);
  CHECK(processes[0] > 0);
}
