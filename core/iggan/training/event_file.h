#pragma once
#include <cstdint>
#include <filesystem>
#include <string>

#include <iggan/training/statistics.h>

namespace iggan {

/// Statistics and pictures of a run in TensorBoard's format: one file for each process that trains
/// it, events.out.tfevents.SECONDS.HOST.PROCESS. Format: TFRecord (length, CRC-32C, Event,
/// CRC-32C) of tensorflow/core/util/event.proto.
class EventFile {
 public:
  /// @param iteration  where training starts; TensorBoard drops later iterations of earlier files.
  /// @throws DataError when the file cannot be written, here and below.
  EventFile(const std::filesystem::path& run, std::int64_t iteration);

  /// Adds each figure of a line under its name in stats.jsonl.
  void add(const StatisticsLine& line);
  /// Adds a PNG file under the name `tag`.
  void add_picture(std::int64_t iteration, const std::string& tag,
                   const std::filesystem::path& png);

 private:
  void write(const std::string& event) const;
  std::filesystem::path path_;
};

}  // namespace iggan
