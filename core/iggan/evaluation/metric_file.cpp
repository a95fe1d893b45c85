#include <iggan/evaluation/metric_file.h>

#include <optional>
#include <sstream>

#include <iggan/base/error.h>
#include <iggan/base/files.h>

namespace iggan {

void append_json_lines(const std::filesystem::path& path, const std::vector<config::Json>& lines) {
  std::string text = std::filesystem::exists(path) ? read_text(path) : "";
  if (!text.empty() && text.back() != '\n') text += '\n';
  for (const auto& line : lines) text += line.dump() + '\n';
  write_text_atomically(path, text);
}

std::vector<config::Json> read_json_lines(const std::filesystem::path& path) {
  std::vector<config::Json> values;
  if (!std::filesystem::exists(path) || std::filesystem::file_size(path) == 0) return values;
  std::istringstream lines(read_text(path));
  for (std::string line; std::getline(lines, line);)
    if (!line.empty()) values.push_back(config::parse_json(line, path.string()));
  return values;
}

Pose aligned_pose(const std::filesystem::path& metric_file, std::int64_t iteration) {
  std::optional<Pose> pose;
  for (const config::Json& row : read_json_lines(metric_file)) {
    if (row.value("samples", "") != "generated" || row.value("references", "") != "train" ||
        row.value("iteration", std::int64_t{-1}) != iteration)
      continue;
    pose = Pose{row.value("yaw_degrees", 0.0),
                row.value("mirrored", false) ? Mirroring::on : Mirroring::off};
  }
  if (!pose)
    fail<DataError>(
        "no aligned yaw of iteration {} in {}: run `iggan evaluate --run {} --shapes DIR` "
        "first, or give the yaw in degrees",
        iteration, metric_file.string(), metric_file.parent_path().string());
  return *pose;
}

}  // namespace iggan
