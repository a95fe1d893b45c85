#include <iggan/render/call_gate.h>

#include <condition_variable>
#include <exception>
#include <thread>
#include <utility>

namespace iggan {

/// Never destroyed, and its thread is detached: joining the thread at process exit would wait for a
/// plugin.
struct WorkerThread::State {
  std::mutex one_caller;  // held by the thread whose call is in progress
  std::mutex mutex;
  std::condition_variable changed;
  const std::function<void()>* call = nullptr;
  std::exception_ptr error;

  [[noreturn]] void loop() {
    for (;;) {
      std::unique_lock lock(mutex);
      changed.wait(lock, [this] { return call != nullptr; });
      const auto& current = *call;
      lock.unlock();
      std::exception_ptr thrown;
      try {
        current();
      } catch (...) {
        thrown = std::current_exception();
      }
      lock.lock();
      error = thrown;
      call = nullptr;
      changed.notify_all();
    }
  }
};

WorkerThread::WorkerThread() : state_(new State) {
  std::thread([state = state_] { state->loop(); }).detach();
}

void WorkerThread::run(const std::function<void()>& call) {
  const std::lock_guard one(state_->one_caller);
  std::unique_lock lock(state_->mutex);
  state_->call = &call;
  state_->changed.notify_all();
  state_->changed.wait(lock, [this] { return state_->call == nullptr; });
  if (state_->error) std::rethrow_exception(std::exchange(state_->error, nullptr));
}

namespace {

class LockedGate : public CallGate {
 public:
  explicit LockedGate(std::mutex& mutex) : mutex_(mutex) {}
  void run(const std::function<void()>& call) override {
    const std::lock_guard lock(mutex_);
    call();
  }

 private:
  std::mutex& mutex_;
};

class InstanceGate : public CallGate {
 public:
  void run(const std::function<void()>& call) override {
    const std::lock_guard lock(mutex_);
    call();
  }

 private:
  std::mutex mutex_;
};

class OpenGate : public CallGate {
 public:
  void run(const std::function<void()>& call) override { call(); }
};

class AffineGate : public CallGate {
 public:
  explicit AffineGate(WorkerThread& worker) : worker_(worker) {}
  void run(const std::function<void()>& call) override { worker_.run(call); }

 private:
  WorkerThread& worker_;
};

}  // namespace

std::unique_ptr<CallGate> make_call_gate(ThreadModel model, SharedGates& shared) {
  switch (model) {
    case ThreadModel::instance_serial:
      return std::make_unique<InstanceGate>();
    case ThreadModel::concurrent:
      return std::make_unique<OpenGate>();
    case ThreadModel::thread_affine:
      std::call_once(shared.worker_started, [&] { shared.worker = new WorkerThread; });
      return std::make_unique<AffineGate>(*shared.worker);
    case ThreadModel::process_serial:
      break;
  }
  return std::make_unique<LockedGate>(shared.process_mutex);
}

}  // namespace iggan
