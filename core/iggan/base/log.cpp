#include <iggan/base/log.h>

#include <vector>

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_color_sinks.h>

namespace iggan {

std::shared_ptr<Log> make_log(const std::filesystem::path& file) {
  auto console = std::make_shared<spdlog::sinks::stderr_color_sink_mt>();
  console->set_pattern("%^%v%$");
  std::vector<spdlog::sink_ptr> sinks{console};
  if (!file.empty()) {
    auto to_file = std::make_shared<spdlog::sinks::basic_file_sink_mt>(file.string());
    to_file->set_pattern("%Y-%m-%d %H:%M:%S %l %v");
    sinks.push_back(to_file);
  }
  auto log = std::make_shared<Log>("iggan", sinks.begin(), sinks.end());
  log->flush_on(spdlog::level::info);
  return log;
}

}  // namespace iggan
