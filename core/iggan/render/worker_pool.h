#pragma once
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <iggan/base/error.h>
#include <iggan/config/fields.h>
#include <iggan/render/worker_process.h>

namespace iggan {

/// Thrown by a task's `take` when its worker cannot continue: the task is retried on another
/// worker.
struct WorkerFault {
  std::string how;
  bool late = false;
};

/// A pool's task, or the pool itself, failed: workers were lost repeatedly.
struct WorkersLost : PluginError {
  WorkersLost(const std::string& text, bool for_good) : PluginError(text), broken(for_good) {}
  bool broken;  // the pool starts no more workers
};

/// The worker that WorkerPool::open started was lost before it was ready.
struct StartLost : WorkersLost {
  StartLost(const WorkerFault& fault, const std::string& last_words)
      : WorkersLost(fault.how + last_words, false),
        how(fault.how),
        printed(last_words),
        late(fault.late) {}
  std::string how, printed;  // of WorkerProcess::end and last_words
  bool late;                 // it exceeded its time limit
};

/// The caller of WorkerPool::run asked it to stop.
struct PoolStopped {};

/// One piece of work for one worker.
struct WorkerTask {
  /// Writes the task's data into the worker's memory and returns the request, a JSON object.
  std::function<config::Json(SharedFile&)> request;
  /// Takes the results; throws the error in the worker's reply, if any.
  std::function<void(SharedFile&, const config::Json& reply)> take;
};

/// The program that a pool's workers run, and when one counts as lost.
struct WorkerPlan {
  std::function<std::string()> who;  // for messages: "renderer org.iggan.raster (/x/raster.so)"
  std::string task = "job";
  KeptProgram program;
  std::size_t most_workers = 1;
  double startup_seconds = 30;
  double first_seconds = 120;  // for the first task of a kind
  double least_seconds = 0;    // later: the larger of this and ten medians; 0: first_seconds
  int recycle_after = 0;       // tasks per worker; 0: never
  /// Called with each line of a starting worker, `step` from 0. @return the line to send next;
  /// empty if the worker is ready. open() and run() rethrow its exceptions.
  std::function<std::string(int step, const config::Json& line)> greet;
};

/// Callbacks to the caller of a pool, made on the caller's thread.
struct PoolHooks {
  std::function<bool()> stop;  // called several times a second
  std::function<void(bool warning, const std::string& line)> log;
};

/// A pool of identical workers, which are started when there is work, have a deadline for each
/// complete answer, and are ended and replaced when they fail. A task whose worker is lost is
/// retried once on a fresh worker. The pool has no threads: everything happens inside run(). Only
/// one call at a time is allowed.
class WorkerPool {
 public:
  explicit WorkerPool(WorkerPlan plan) : plan_(std::move(plan)) {}
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// Starts the first worker and waits until it is ready.
  /// @param started  a worker that has already sent `hello`; may be null.
  /// @throws StartLost when the worker is lost; PoolStopped; what `greet` throws.
  void open(const PoolHooks& hooks, std::unique_ptr<WorkerProcess> started = nullptr,
            const config::Json& hello = {});

  /// Gives the tasks to workers as they become free, and returns when all are done.
  /// @param kind  tasks of one kind take a similar amount of time; durations of other kinds are
  ///              forgotten.
  /// @throws as open(), and what `take` throws. Tasks in progress are then abandoned: their workers
  ///         get new tasks only after they have answered.
  void run(const std::vector<WorkerTask>& tasks, std::uint64_t kind, const PoolHooks& hooks);

  /// Releases the worker that open() has made ready.
  [[nodiscard]] std::unique_ptr<WorkerProcess> release();
  /// The process ids of the keepers of live workers.
  [[nodiscard]] std::vector<pid_t> processes() const;

 private:
  using Clock = std::chrono::steady_clock;
  enum class Stage { starting, idle, busy };
  struct Limit {
    double seconds = 0;
    bool follows_median = false;  // of the latest tasks
  };
  struct Slot {
    std::unique_ptr<WorkerProcess> process;  // null: none
    Stage stage = Stage::starting;
    int steps = 0, done = 0;
    std::uint64_t request = 0;           // its number
    std::optional<std::size_t> task;     // none: abandoned
    std::optional<std::size_t> waiting;  // to be retried by the next worker here
    Clock::time_point since, end;
    Limit limit;

    void expect_answer_within(const Limit& longest);
  };
  struct Batch {
    const std::vector<WorkerTask>* tasks;
    std::deque<std::size_t> queue;
    std::vector<std::string> lost;  // how the first worker of a task was lost
    std::size_t left;
  };

  void start(Slot& slot, std::unique_ptr<WorkerProcess> started = nullptr);
  void greet(Slot& slot, const config::Json& line);
  void deal(Batch& batch, const PoolHooks& hooks);
  void send_task(Slot& slot, std::size_t task, Batch& batch, const PoolHooks& hooks);
  void wait();
  void attend(Slot& slot, Batch& batch, const PoolHooks& hooks);
  void take_reply(Slot& slot, const config::Json& reply, Batch& batch, const PoolHooks& hooks);
  void lose(Slot& slot, WorkerFault fault, Batch& batch, const PoolHooks& hooks);
  void loop(Batch& batch, const std::function<bool()>& done, const PoolHooks& hooks);
  [[nodiscard]] Limit time_limit() const;

  WorkerPlan plan_;
  std::vector<Slot> slots_;
  std::uint64_t requests_ = 0, kind_ = 0;
  std::deque<double> seconds_;  // of the last tasks
  int failures_ = 0;            // in a row, without a task done
  bool broken_ = false, opening_ = false;
};

}  // namespace iggan
