#include <iggan/config/json_lines.h>

#include <sstream>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <iggan/base/files.h>

namespace iggan::config {
namespace {

/// Waits until no other process is appending to a file in the folder.
class OneWriter {
 public:
  explicit OneWriter(const std::filesystem::path& folder)
      : folder_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    if (folder_ >= 0) (void)::flock(folder_, LOCK_EX);  // a file system without locks: no waiting
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

std::vector<JsonLine> read_json_lines(const std::filesystem::path& path) {
  std::vector<JsonLine> values;
  if (!std::filesystem::exists(path) || std::filesystem::file_size(path) == 0) return values;
  std::istringstream lines(read_text(path));
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    const std::string where = fmt::format("{}, line {}", path.string(), ++number);
    if (!line.empty()) values.push_back({parse_json(line, where), where});
  }
  return values;
}

void append_text_lines(const std::filesystem::path& path, const std::vector<std::string>& lines) {
  const OneWriter alone(path.has_parent_path() ? path.parent_path() : ".");
  std::string text = std::filesystem::exists(path) ? read_text(path) : "";
  if (!text.empty() && text.back() != '\n') text += '\n';
  for (const std::string& line : lines) text += line + '\n';
  write_text_atomically(path, text);
}

}  // namespace iggan::config
