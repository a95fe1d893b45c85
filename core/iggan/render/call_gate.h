#pragma once
#include <functional>
#include <memory>
#include <mutex>

#include <iggan/config/enum_names.h>

namespace iggan {

/// Enforces the thread model that a plugin declares: every call on an instance goes through the
/// instance's gate. A gate rethrows what the call throws.
class CallGate {
 public:
  virtual ~CallGate() = default;
  virtual void run(const std::function<void()>& call) = 0;
};

/// One thread, started by the first call, that runs all calls in sequence. Its owner is never
/// destroyed (see PluginLibrary), so the thread lives as long as the process.
class WorkerThread {
 public:
  WorkerThread();
  ~WorkerThread() = delete;
  WorkerThread(const WorkerThread&) = delete;
  WorkerThread& operator=(const WorkerThread&) = delete;
  /// Runs the call on the worker thread, waits for it to return and rethrows its exception.
  void run(const std::function<void()>& call);

 private:
  struct State;
  State* state_;
};

/// Shared by the instances of one library.
struct SharedGates {
  std::mutex process_mutex;
  std::once_flag worker_started;
  WorkerThread* worker = nullptr;
};

enum class ThreadModel {  // the ABI's numbers
  process_serial = 0,
  instance_serial = 1,
  concurrent = 2,
  thread_affine = 3
};
template <>
inline constexpr auto enum_names<ThreadModel> =
    names<ThreadModel>("a thread model", {{ThreadModel::process_serial, "process_serial"},
                                          {ThreadModel::instance_serial, "instance_serial"},
                                          {ThreadModel::concurrent, "concurrent"},
                                          {ThreadModel::thread_affine, "thread_affine"}});

/// process_serial: one lock per library; instance_serial: one lock per gate; concurrent: no lock;
/// thread_affine: one thread for all instances of the library.
[[nodiscard]] std::unique_ptr<CallGate> make_call_gate(ThreadModel model, SharedGates& shared);

}  // namespace iggan
