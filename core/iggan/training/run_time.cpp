#include <iggan/training/run_time.h>

#include <cmath>
#include <ctime>

#include <iggan/base/error.h>
#include <iggan/config/json_lines.h>
#include <iggan/training/run_statistics.h>

namespace iggan {
namespace {

constexpr const char* kTimeFile = "time.json";

RunTime read_time(const std::filesystem::path& file) {
  const config::Json json = config::read_json(file);
  const auto time = config::struct_of<RunTime>(json, file.string());
  if (!json.contains("wall_seconds") || !json.contains("cpu_seconds"))
    fail<DataError>("{} lacks wall_seconds or cpu_seconds", file.string());
  if (!(time.wall_seconds >= 0 && std::isfinite(time.wall_seconds)) ||
      !(time.cpu_seconds >= 0 && std::isfinite(time.cpu_seconds)))
    fail<DataError>("{}: a time is negative", file.string());
  return time;
}

}  // namespace

double processor_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return double(now.tv_sec) + 1e-9 * double(now.tv_nsec);
}

void write_time(const RunFolder& run, const RunTime& time) {
  config::write_json(run.file(kTimeFile), config::to_json(time));
}

RunTime earlier_time(const RunFolder& run, std::int64_t iteration, Log& log) {
  const auto file = run.file(kTimeFile);
  if (iteration == 0 && !std::filesystem::exists(file))
    return {};  // killed before the first
                // checkpoint
  try {
    return read_time(file);
  } catch (const Error& error) {
    RunTime time;
    for (const StatisticsLine& line : read_statistics(run))
      if (line.iteration <= iteration) time = {line.elapsed_seconds, line.cpu_seconds};
    log.warn("{}: the time spent so far, {:.1f} minutes, is taken from stats.jsonl", error.what(),
             time.wall_seconds / 60);
    return time;
  }
}

Stopwatch::Stopwatch(const RunTime& earlier)
    : earlier_(earlier),
      start_(std::chrono::steady_clock::now()),
      start_processor_(processor_seconds()) {}

RunTime Stopwatch::time() const {
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start_;
  return {earlier_.wall_seconds + wall.count(),
          earlier_.cpu_seconds + processor_seconds() - start_processor_};
}

}  // namespace iggan
