#include <iggan/conformance/subject.h>

#include <algorithm>
#include <chrono>
#include <cstring>

#include <dlfcn.h>

#include <iggan/conformance/finding.h>
#include <iggan/render/plugin_renderer.h>
#include <iggan/render/program_file.h>
#include <iggan/render/program_plugin.h>

namespace iggan::conformance {
namespace {

template <class Struct>
Struct read_struct(const Struct* given, std::uint32_t minimum, const char* what) {
  expect(given != nullptr, "expected an {}, got NULL", what);
  expect(given->struct_size >= minimum, "expected {}.struct_size of at least {}, got {}", what,
         minimum, given->struct_size);
  Struct copy{};
  std::memcpy(&copy, given, std::min<std::size_t>(given->struct_size, sizeof(Struct)));
  return copy;
}

/// The table of the library, or of a program as a plugin; fails the check if there is none.
const iggan_plugin* plugin_table(const std::string& path) {
  if (is_program(path)) return &program_plugin(path);
  void* library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    const char* words = ::dlerror();
    const std::string advice = advice_for_program(path);
    expect(advice.empty(), "{}", advice);
    fail_check("cannot load {}: {}", path, words == nullptr ? "no reason given" : words);
  }
  const auto version =
      reinterpret_cast<decltype(&iggan_abi_version)>(::dlsym(library, "iggan_abi_version"));
  const auto entry =
      reinterpret_cast<decltype(&iggan_plugin_v1)>(::dlsym(library, "iggan_plugin_v1"));
  expect(version != nullptr && entry != nullptr,
         "expected the exports iggan_abi_version and iggan_plugin_v1, got {}",
         version != nullptr ? "only iggan_abi_version"
         : entry != nullptr ? "only iggan_plugin_v1"
                            : "neither");
  expect(version() >> 16 == IGGAN_ABI_MAJOR, "expected ABI {}.x, got {}.{}", IGGAN_ABI_MAJOR,
         version() >> 16, version() & 0xFFFF);
  return entry();
}

std::int64_t nanoseconds() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace

HostCall::HostCall() {
  call_.struct_size = sizeof call_;
  call_.error_text = text_;
  call_.error_capacity = sizeof text_;
  call_.ctx = this;
  call_.should_stop = [](void* ctx) noexcept -> std::int32_t {
    auto& host = *static_cast<HostCall*>(ctx);
    const int poll = host.polls++;
    const int last = host.stop_after;
    if (last < 0 || poll < last) return IGGAN_OK;
    std::int64_t never = 0;
    host.stopped_at_.compare_exchange_strong(never, nanoseconds());
    return host.stop_code;
  };
  call_.log = [](void* ctx, std::int32_t, const char*) noexcept {
    ++static_cast<HostCall*>(ctx)->lines;
  };
}

double HostCall::milliseconds_since_stop() const {
  return stopped_at_ == 0 ? -1 : 1e-6 * static_cast<double>(nanoseconds() - stopped_at_);
}

std::string HostCall::text() const {
  return std::string(text_, ::strnlen(text_, sizeof text_));
}

std::string HostCall::words() const {
  const std::string words = text();
  return words.empty() ? "" : " (\"" + words + "\")";
}

Subject::Subject(std::string path, const std::string& id) : path_(std::move(path)) {
  table_ = read_struct(plugin_table(path_), IGGAN_PLUGIN_SIZE_1_0, "iggan_plugin");
  expect(table_.get_info != nullptr && table_.create != nullptr && table_.destroy != nullptr &&
             table_.render_batch != nullptr && table_.get_extension != nullptr,
         "expected five functions in iggan_plugin, got a NULL among them");
  expect(table_.renderer_count > 0, "expected a renderer in the library, got none");
  for (std::uint32_t i = 0; i < table_.renderer_count; ++i) {
    info_ = read_struct(table_.get_info(i), IGGAN_INFO_SIZE_1_0, "iggan_info");
    if (id.empty() || (info_.id != nullptr && id == info_.id)) return;
  }
  fail_check("expected a renderer \"{}\" in the library, got none with that id", id);
}

namespace {

/// @param may_refuse  whether INVALID is an answer. @return nullptr then.
iggan_renderer* created(const Subject& subject, const std::string& params,
                        std::uint32_t thread_budget, bool may_refuse) {
  const iggan_create_info info{sizeof info, thread_budget, subject.info().id, params.c_str()};
  HostCall call;
  iggan_renderer* renderer = nullptr;
  const iggan_status status = subject.table().create(&info, call.get(), &renderer);
  if (may_refuse && status == IGGAN_E_INVALID && renderer == nullptr) return nullptr;
  expect(status == IGGAN_OK, "expected create with {} to succeed, got {}{}", params,
         status_name(status), call.words());
  expect(renderer != nullptr, "expected an instance from create, got NULL with IGGAN_OK");
  return renderer;
}

}  // namespace

Instance::Instance(const Subject& subject, const std::string& params, std::uint32_t thread_budget)
    : Instance(subject, created(subject, params, thread_budget, /*may_refuse=*/false)) {}

std::unique_ptr<Instance> Instance::unless_refused(const Subject& subject,
                                                   const std::string& params) {
  iggan_renderer* renderer = created(subject, params, 1, /*may_refuse=*/true);
  return std::unique_ptr<Instance>(renderer == nullptr ? nullptr : new Instance(subject, renderer));
}

Instance::~Instance() {
  destroy();
}

void Instance::destroy() {
  if (renderer_ != nullptr) subject_.table().destroy(renderer_);
  renderer_ = nullptr;
}

iggan_status Instance::render(const iggan_job* jobs, std::size_t count, std::uint32_t stride,
                              HostCall& call) {
  statuses.assign(count, -1);
  return subject_.table().render_batch(renderer_, jobs, static_cast<std::uint32_t>(count), stride,
                                       statuses.data(), call.get());
}

void Instance::draw(const std::vector<iggan_job>& jobs) {
  HostCall call;
  const iggan_status status = render(jobs, call);
  expect(status == IGGAN_OK, "expected a valid batch of {} to be rendered, got {}{}", jobs.size(),
         status_name(status), call.words());
  for (std::size_t i = 0; i < jobs.size(); ++i)
    expect(statuses[i] == IGGAN_OK, "expected the status OK for job {} of {}, got {}", i,
           jobs.size(), status_name(statuses[i]));
}

}  // namespace iggan::conformance
