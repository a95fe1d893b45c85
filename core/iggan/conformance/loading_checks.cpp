#include <algorithm>
#include <cmath>
#include <cstring>
#include <ctime>
#include <set>
#include <thread>

#include <dlfcn.h>

#include <iggan/base/rng.h>
#include <iggan/base/sanitizer.h>
#include <iggan/conformance/check.h>
#include <iggan/conformance/process_state.h>
#include <iggan/render/info_fault.h>
#include <iggan/render/parameter_schema.h>
#include <iggan/render/plugin_renderer.h>
#include <iggan/render/program_file.h>

namespace iggan::conformance {
namespace {

using config::Json;

void skip_program(CheckContext& context) {
  if (is_program(context.request().library))
    skip_check("a program is run, not loaded, and iggan speaks the ABI for it");
}

void opens(CheckContext& context) {
  const Subject& subject = context.subject();  // the failure names what is missing
  if (!is_program(context.request().library)) return;
  // A script that lacks a module would fail every check in the same words.
  Instance instance(subject, context.params());
  AbiScene scene = small_scene();
  instance.draw(scene);
}

void symbols(CheckContext& context) {
  skip_program(context);
  (void)context.subject();  // fails with the loader's message if it cannot be loaded
  std::string foreign;
  int count = 0;
  for (const std::string& name : exported_symbols(context.request().library)) {
    // Instantiations of C++ library templates are weak symbols, shared by design; no host looks
    // them up by name.
    if (name == "iggan_abi_version" || name == "iggan_plugin_v1" || name.rfind("_Z", 0) == 0 ||
        name == "_init" || name == "_fini")
      continue;
    if (++count <= 3) foreign += (count > 1 ? ", " : "") + name;
  }
  if (count > 0)
    warn_check("expected no export but iggan_abi_version and iggan_plugin_v1, got {} more: {}{}",
               count, foreign, count > 3 ? " ..." : "");
}

void quiet(CheckContext& context) {
  skip_program(context);
  const std::size_t threads = thread_count();
  const auto descriptors = open_descriptors();
  std::string output;
  double milliseconds = 0;
  {
    OutputCapture capture;
    const std::clock_t start = std::clock();  // processor time, since the machine may be busy
    const Subject& subject = context.subject();
    for (std::uint32_t i = 0; i < subject.table().renderer_count; ++i)
      (void)subject.table().get_info(i);
    milliseconds = 1e3 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    output = capture.text();
  }
  const std::size_t now = settled_thread_count(threads);
  expect(now <= threads, "expected loading to start no thread, got {} more",
         now - std::min(now, threads));
  for (const std::string& open : open_descriptors())
    expect(descriptors.count(open) > 0, "expected no descriptor left open by loading, got {}",
           open);
  expect(output.empty(), "expected no output while loading, got \"{}\"", output.substr(0, 100));
  if (milliseconds > 100)
    warn_check("expected loading and get_info in under 100 ms, got {:.0f} ms", milliseconds);
}

void info_table(CheckContext& context) {
  const Subject& subject = context.subject();
  const iggan_plugin& table = subject.table();
  for (const std::uint32_t beyond : {table.renderer_count, table.renderer_count + 7, 0xFFFFFFFFu})
    expect(table.get_info(beyond) == nullptr,
           "expected NULL from get_info({}) with {} renderers, got a struct", beyond,
           table.renderer_count);
  std::set<std::string> ids;
  for (std::uint32_t i = 0; i < table.renderer_count; ++i) {
    const iggan_info* info = table.get_info(i);
    expect(info != nullptr && info == table.get_info(i),
           "expected the same pointer from get_info({}) each time, got another", i);
    expect(info->id != nullptr && *info->id != '\0', "expected an id for renderer {}, got none", i);
    expect(ids.insert(info->id).second, "expected ids that differ, got \"{}\" twice", info->id);
  }
  const iggan_info& info = subject.info();
  const std::string fault = info_fault(info);
  expect(fault.empty(), "{}", fault);
  for (const auto& [text, name] :
       {std::pair{info.name, "name"}, std::pair{info.vendor, "vendor"},
        std::pair{info.version, "version"}, std::pair{info.license_spdx, "license_spdx"},
        std::pair{info.params_schema, "params_schema"}})
    expect(text != nullptr && *text != '\0', "expected a non-empty string in info.{}, got {}", name,
           text == nullptr ? "NULL" : "none");
  expect((info.formats & IGGAN_FORMAT_BIT(IGGAN_F32, IGGAN_LINEAR, 4)) != 0,
         "expected float32 linear RGBA among the formats, got the mask {:#x}", info.formats);
  expect(info.thread_model <= IGGAN_THREAD_AFFINE, "expected a thread model up to 3, got {}",
         info.thread_model);
  expect(info.determinism <= IGGAN_DET_BITWISE, "expected determinism to be at most 2, got {}",
         info.determinism);
  expect(std::isfinite(info.max_abs_error) && info.max_abs_error >= 0,
         "expected max_abs_error of at least 0, got {}", info.max_abs_error);
  const Instance instance(subject, context.params());
  expect(table.get_extension(instance.get(), "com.example.nothing/1") == nullptr,
         "expected NULL for an unknown extension, got a pointer");
}

Json schema_of(CheckContext& context) {
  const Json schema = Json::parse(context.subject().info().params_schema, nullptr, false);
  expect(schema.is_object(), "expected info.params_schema to be a JSON object, got other text");
  return schema;
}

void schema(CheckContext& context) {
  std::string completed;
  try {
    completed = complete_parameters(schema_of(context).dump(), Json::object(), "info").dump();
  } catch (const Error& error) {
    fail_check("{}", error.what());
  }
  const Instance empty(context.subject(), "{}"), whole(context.subject(), completed),
      asked(context.subject(), context.params());
}

/// Tries to create an instance, and expects a refusal that leaves nothing behind.
void expect_refused(const Subject& subject, const std::string& id, const std::string& params,
                    iggan_status wanted, const std::string& what, const std::string& named = "") {
  HostCall call;
  const iggan_create_info info{sizeof info, 1, id.c_str(), params.c_str()};
  iggan_renderer* out = reinterpret_cast<iggan_renderer*>(&call);  // must become NULL
  const iggan_status status = subject.table().create(&info, call.get(), &out);
  if (status == IGGAN_OK && out != nullptr) subject.table().destroy(out);
  expect(status == wanted, "{}: expected {} from create, got {}{}", what, status_name(wanted),
         status_name(status), call.words());
  expect(out == nullptr, "{}: expected *out to become NULL, got another pointer", what);
  expect(!call.text().empty(), "{}: expected an error text that says why, got none", what);
  expect(call.text().find(named) != std::string::npos,
         "{}: expected an error text that names \"{}\", got \"{}\"", what, named, call.text());
}

void unknown_id(CheckContext& context) {
  const std::string id = context.subject().info().id;
  std::set<std::string> known;
  for (std::uint32_t i = 0; i < context.subject().table().renderer_count; ++i)
    known.insert(context.subject().table().get_info(i)->id);
  for (const std::string& wrong : {std::string("com.example.nobody"), id + "x", id + " ",
                                   id.substr(0, id.size() - 1), std::string()})
    if (known.count(wrong) == 0)
      expect_refused(context.subject(), wrong, "{}", IGGAN_E_NOT_FOUND, "the id \"" + wrong + "\"");
}

void bad_parameters(CheckContext& context) {
  const Subject& subject = context.subject();
  const auto refuse = [&](const std::string& params, const std::string& what,
                          const std::string& named = "") {
    expect_refused(subject, subject.info().id, params, IGGAN_E_INVALID, what, named);
  };
  refuse(R"({"no_such_parameter": 1})", "an unknown parameter", "no_such_parameter");
  refuse("[1]", "an array instead of an object");
  refuse("", "an empty string");
  refuse("{", "a truncated object");
  refuse("{} x", "text after the object");
  refuse("{\"a\": \"\xC3", "truncated UTF-8");
  Rng rng(context.request().seed);
  std::string noise(1 << 20, 'x');
  for (char& c : noise) c = static_cast<char>(1 + rng.below(255));
  refuse(noise, "a megabyte of random bytes");
  refuse(std::string(100000, '['), "100,000 open brackets");
  const Json schema = schema_of(context);
  const Json properties = schema.value("properties", Json::object());
  for (const auto& item : properties.items()) {
    const std::string key = Json(item.key()).dump(), type = item.value().value("type", "");
    const auto refuse_value = [&](const std::string& value) {
      refuse("{" + key + ": " + value + "}", item.key() + " = " + value, item.key());
    };
    for (const char* value : {"null", "[[]]"}) refuse_value(value);
    for (const char* value :
         {"NaN", "1e999"})  // not JSON, so a parser may stop before it sees the key
      refuse("{" + key + ": " + value + "}", item.key() + " = " + value);
    refuse_value(type == "string" ? "3" : "\"text\"");
    if (type == "integer") refuse_value("1.5");
    for (const auto& [bound, step] : {std::pair{"minimum", -1}, std::pair{"maximum", 1}})
      if (item.value().contains(bound) && item.value()[bound].is_number_integer()) {
        const auto beyond = item.value()[bound].get<std::int64_t>() + step;
        refuse_value(std::to_string(beyond));
      }
    if (item.value().contains("enum")) refuse_value("\"no such choice\"");
    if (const Json* most = config::find_key(item.value(), "maxItems");
        most != nullptr && most->is_number_unsigned() && *most < 1000)
      refuse_value(Json(std::vector<double>(most->get<std::size_t>() + 1, 0.0)).dump());
  }
}

/// The choices of a parameter, or its bounds.
std::vector<Json> values_to_try(const Json& parameter) {
  std::vector<Json> values;
  if (parameter.contains("enum") && parameter["enum"].is_array())
    values.assign(parameter["enum"].begin(), parameter["enum"].end());
  if (parameter.value("type", "") == "boolean") values = {true, false};
  for (const char* bound : {"minimum", "maximum"})
    if (parameter.contains(bound)) values.push_back(parameter[bound]);
  return values;
}

void each_value(CheckContext& context) {
  AbiScene scene = small_scene(0, 8), empty = small_scene(0, 8);
  std::fill(empty.occupancy.begin(), empty.occupancy.end(), std::uint8_t{0});
  const Json schema = schema_of(context), given = Json::parse(context.params());
  const Json properties = schema.value("properties", Json::object());
  for (const auto& item : properties.items())
    for (const Json& value : values_to_try(item.value())) {
      if (value == item.value().value("default", Json())) continue;
      if (!context.has_time()) return;
      Json params = given;
      params[item.key()] = value;
      const auto instance = Instance::unless_refused(context.subject(), params.dump());
      if (!instance) continue;
      for (AbiScene* drawn : {&empty, &scene}) {
        instance->draw(*drawn);
        expect_finite(*drawn, (drawn == &empty ? "an empty grid with " : "a small scene with ") +
                                  params.dump());
      }
    }
}

void many(CheckContext& context) {
  const Subject& subject = context.subject();
  subject.table().destroy(nullptr);
  AbiScene scene = small_scene(0, 8);
  const auto cycle = [&] {
    Instance instance(subject, context.params(), 2);
    instance.draw(scene);
  };
  constexpr int kWarmUp = 200, kCycles = 800;
  for (int i = 0; i < kWarmUp && context.has_time(0.7); ++i) cycle();
  const std::size_t threads = thread_count(), memory = private_bytes();
  const auto descriptors = open_descriptors();
  int cycles = 0;
  while (cycles < kCycles && context.has_time()) {
    cycle();
    ++cycles;
  }
  if (cycles < 20)
    skip_check("{} cycles in the time allowed are too few to tell; give a longer --timeout",
               cycles);
  const std::size_t left = settled_thread_count(threads);
  expect(left <= threads, "expected no more threads after {} cycles, got {} more", cycles,
         left - std::min(left, threads));
  for (const std::string& open : open_descriptors())
    expect(descriptors.count(open) > 0, "expected no descriptor left open by a cycle, got {}",
           open);
  if (kSanitized) return;  // a sanitizer keeps freed memory
  const std::size_t now = private_bytes(), grown = now > memory ? now - memory : 0;
  expect(grown < std::size_t{256} * kCycles,
         "expected memory to level out over {} cycles of create, render and destroy, got {} bytes "
         "more per cycle",
         cycles, grown / static_cast<std::size_t>(cycles));
}

void two_instances(CheckContext& context) {
  AbiScene expected = small_scene();
  {
    Instance lone(context.subject(), context.params());
    lone.draw(expected);
  }
  for (const bool first_goes : {true, false}) {
    auto a = std::make_unique<Instance>(context.subject(), context.params());
    auto b = std::make_unique<Instance>(context.subject(), context.params());
    (first_goes ? a : b).reset();
    AbiScene scene = small_scene();
    (first_goes ? b : a)->draw(scene);
    if (context.deterministic())
      context.expect_equal(expected, scene, "an instance whose sibling was destroyed");
  }
  if (context.subject().info().thread_model == IGGAN_THREAD_AFFINE) return;
  auto instance = std::make_unique<Instance>(context.subject(), context.params());
  std::thread([&] { instance->destroy(); }).join();
}

void live_instance(CheckContext& context) {
  Instance instance(context.subject(), context.params(), 2);
  AbiScene scene = small_scene(0, 64);
  instance.draw(scene);
  instance.abandon();  // the process now ends with exit(), and must have status 0
}

}  // namespace

CheckTable loading_checks() {
  return {
      {kFirstCheck,
       "the library can be loaded and has a complete table, or the program draws a picture; "
       "otherwise no other check is run",
       "Symbols and versions: iggan_abi_version, iggan_plugin_v1 and its table of five functions; "
       "for a program: docs/process_renderer.md",
       opens},
      {"load.symbols", "what the library exports",
       "Symbols and versions: a plugin exports two symbols and hides the rest", symbols},
      {"load.quiet", "loading and get_info have no side effects",
       "Symbols and versions: loading starts no thread, opens no file and prints nothing", quiet},
      {"info.table", "what the plugin says about itself",
       "The functions, get_info: a static iggan_info, or NULL past the end; float32 linear RGBA "
       "is offered",
       info_table},
      {"info.schema", "the schema of the parameters, and create with {}",
       "The functions, get_info: additionalProperties false and a default for every property",
       schema},
      {"create.unknown_id", "ids that the library does not have",
       "The functions, create: renderer_id is compared exactly; an unknown one is NOT_FOUND, and "
       "*out is NULL",
       unknown_id},
      {"create.bad_parameters", "parameters that the schema refuses",
       "The functions, get_info: unknown keys and wrong types are errors whose text names the "
       "key; text that is not JSON is an error",
       bad_parameters},
      {"create.each_value",
       "each choice and bound of a parameter, one at a time, with an empty grid and a small scene",
       "The functions, get_info: every value that the schema accepts works, or create refuses it",
       each_value},
      {"create.many", "a thousand cycles of create, render and destroy; destroy(NULL)",
       "The functions, destroy: accepts NULL and leaves nothing behind", many},
      {"create.two_instances", "two instances, destroyed in either order, on another thread",
       "The functions, create: instances are independent of each other", two_instances},
      {"exit.live_instance", "the process exits while an instance lives",
       "Manners: a library is never unloaded once it has created an instance", live_instance},
  };
}

}  // namespace iggan::conformance
