#include <iggan/render/plugin_registry.h>

#include <algorithm>
#include <cstdlib>
#include <map>

#include <boost/dll/runtime_symbol_info.hpp>

#include <iggan/base/error.h>
#include <iggan/render/isolated_renderer.h>
#include <iggan/render/plugin_library.h>
#include <iggan/render/plugin_renderer.h>
#include <iggan/render/program_plugin.h>
#include <iggan/scene/scene_distribution.h>

namespace iggan {
namespace fs = std::filesystem;

namespace {

/// One renderer of one library in the search path.
struct Candidate {
  PluginLibrary* library;
  const PluginLibrary::Entry* entry;
};

std::vector<fs::path> folders_of_environment() {
  std::vector<fs::path> folders;
  const char* value = std::getenv("IGGAN_PLUGIN_PATH");
  std::string rest = value ? value : "";
  while (!rest.empty()) {
    const std::size_t colon = std::min(rest.find(':'), rest.size());
    if (colon > 0) folders.emplace_back(rest.substr(0, colon));
    rest.erase(0, colon + 1);
  }
  return folders;
}

/// Whether the search shows it as a program: by its name, because it must not be run unasked.
bool is_named_program(const fs::path& file) {
  return file.extension() != ".so" && plugin_short_name(file) != file.stem().string() &&
         is_program(file);
}

/// The plugins and programs of a folder by name; throws what the file system throws.
std::vector<fs::path> plugin_files(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".so" || is_named_program(entry.path()))
      files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

std::string short_name(const std::string& id) {
  return id.substr(id.rfind('.') + 1);
}

PluginListing list_file(const fs::path& path, std::vector<PluginLibrary*>& seen) {
  PluginListing listing;
  listing.path = path;
  if (path.extension() != ".so") {
    listing.program = true;
    listing.note = "a program, not run to be listed; ask it by `iggan renderers info " +
                   plugin_short_name(path) + "` or by its path";
    return listing;
  }
  try {
    PluginLibrary& library = PluginLibrary::open(path);
    if (std::find(seen.begin(), seen.end(), &library) != seen.end()) {
      listing.note = "the same library as " + library.path().string();
      return listing;
    }
    seen.push_back(&library);
    for (const auto& entry : library.entries()) listing.renderers.push_back(entry.info);
  } catch (const PluginError& error) {
    listing.error = error.what();
  }
  return listing;
}

void note_shadowed(std::vector<PluginListing>& listings) {
  std::map<std::string, fs::path> first;
  for (PluginListing& listing : listings)
    for (const RendererInfo& info : listing.renderers) {
      const auto [found, inserted] = first.emplace(info.id, listing.path);
      if (inserted) continue;
      listing.note += (listing.note.empty() ? "" : "; ") + info.id + " is shadowed by " +
                      found->second.string();
    }
}

/// Whether it may be the program's name or id: which, only the program knows.
bool names_program(const std::string& name, const fs::path& program) {
  return plugin_short_name(program) == short_name(name);
}

bool matches(const std::string& name, const Candidate& candidate) {
  const std::string& id = candidate.entry->info.id;
  return name == id || name == short_name(id) ||
         name == plugin_short_name(candidate.library->path());
}

[[noreturn]] void fail_unknown(const std::string& name,
                               const std::vector<PluginListing>& listings) {
  std::vector<std::string> names, found, failed, folders;
  for (const PluginListing& listing : listings) {
    if (!listing.error.empty()) failed.push_back(listing.error);
    if (listing.program)
      found.push_back(
          fmt::format("{} ({})", plugin_short_name(listing.path), listing.path.string()));
    for (const RendererInfo& info : listing.renderers) {
      names.push_back(short_name(info.id));
      names.push_back(info.id);
      found.push_back(fmt::format("{} ({})", short_name(info.id), listing.path.string()));
    }
  }
  for (const fs::path& folder : plugin_search_path()) folders.push_back(folder.string());
  const std::string near = config::nearest_name(name, names);
  std::error_code ignored;
  if (fs::is_regular_file(name, ignored))
    fail<PluginError>("no renderer \"{}\" in the search path; for the file here write ./{}", name,
                      name);
  fail<PluginError>(
      "no renderer \"{}\"{}; found: {}; searched: {}{}; set IGGAN_PLUGIN_PATH to the folder of "
      "your plugin, or give its path",
      name, near.empty() ? "" : " (did you mean " + near + "?)",
      found.empty() ? "none" : fmt::format("{}", fmt::join(found, ", ")), fmt::join(folders, ", "),
      failed.empty() ? "" : fmt::format("; not usable: {}", fmt::join(failed, "; ")));
}

Candidate find_by_path(const fs::path& path, const Isolation& isolation) {
  PluginLibrary& library = PluginLibrary::open(path, isolation);
  if (library.entries().size() == 1) return {&library, &library.entries().front()};
  std::vector<std::string> ids;
  for (const auto& entry : library.entries()) ids.push_back(entry.info.id);
  fail<PluginError>(
      "{} holds {} renderers: add its folder to IGGAN_PLUGIN_PATH and ask for one of {}",
      path.string(), ids.size(), fmt::join(ids, ", "));
}

/// The renderer of that name. Of several libraries with one id the first in the search path counts;
/// a name that fits several ids is refused.
Candidate find_by_name(const std::string& name, Log* log, const Isolation& isolation) {
  const std::vector<PluginListing> listings = list_plugins();
  std::vector<Candidate> fitting;
  for (const PluginListing& listing : listings) {
    if (listing.renderers.empty()) continue;
    PluginLibrary& library = PluginLibrary::open(listing.path);
    for (const auto& entry : library.entries()) {
      const Candidate candidate{&library, &entry};
      if (!matches(name, candidate)) continue;
      const auto same_id = std::find_if(fitting.begin(), fitting.end(), [&](const Candidate& c) {
        return c.entry->info.id == entry.info.id;
      });
      if (same_id == fitting.end())
        fitting.push_back(candidate);
      else if (log)
        log->warn("renderer {}: {} is shadowed by {}", entry.info.id, listing.path.string(),
                  same_id->library->path().string());
    }
  }
  for (const PluginListing& listing : listings) {  // a program is asked when nothing else fits
    if (!fitting.empty() || !listing.program || !names_program(name, listing.path)) continue;
    const Candidate program = find_by_path(listing.path, isolation);
    if (name == program.entry->info.id || name == plugin_short_name(listing.path)) return program;
  }
  if (fitting.empty()) fail_unknown(name, listings);
  for (const Candidate& candidate : fitting)
    if (candidate.entry->info.id == name) return candidate;  // a full id is never ambiguous
  if (fitting.size() == 1) return fitting.front();
  std::vector<std::string> ids;
  for (const Candidate& c : fitting)
    ids.push_back(fmt::format("{} ({})", c.entry->info.id, c.library->path().string()));
  fail<PluginError>("the renderer name \"{}\" fits {} plugins: {}; use the whole id", name,
                    fitting.size(), fmt::join(ids, ", "));
}

Candidate find(const std::string& name, Log* log, const Isolation& isolation = {}) {
  if (name.empty())
    fail<PluginError>("the renderer's name is empty; `iggan renderers list` shows what there is");
  return is_plugin_path(name) ? find_by_path(name, isolation) : find_by_name(name, log, isolation);
}

/// The file that will be opened, as far as names of files tell; loads and runs nothing.
fs::path file_of(const std::string& name) {
  if (is_plugin_path(name)) return name;
  for (const fs::path& folder : plugin_search_path()) {
    try {
      for (const fs::path& file : plugin_files(folder))
        if (names_program(name, file)) return file;
    } catch (const fs::filesystem_error&) {  // open_renderer says what was searched
    }
  }
  return {};
}

}  // namespace

std::string plugin_short_name(const fs::path& library) {
  const std::string stem = library.stem().string(), suffix = "_renderer";
  const bool ends = stem.size() > suffix.size() &&
                    stem.compare(stem.size() - suffix.size(), suffix.size(), suffix) == 0;
  return ends ? stem.substr(0, stem.size() - suffix.size()) : stem;
}

std::vector<fs::path> plugin_search_path() {
  std::vector<fs::path> folders = folders_of_environment();
  boost::dll::fs::error_code error;
  const fs::path executable = boost::dll::program_location(error);
  if (!error) {
    const fs::path folder = executable.parent_path();
    folders.push_back(folder);
    folders.push_back((folder / ".." / "lib" / "iggan" / "plugins").lexically_normal());
  }
  folders.emplace_back(IGGAN_INSTALL_PLUGIN_DIR);
  std::vector<fs::path> unique;
  for (const fs::path& folder : folders)
    if (std::find(unique.begin(), unique.end(), folder) == unique.end()) unique.push_back(folder);
  return unique;
}

std::vector<PluginListing> list_plugins() {
  std::vector<PluginListing> listings;
  std::vector<PluginLibrary*> seen;
  const std::vector<fs::path> asked_for = folders_of_environment();
  for (const fs::path& folder : plugin_search_path()) {
    try {
      for (const fs::path& file : plugin_files(folder)) listings.push_back(list_file(file, seen));
    } catch (const fs::filesystem_error& error) {
      // The other folders are places where plugins may lie; these the user named.
      if (std::find(asked_for.begin(), asked_for.end(), folder) == asked_for.end()) continue;
      PluginListing listing;
      listing.path = folder;
      listing.error = fmt::format("cannot look into {}, named by IGGAN_PLUGIN_PATH: {}",
                                  folder.string(), error.code().message());
      listings.push_back(listing);
    }
  }
  note_shadowed(listings);
  return listings;
}

RendererInfo describe_renderer(const std::string& name) {
  return find(name, nullptr).entry->info;
}

std::unique_ptr<Renderer> open_renderer(const RendererRequest& request) {
  if (request.isolation.on && !is_program(file_of(request.name)))  // which is apart already
    return std::make_unique<IsolatedRenderer>(request);
  const Candidate chosen = find(request.name, request.log.get(), request.isolation);
  return std::make_unique<PluginRenderer>(*chosen.library, *chosen.entry, request.params,
                                          request.thread_budget, request.log);
}

}  // namespace iggan
