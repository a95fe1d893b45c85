#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace iggan {

/// One call that LibTorch's observers saw: an operation, a node of a backward pass, or a scope that
/// the code names (RECORD_USER_SCOPE).
struct RecordedOperation {
  using Time = std::chrono::steady_clock::time_point;

  std::string name;
  bool scope = false;        // of the code, not an operation
  std::uint64_t thread = 0;  // LibTorch's number
  Time start, end;
  double processor_seconds = 0;  // for a scope: of all threads of the process during it
  /// Of convolutions and matrix products, including their gradients, computed from the definition:
  /// a multiplication and an addition count as two. 0 for everything else, and for parts of an
  /// operation that is counted.
  double floating_point_operations = 0;
  std::vector<std::int64_t> sizes;  // of each input tensor: the number of axes, then their sizes
};

/// Records what LibTorch does on all threads, from construction to take(). It uses the observers
/// that LibTorch's profiler is built on, not the profiler itself, which does not count gradients;
/// Debian's build of it writes no trace. Only one recorder may exist at a time. Nothing else may
/// use LibTorch during the constructor and take().
class OperationRecorder {
 public:
  /// @param expected  number of calls, for which memory is reserved. Memory that is allocated
  ///                  between tensors fragments the heap, which makes training slower.
  explicit OperationRecorder(std::size_t expected = 1000);
  ~OperationRecorder();
  OperationRecorder(const OperationRecorder&) = delete;
  OperationRecorder& operator=(const OperationRecorder&) = delete;

  /// All calls that ended, in the order of their start: a call comes before those that it makes.
  /// Ends the recording.
  [[nodiscard]] std::vector<RecordedOperation> take();

  struct State;

 private:
  void stop();
  std::unique_ptr<State> state_;
};

}  // namespace iggan
