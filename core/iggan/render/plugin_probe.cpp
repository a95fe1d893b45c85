#include <iggan/render/plugin_probe.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <mutex>
#include <tuple>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <iggan/base/child_process.h>
#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/base/keeper.h>
#include <iggan/base/sanitizer.h>
#include <iggan/render/plugin_library.h>
#include <iggan/render/renderer_host.h>

namespace iggan {
namespace fs = std::filesystem;

namespace {

constexpr double kProbeSeconds = kSanitized ? 60 : 10;

std::string first_line(const std::string& text) {
  return text.substr(0, std::min<std::size_t>(text.find('\n'), 200));
}

/// What a process printed, on one line.
std::string on_one_line(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  for (char& c : text)
    if (c == '\n') c = ' ';
  return text.size() > 400 ? text.substr(0, 200) + " ... " + text.substr(text.size() - 200) : text;
}

PluginFacts facts_of_library(const fs::path& library) {
  PluginFacts facts;
  try {
    for (const PluginLibrary::Entry& entry : PluginLibrary::open(library).entries())
      facts.renderers.push_back(entry.info);
  } catch (const std::exception& error) {
    facts.error = error.what();
  }
  return facts;
}

/// The program for child processes; empty if there is none, as in a user's own program that links
/// this library.
std::string program_for_probes() {
  try {
    return renderer_host_program().string();
  } catch (const PluginError&) {
    return "";
  }
}

PluginFacts ask(const fs::path& library) {
  const std::string host = program_for_probes();
  if (host.empty()) return facts_of_library(library);
  const ChildOutcome outcome =
      run_child(keeper_command(host, {{host, "describe", library.string()}, 0, {}}), kProbeSeconds);
  PluginFacts facts;
  const auto json = config::Json::parse(outcome.report, nullptr, false);
  const std::string words =
      outcome.output.empty() ? "" : "; it printed: " + on_one_line(outcome.output);
  if (outcome.timed_out)
    facts.error = fmt::format("{}: it was not loaded within {:g} s{}", library.string(),
                              kProbeSeconds, words);
  else if (!outcome.how_it_ended.empty() || !json.is_object())
    facts.error = fmt::format(
        "{}: it ended its process while it was loaded: {}{}", library.string(),
        outcome.how_it_ended.empty() ? "it called exit()" : outcome.how_it_ended, words);
  else
    try {
      config::from_json(json, facts, "");
    } catch (const Error&) {
      facts = {{}, library.string() + ": it corrupted the answer of its process", ""};
    }
  facts.printed = first_line(outcome.output);
  return facts;
}

}  // namespace

PluginFacts probe_plugin(const fs::path& library) {
  using Version = std::tuple<dev_t, ino_t, off_t, std::int64_t, std::int64_t>;
  static auto& mutex = *new std::mutex;
  static auto& known = *new std::map<fs::path, std::pair<Version, PluginFacts>>;
  const fs::path path = fs::absolute(library).lexically_normal();
  struct stat file {};
  if (::stat(path.c_str(), &file) != 0 || !S_ISREG(file.st_mode)) {
    const std::string why =
        errno == ENOENT ? "No such file or directory" : "it is not a regular file";
    return {{}, fmt::format("cannot load the plugin {}: {}", path.string(), why), ""};
  }
  const Version version{file.st_dev, file.st_ino, file.st_size, file.st_mtim.tv_sec,
                        file.st_mtim.tv_nsec};
  const std::lock_guard lock(mutex);
  const auto found = known.find(path);
  if (found != known.end() && found->second.first == version) return found->second.second;
  PluginFacts facts = ask(path);
  known[path] = {version, facts};
  return facts;
}

void describe_plugin_as_child(const std::string& library) {
  // A descriptor that neither the plugin nor the programs it starts will touch.
  const int report = ::fcntl(kChildReport, F_DUPFD_CLOEXEC, 100);
  ::close(kChildReport);
  const std::string text = config::to_json(facts_of_library(library))
                               .dump(-1, ' ', false, config::Json::error_handler_t::replace);
  if (!write_all(report, text.data(), text.size())) ::_exit(2);
  ::_exit(0);
}

}  // namespace iggan
