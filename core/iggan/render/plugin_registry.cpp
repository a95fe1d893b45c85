#include <iggan/render/plugin_registry.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <optional>

#include <boost/dll/runtime_symbol_info.hpp>

#include <iggan/base/error.h>
#include <iggan/render/isolated_renderer.h>
#include <iggan/render/plugin_library.h>
#include <iggan/render/plugin_probe.h>
#include <iggan/render/plugin_renderer.h>
#include <iggan/render/program_file.h>
#include <iggan/scene/scene_distribution.h>

namespace iggan {
namespace fs = std::filesystem;

namespace {

/// A renderer to open: a library or program, and the id of one of its renderers; empty: its only
/// one.
struct Found {
  fs::path path;
  std::string id;
};

/// Whether the search lists the file as a program. The name decides, because a program must not run
/// before the user asks for it.
bool is_named_program(const fs::path& file) {
  return file.extension() != ".so" && plugin_short_name(file) != file.stem().string() &&
         is_program(file);
}

/// A file in the search path that may be a plugin, or a folder that cannot be read.
struct Candidate {
  fs::path path;
  bool program = false;
  std::string error;
};

/// The plugins and programs in a folder, sorted by name. @throws std::filesystem::filesystem_error.
std::vector<Candidate> candidates_in(const fs::path& folder) {
  std::vector<Candidate> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const bool program = is_named_program(entry.path());
    if (program || entry.path().extension() == ".so") files.push_back({entry.path(), program, ""});
  }
  std::sort(files.begin(), files.end(),
            [](const Candidate& a, const Candidate& b) { return a.path < b.path; });
  return files;
}

std::vector<Candidate> candidates() {
  std::vector<Candidate> all;
  const std::vector<fs::path> asked_for = plugin_folders_of_environment();
  for (const fs::path& folder : plugin_search_path()) {
    try {
      for (Candidate& file : candidates_in(folder)) all.push_back(std::move(file));
    } catch (const fs::filesystem_error& error) {
      // The user named these folders; the others need not exist.
      if (std::find(asked_for.begin(), asked_for.end(), folder) == asked_for.end()) continue;
      all.push_back({folder, false,
                     fmt::format("cannot read the folder {}, named by IGGAN_PLUGIN_PATH: {}",
                                 folder.string(), error.code().message())});
    }
  }
  return all;
}

std::string short_name(const std::string& id) {
  return id.substr(id.rfind('.') + 1);
}

PluginListing listing_of(const Candidate& file) {
  PluginListing listing;
  listing.path = file.path;
  listing.error = file.error;
  if (!file.error.empty()) return listing;
  if (file.program) {
    listing.program = true;
    listing.note = "a program, not run for this list; query it with `iggan renderers info " +
                   plugin_short_name(file.path) + "` or by its path";
    return listing;
  }
  PluginFacts facts = probe_plugin(file.path);
  listing.renderers = std::move(facts.renderers);
  listing.error = std::move(facts.error);
  listing.printed = std::move(facts.printed);
  return listing;
}

void add_note(PluginListing& listing, const std::string& note) {
  listing.note += (listing.note.empty() ? "" : "; ") + note;
}

void note_shadowed(std::vector<PluginListing>& listings) {
  std::map<std::string, fs::path> first;
  for (PluginListing& listing : listings)
    for (const RendererInfo& info : listing.renderers) {
      const auto [found, inserted] = first.emplace(info.id, listing.path);
      if (!inserted) add_note(listing, info.id + " is shadowed by " + found->second.string());
    }
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

/// The library's renderers that a name matches.
std::vector<RendererInfo> fitting(const std::string& name, const PluginListing& listing) {
  std::vector<RendererInfo> fit;
  for (const RendererInfo& info : listing.renderers)
    if (name == info.id || name == short_name(info.id) || name == plugin_short_name(listing.path))
      fit.push_back(info);
  return fit;
}

/// The renderer that the name means; a full id is never ambiguous.
Found chosen(const std::string& name, const std::vector<RendererInfo>& fit) {
  for (const RendererInfo& info : fit)
    if (info.id == name) return {info.library_path, info.id};
  if (fit.size() == 1) return {fit.front().library_path, fit.front().id};
  std::vector<std::string> ids;
  for (const RendererInfo& info : fit)
    ids.push_back(fmt::format("{} ({})", info.id, info.library_path));
  fail<PluginError>("the renderer name \"{}\" matches {} plugins: {}; use the full id", name,
                    fit.size(), fmt::join(ids, ", "));
}

/// The first file in the search path that has this name and contains the renderer; no other file is
/// opened.
std::optional<Found> find_by_file_name(const std::string& name, const std::vector<Candidate>& files,
                                       Log* log) {
  for (const Candidate& file : files) {
    const std::string stem = file.error.empty() ? plugin_short_name(file.path) : "";
    if (file.program && stem == name) return Found{file.path, ""};
    if (file.program || (stem != name && stem != short_name(name))) continue;
    const PluginListing listing = listing_of(file);
    if (!listing.error.empty() && log != nullptr)
      log->warn("skipped, because it cannot be used: {}", listing.error);
    const std::vector<RendererInfo> fit = fitting(name, listing);
    if (!fit.empty()) return chosen(name, fit);
  }
  // The full id may be that of a program, which only the program knows; opening the program
  // verifies it.
  for (const Candidate& file : files)
    if (file.program && plugin_short_name(file.path) == short_name(name))
      return Found{file.path, name};
  return std::nullopt;
}

/// The renderer of that name. Of several libraries with the same id, the first in the search path
/// is used; a name that matches several ids is refused.
Found find_by_name(const std::string& name, Log* log) {
  const std::vector<Candidate> files = candidates();
  if (const auto found = find_by_file_name(name, files, log)) return *found;
  const std::vector<PluginListing> listings = list_plugins();
  std::vector<RendererInfo> fit;
  std::vector<std::string> shadowed;
  for (const PluginListing& listing : listings)
    for (RendererInfo& info : fitting(name, listing)) {
      const bool first = std::none_of(fit.begin(), fit.end(),
                                      [&](const RendererInfo& one) { return one.id == info.id; });
      if (first)
        fit.push_back(std::move(info));
      else
        shadowed.push_back(info.library_path);
    }
  if (fit.empty()) fail_unknown(name, listings);
  Found found = chosen(name, fit);
  if (log != nullptr && !shadowed.empty())
    log->warn("renderer {}: {} {} shadowed by {}", found.id, fmt::join(shadowed, ", "),
              shadowed.size() == 1 ? "is" : "are", found.path.string());
  return found;
}

Found find(const std::string& name, Log* log) {
  if (name.empty())
    fail<PluginError>("the renderer's name is empty; `iggan renderers list` shows the names");
  if (is_plugin_path(name)) return {fs::absolute(name).lexically_normal(), ""};
  return find_by_name(name, log);
}

/// The renderer with that id in a library; for an empty id, the library's only renderer.
template <class Entries, class IdOf>
const auto& pick(const Found& found, const Entries& entries, const IdOf& id_of) {
  if (found.id.empty() && entries.size() == 1) return entries.front();
  std::vector<std::string> ids;
  for (const auto& entry : entries) {
    if (id_of(entry) == found.id) return entry;
    ids.push_back(id_of(entry));
  }
  fail<PluginError>(
      "{} holds {} renderers: add its folder to IGGAN_PLUGIN_PATH and ask for one of {}",
      found.path.string(), ids.size(), fmt::join(ids, ", "));
}

/// @throws PluginError unless the library can be loaded; a child process tries it.
PluginFacts usable_facts(const fs::path& library) {
  PluginFacts facts = probe_plugin(library);
  if (!facts.error.empty()) fail<PluginError>("{}", facts.error);
  return facts;
}

}  // namespace

std::string plugin_short_name(const fs::path& library) {
  const std::string stem = library.stem().string(), suffix = "_renderer";
  const bool ends = stem.size() > suffix.size() &&
                    stem.compare(stem.size() - suffix.size(), suffix.size(), suffix) == 0;
  return ends ? stem.substr(0, stem.size() - suffix.size()) : stem;
}

std::vector<fs::path> plugin_folders_of_environment() {
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

std::vector<fs::path> plugin_search_path() {
  std::vector<fs::path> folders = plugin_folders_of_environment();
  boost::dll::fs::error_code error;
  const fs::path executable = boost::dll::program_location(error);
  if (!error)
    folders.push_back(
        (executable.parent_path() / ".." / "lib" / "iggan" / "plugins").lexically_normal());
  folders.emplace_back(IGGAN_INSTALL_PLUGIN_DIR);
  std::vector<fs::path> unique;
  for (const fs::path& folder : folders)
    if (std::find(unique.begin(), unique.end(), folder) == unique.end()) unique.push_back(folder);
  return unique;
}

std::vector<PluginListing> list_plugins() {
  std::vector<PluginListing> listings;
  std::map<fs::path, fs::path> seen;  // by the targets of links
  for (const Candidate& file : candidates()) {
    std::error_code none;
    const fs::path real = fs::canonical(file.path, none);
    const auto [first, inserted] = seen.emplace(none ? file.path : real, file.path);
    if (!inserted && !file.program && file.error.empty()) {
      PluginListing listing;
      listing.path = file.path;
      listing.note = "the same library as " + first->second.string();
      listings.push_back(std::move(listing));
      continue;
    }
    listings.push_back(listing_of(file));
  }
  note_shadowed(listings);
  return listings;
}

RendererInfo describe_renderer(const std::string& name) {
  const Found found = find(name, nullptr);
  const auto id_of = [](const RendererInfo& info) { return info.id; };
  if (!is_program(found.path)) return pick(found, usable_facts(found.path).renderers, id_of);
  std::vector<RendererInfo> of_program;
  for (const auto& entry : PluginLibrary::open(found.path).entries())
    of_program.push_back(entry.info);
  return pick(found, of_program, id_of);
}

std::unique_ptr<Renderer> open_found(const fs::path& path, const std::string& id,
                                     const RendererRequest& request) {
  PluginLibrary& library = PluginLibrary::open(path, request.isolation);
  const PluginLibrary::Entry& entry =
      pick(Found{path, id}, library.entries(),
           [](const PluginLibrary::Entry& one) { return one.info.id; });
  return std::make_unique<PluginRenderer>(library, entry, request.params, request.thread_budget,
                                          request.log);
}

std::unique_ptr<Renderer> open_renderer(const RendererRequest& request) {
  const Found found = find(request.name, request.log.get());
  const bool program = is_program(found.path);  // already runs in its own process
  if (request.isolation.on && !program)
    return std::make_unique<IsolatedRenderer>(request, found.path, found.id);
  if (!program) (void)usable_facts(found.path);
  return open_found(found.path, found.id, request);
}

}  // namespace iggan
