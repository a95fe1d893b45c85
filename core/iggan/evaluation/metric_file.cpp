#include <iggan/evaluation/metric_file.h>

#include <sstream>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <iggan/base/error.h>
#include <iggan/base/files.h>

namespace iggan {
namespace {

/// Waits until no other process adds to a file of the folder.
class OneWriter {
 public:
  explicit OneWriter(const std::filesystem::path& folder)
      : folder_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    if (folder_ >= 0) (void)::flock(folder_, LOCK_EX);  // where locks are unknown, without
  }
  ~OneWriter() {
    if (folder_ >= 0) ::close(folder_);
  }
  OneWriter(const OneWriter&) = delete;
  OneWriter& operator=(const OneWriter&) = delete;

 private:
  int folder_;
};

}  // namespace

void append_json_lines(const std::filesystem::path& path, const std::vector<config::Json>& lines) {
  const OneWriter alone(path.has_parent_path() ? path.parent_path() : ".");
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

std::map<std::int64_t, const config::Json*> evaluations_by_iteration(
    const std::vector<config::Json>& lines) {
  std::map<std::int64_t, const config::Json*> evaluations;
  for (const config::Json& line : lines) {
    if (line.value("samples", "") != "generated" || line.value("references", "") != "train" ||
        !line.contains("iteration"))
      continue;
    const config::Json*& kept = evaluations[line["iteration"].get<std::int64_t>()];
    if (!kept || line.value("sample_count", 0) >= kept->value("sample_count", 0)) kept = &line;
  }
  return evaluations;
}

const config::Json* newest_picture_line(const std::vector<config::Json>& lines) {
  const auto iteration = [](const config::Json& line) {
    return line.value("iteration", std::int64_t{0});
  };
  const config::Json* newest = nullptr;
  for (const config::Json& line : lines)
    if (line.value("metric", "") == kPictureMetric &&
        (!newest || iteration(line) >= iteration(*newest)))
      newest = &line;
  return newest;
}

Pose pose_of(const config::Json& line) {
  return {line.value("yaw_degrees", 0.0),
          line.value("mirrored", false) ? Mirroring::on : Mirroring::off};
}

Pose aligned_pose(const std::filesystem::path& metric_file, std::int64_t iteration) {
  const auto lines = read_json_lines(metric_file);
  const auto evaluations = evaluations_by_iteration(lines);
  const auto found = evaluations.find(iteration);
  if (found == evaluations.end())
    fail<DataError>(
        "no aligned yaw of iteration {} in {}: run `iggan evaluate --run {} --shapes DIR` "
        "first, or give the yaw in degrees",
        iteration, metric_file.string(), metric_file.parent_path().string());
  return pose_of(*found->second);
}

}  // namespace iggan
