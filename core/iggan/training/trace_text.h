#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <iggan/training/operation_recorder.h>

namespace iggan {

/// Recorded operations as a JSON document for a browser's trace viewer. The format:
/// https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
/// Times are in microseconds since the first operation. The first row is the thread that trains;
/// threads whose first call has the same name, such as those that the black box starts in each
/// iteration, share one row.
class TraceText {
 public:
  /// @param operations  as OperationRecorder::take() returns them; the very first is an operation
  /// of the training thread.
  void add(const std::vector<RecordedOperation>& operations);
  /// Returns the complete document; call this only once.
  [[nodiscard]] std::string finish();

 private:
  int row_of(const RecordedOperation& operation);

  std::string text_ = "{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n";
  RecordedOperation::Time begin_;
  std::map<std::uint64_t, int> rows_;  // by thread
  std::map<std::string, int> names_;   // of rows
};

}  // namespace iggan
