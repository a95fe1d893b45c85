#include <iggan/render/plugin_library.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <set>

#include <dlfcn.h>
#include <boost/dll/shared_library.hpp>

#include <iggan/base/error.h>
#include <iggan/render/parameter_schema.h>
#include <iggan/render/plugin_scope.h>
#include <iggan/render/program_file.h>
#include <iggan/render/program_plugin.h>

namespace iggan {
namespace fs = std::filesystem;

namespace {

// The sizes of ABI 1.0, frozen: later minor versions only append.
constexpr std::size_t kPluginSize10 = offsetof(iggan_plugin, get_extension) + sizeof(void*);
constexpr std::size_t kInfoSize10 = offsetof(iggan_info, params_schema) + sizeof(const char*);

std::string loader_words() {
  const char* words = ::dlerror();
  return words ? words : "the loader gives no reason";
}

template <class Struct>
Struct read_struct(const Struct* given, std::size_t minimum, const fs::path& path,
                   const char* what) {
  if (given->struct_size < minimum)
    fail<PluginError>("{}: its {} says it has {} bytes, but ABI 1.0 has {}; rebuild the plugin",
                      path.string(), what, given->struct_size, minimum);
  Struct copy{};
  std::memcpy(&copy, given, std::min<std::size_t>(given->struct_size, sizeof(Struct)));
  return copy;
}

template <class Function>
Function* symbol(const boost::dll::shared_library& library, const fs::path& path,
                 const char* name) {
  ::dlerror();
  if (!library.has(name)) {
    const std::string words = loader_words();
    fail<PluginError>(
        "{} is not an iggan renderer plugin: it does not export {} ({}); a plugin exports "
        "iggan_abi_version and iggan_plugin_v1",
        path.string(), name, words);
  }
  return &library.get<Function>(name);
}

PluginLibrary::Entry read_entry(const iggan_plugin& functions, std::uint32_t index,
                                const fs::path& path) {
  const iggan_info* given = functions.get_info(index);
  if (!given)
    fail<PluginError>("{}: it announces {} renderers but describes only {}", path.string(),
                      functions.renderer_count, index);
  const iggan_info info = read_struct(given, kInfoSize10, path, "iggan_info");
  const auto text = [](const char* words) { return std::string(words ? words : ""); };
  if (text(info.id).empty())
    fail<PluginError>("{}: its renderer {} has no id", path.string(), index);
  if (!(info.formats & IGGAN_FORMAT_BIT(IGGAN_F32, IGGAN_LINEAR, 4u)))
    fail<PluginError>(
        "{}: its renderer {} does not offer float32 linear RGBA, which every renderer must",
        path.string(), info.id);
  if (info.thread_model > IGGAN_THREAD_AFFINE)
    fail<PluginError>("{}: its renderer {} declares the thread model {}, unknown to this host",
                      path.string(), info.id, info.thread_model);
  check_parameter_schema(text(info.params_schema), path.string() + ": its renderer " + info.id);
  const auto limit = [](std::uint32_t value) {
    return static_cast<int>(std::min<std::uint32_t>(value, 0x7fffffffu));
  };
  PluginLibrary::Entry entry;
  entry.thread_model = static_cast<ThreadModel>(info.thread_model);
  RendererInfo& out = entry.info;
  out.id = info.id;
  out.name = text(info.name);
  out.vendor = text(info.vendor);
  out.version = text(info.version);
  out.license = text(info.license_spdx);
  out.params_schema = text(info.params_schema);
  out.library_path = path.string();
  out.thread_model = to_string(entry.thread_model);
  out.determinism = static_cast<Determinism>(std::min(info.determinism, IGGAN_DET_BITWISE));
  out.max_abs_error = info.max_abs_error;
  out.formats = info.formats;
  out.features = info.features;
  out.max_width = limit(info.max_width);
  out.max_height = limit(info.max_height);
  out.max_grid_edge = limit(info.max_grid_edge);
  out.max_lights = limit(info.max_lights);
  return entry;
}

/// Loads the library and checks its version before anything else in it is used.
const iggan_plugin& negotiate(const boost::dll::shared_library& library, const fs::path& path) {
  const std::uint32_t version = symbol<std::uint32_t()>(library, path, "iggan_abi_version")();
  if (version >> 16 != IGGAN_ABI_MAJOR)
    fail<PluginError>(
        "{}: the plugin has ABI {}.{} and this host has {}.{}; the major versions must be equal: "
        "rebuild the plugin with this host's renderer_abi.h",
        path.string(), version >> 16, version & 0xffffu, IGGAN_ABI_MAJOR, IGGAN_ABI_MINOR);
  const iggan_plugin* table = symbol<const iggan_plugin*()>(library, path, "iggan_plugin_v1")();
  if (!table) fail<PluginError>("{}: iggan_plugin_v1 returned nothing", path.string());
  return *table;
}

}  // namespace

PluginLibrary::PluginLibrary(fs::path path, const iggan_plugin& table) : path_(std::move(path)) {
  functions_ = read_struct(&table, kPluginSize10, path_, "iggan_plugin");
  const auto require = [this](bool there, const char* function) {
    if (!there)
      fail<PluginError>("{}: {} is missing from its iggan_plugin; every plugin needs it",
                        path_.string(), function);
  };
  require(functions_.get_info != nullptr, "get_info");
  require(functions_.create != nullptr, "create");
  require(functions_.destroy != nullptr, "destroy");
  require(functions_.render_batch != nullptr, "render_batch");
  require(functions_.get_extension != nullptr, "get_extension");
  if (functions_.renderer_count == 0)
    fail<PluginError>("{}: the plugin holds no renderer", path_.string());
  std::set<std::string> ids;
  for (std::uint32_t i = 0; i < functions_.renderer_count; ++i) {
    entries_.push_back(read_entry(functions_, i, path_));
    if (!ids.insert(entries_.back().info.id).second)
      fail<PluginError>("{}: two of its renderers have the id {}", path_.string(),
                        entries_.back().info.id);
  }
}

PluginLibrary& PluginLibrary::open(const fs::path& path, const Isolation& isolation) {
  // Deliberately process-wide and never freed: a PROCESS_SERIAL plugin needs one lock for all its
  // users, and no library may be unloaded. The key is the plugin's own table, because links can
  // give one library several paths.
  static auto& mutex = *new std::mutex;
  static auto& opened = *new std::map<const iggan_plugin*, PluginLibrary*>;
  static auto& handles = *new std::vector<boost::dll::shared_library>;

  const fs::path absolute = fs::absolute(path).lexically_normal();
  const std::lock_guard lock(mutex);
  const PluginScope scope;
  boost::dll::shared_library library;
  const auto load = [&]() -> const iggan_plugin& {
    boost::dll::fs::error_code error;
    try {
      library.load(absolute, boost::dll::load_mode::rtld_now | boost::dll::load_mode::rtld_local,
                   error);
    } catch (const std::exception& thrown) {  // from code that the library runs when it is loaded
      fail<PluginError>("cannot load the plugin {}: it threw an exception: {}", absolute.string(),
                        thrown.what());
    }
    if (error) {
      const std::string words = loader_words(), advice = advice_for_program(absolute);
      if (!advice.empty()) fail<PluginError>("{}", advice);
      fail<PluginError>("cannot load the plugin {}: {}", absolute.string(), words);
    }
    return negotiate(library, absolute);
  };
  const iggan_plugin& table = is_program(absolute) ? program_plugin(absolute, isolation) : load();
  const auto found = opened.find(&table);
  if (found != opened.end()) return *found->second;
  PluginLibrary* added = new PluginLibrary(absolute, table);
  opened.emplace(&table, added);
  if (library.is_loaded()) handles.push_back(std::move(library));
  return *added;
}

}  // namespace iggan
