#include <iggan/training/run_folder.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <sstream>

#include <iggan/base/files.h>
#include <iggan/base/shell_words.h>
#include <iggan/config/json_lines.h>
#include <iggan/render/plugin_registry.h>

namespace iggan {
namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMostDigits = 18;  // of a number that fits into 64 bits
constexpr const char* kCheckpointPrefix = "checkpoint-";

/// The number of a folder that create() named, NNNNN-<name>-<renderer>; empty for any other name.
std::optional<long long> number_of_run(const fs::path& folder) {
  const std::string name = folder.filename().string();
  const std::size_t digits = name.find_first_not_of("0123456789");
  if (digits == std::string::npos || digits < 5 || digits > kMostDigits || name[digits] != '-')
    return std::nullopt;
  return std::stoll(name.substr(0, digits));
}

/// The Fréchet distance and the iteration in a line of kPictureMetricFile, which several versions
/// of iggan may have written; empty for lines that are not about the run's samples.
std::optional<std::pair<double, std::int64_t>> distance_of_samples(const config::Json& line) {
  const auto is = [&](const char* key, auto holds) {
    const auto found = line.find(key);
    return found != line.end() && holds(*found);
  };
  const auto is_distance = [](const config::Json& json) {
    return json.is_object() && json.contains("value") && json["value"].is_number();
  };
  if (!is("metric", [](const config::Json& json) { return json == "pictures"; }) ||
      !is("iteration", [](const config::Json& json) { return json.is_number_integer(); }) ||
      !is("frechet", is_distance))
    return std::nullopt;
  return std::pair(line["frechet"]["value"].get<double>(), line["iteration"].get<std::int64_t>());
}

/// Runs a check; its error names the file.
void check_file(const fs::path& file, const std::function<void()>& check) {
  try {
    check();
  } catch (const ConfigError& error) {
    fail<DataError>("{}: {}", file.string(), error.what());
  }
}

bool is_utf8(const std::string& text) {
  try {
    (void)config::Json(text).dump();
    return true;
  } catch (const config::Json::exception&) {
    return false;
  }
}

std::string hex_of(const std::string& bytes) {
  std::string hex;
  for (const char byte : bytes) hex += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return hex;
}

std::string bytes_of_hex(const std::string& hex, const fs::path& file) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    unsigned char byte = 0;
    const char* const end = hex.data() + i + 2;
    if (const auto [stop, error] = std::from_chars(hex.data() + i, end, byte, 16);
        error != std::errc() || stop != end)
      fail<DataError>("{}: data_bytes is not hexadecimal", file.string());
    bytes += static_cast<char>(byte);
  }
  return bytes;
}

bool holds_run(const fs::path& folder) {
  return fs::exists(folder / "config.json") && fs::exists(folder / "data.json");
}

}  // namespace

RunFolder RunFolder::create(const fs::path& root, const std::string& name,
                            const std::string& renderer) {
  std::error_code error;
  fs::create_directories(root, error);
  if (error) fail<DataError>("cannot create {}: {}", root.string(), error.message());
  long long next = 0;
  for (const auto& entry : fs::directory_iterator(root))
    next = std::max(next, number_of_run(entry.path()).value_or(-1) + 1);
  for (;; ++next) {  // two runs may start at once: the one that makes the folder owns it
    const fs::path path =
        root / fmt::format("{:05}-{}-{}", next, name, plugin_short_name(renderer));
    if (fs::create_directory(path, error)) return RunFolder(path);
    if (error) fail<DataError>("cannot create {}: {}", path.string(), error.message());
  }
}

RunFolder RunFolder::open(const fs::path& path) {
  if (!fs::exists(path / "config.json"))
    fail<DataError>("{} is not a run folder: it has no config.json", path.string());
  return RunFolder(path);
}

std::optional<RunFolder> RunFolder::newest(const fs::path& root) {
  std::pair<long long, fs::path> newest{-1, {}};
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(root, none)) {
    const auto number = number_of_run(entry.path());
    if (number && holds_run(entry.path()))
      newest = std::max(newest, std::pair(*number, entry.path()));
  }
  if (newest.second.empty()) return std::nullopt;
  return RunFolder(newest.second);
}

fs::path RunFolder::fakes_file(std::int64_t iteration) const {
  return path_ / fmt::format("{}{:06}.png", kFakesPrefix, iteration);
}

fs::path RunFolder::checkpoint_file(std::int64_t iteration) const {
  return path_ / fmt::format("{}{:06}{}", kCheckpointPrefix, iteration, kCheckpointExtension);
}

std::vector<fs::path> RunFolder::numbered_checkpoints(const char* extension) const {
  std::vector<std::pair<std::int64_t, fs::path>> found;  // by number: 1000000 follows 999999
  for (const auto& entry : fs::directory_iterator(path_))
    if (const auto number = number_in_name(entry.path(), kCheckpointPrefix, extension))
      found.emplace_back(*number, entry.path());
  std::sort(found.begin(), found.end());
  std::vector<fs::path> paths;
  for (auto& [number, path] : found) paths.push_back(std::move(path));
  return paths;
}

void RunFolder::prune_checkpoints(int keep) const {
  const auto found = checkpoints();
  const auto best = best_iteration();
  for (std::size_t i = 0; i + static_cast<std::size_t>(keep) < found.size(); ++i)
    if (!best || found[i] != checkpoint_file(*best)) fs::remove(found[i]);
}

std::optional<std::int64_t> RunFolder::best_iteration() const {
  std::optional<std::pair<double, std::int64_t>> best;
  try {
    for (const auto& line : config::read_json_lines(file(kPictureMetricFile)))
      if (const auto distance = distance_of_samples(line.value))
        best = best ? std::min(*best, *distance) : *distance;
  } catch (const Error&) {  // a damaged file
    return std::nullopt;
  }
  return best ? std::optional(best->second) : std::nullopt;
}

void RunFolder::save_setup(const TrainingConfig& config, const SceneDistribution& scene,
                           const fs::path& data, const std::string& sha256) const {
  config::write_json(file("config.json"), config::to_json(config));
  RunData of;
  of.data = whole_path(data).string();
  if (!is_utf8(*of.data)) of.data_bytes = hex_of(*of.data);
  of.scene = scene;
  if (!sha256.empty()) of.sha256 = sha256;
  config::write_json(file("data.json"), config::to_json(of));
}

TrainingConfig RunFolder::load_config() const {
  const auto config = config::read_struct<TrainingConfig>(file("config.json"));
  check_file(file("config.json"), [&] { validate(config); });
  return config;
}

std::string RunFolder::resume_command() const {
  std::vector<std::string> words{"iggan", "train", "--resume", path_.string()};
  try {
    const std::string renderer = load_scene().renderer;
    if (is_plugin_path(renderer)) words.insert(words.end(), {"--renderer", renderer});
  } catch (const Error&) {  // resuming says what is wrong with the file
  }
  return shell_words(words);
}

SceneDistribution RunFolder::load_scene() const {
  const auto data = config::read_struct<RunData>(file("data.json"));
  if (!data.scene) fail<DataError>("{} has no \"scene\"", file("data.json").string());
  check_file(file("data.json"), [&] { check_scene(*data.scene, "scene"); });
  return *data.scene;
}

fs::path RunFolder::load_data_path() const {
  const auto data = config::read_struct<RunData>(file("data.json"));
  if (data.data_bytes) return bytes_of_hex(*data.data_bytes, file("data.json"));
  if (!data.data) fail<DataError>("{} has no \"data\"", file("data.json").string());
  return *data.data;
}

std::optional<std::string> RunFolder::load_pictures_sha256() const {
  if (const auto data = config::read_struct<RunData>(file("data.json")); data.sha256)
    return data.sha256;
  try {  // version 0.1 wrote it only there
    const config::Json environment = config::read_json(file("environment.json"));
    const auto found = environment.find("pictures_sha256");
    if (found != environment.end() && found->is_string()) return found->get<std::string>();
  } catch (const Error&) {  // missing or damaged
  }
  return std::nullopt;
}

void RunFolder::append_statistics(const StatisticsLine& line) const {
  append_text(file("stats.jsonl"), config::line_of(config::to_json(line)) + "\n");
}

int RunFolder::cut_statistics_after(std::int64_t iteration) const {
  if (!fs::exists(file("stats.jsonl")) || fs::file_size(file("stats.jsonl")) == 0) return 0;
  std::istringstream in(read_text(file("stats.jsonl")));
  std::string kept;
  int damaged = 0;
  for (std::string line; std::getline(in, line);) {
    const auto read = statistics_line_of(line);
    if (read && read->iteration <= iteration) kept += line + "\n";
    damaged += read ? 0 : 1;
  }
  write_text_atomically(file("stats.jsonl"), kept);
  return damaged;
}

std::optional<std::int64_t> number_in_name(const fs::path& file, const std::string& prefix,
                                           const std::string& extension) {
  const std::string stem = file.stem().string();
  if (file.extension() != extension || stem.rfind(prefix, 0) != 0) return std::nullopt;
  const std::string number = stem.substr(prefix.size());
  if (number.empty() || number.size() > kMostDigits ||
      number.find_first_not_of("0123456789") != std::string::npos)
    return std::nullopt;
  return std::stoll(number);
}

}  // namespace iggan
