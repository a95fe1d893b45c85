// Messages of a renderer's process: the lines of a program (its facts, replies and output), those
// of iggan's own host, and a plugin's parameter schema.
#include <iggan/config/json_file.h>
#include <iggan/render/isolation_wire.h>
#include <iggan/render/output_lines.h>
#include <iggan/render/parameter_schema.h>
#include <iggan/render/plugin_probe.h>
#include <iggan/render/program_protocol.h>

#include "fuzz_target.h"

namespace {

using namespace iggan;
using config::Json;

constexpr const char* kSchema =
    R"({"type": "object", "additionalProperties": false, "required": ["samples"], "properties": {
      "samples": {"type": "integer", "minimum": 1, "maximum": 64, "default": 4},
      "engine": {"enum": ["cycles", "workbench"], "default": "cycles"},
      "sizes": {"type": "array", "items": {"type": "number"}, "default": [1]},
      "lens": {"type": "object", "default": {},
               "properties": {"radius": {"type": "number", "default": 0.5}}}}})";

void read_line(const Json& line) {
  (void)fuzz::accepts("renderer.py", [&] {
    const ProgramFacts facts = read_facts(line, "renderer.py");
    fuzz::expect(!facts.id.empty() && !facts.name.empty(), "a renderer has a name");
    (void)fuzz::accepts("renderer.py", [&] {
      (void)complete_parameters(facts.params_schema.dump(), Json::object(), "renderer.py");
    });
  });
  try {
    raise_error(line, 2048);
  } catch (const plugin::Failure&) {
  }
  BatchReply reply;
  if (fuzz::accepts([&] { config::from_json(line, reply, "reply"); }))
    (void)fuzz::accepts("the process", [&] {
      RendererInfo info;
      const Json json = config::parse_json(reply.text, "the process");
      if (fuzz::accepts([&] { config::from_json(json, info, ""); }))
        (void)config::text_of(config::to_json(info));
    });
  PluginFacts facts;
  (void)fuzz::accepts([&] { config::from_json(line, facts, ""); });
}

}  // namespace

namespace iggan::fuzz {

std::vector<std::string> seeds() {
  ProgramFacts facts;
  facts.protocol = kProgramProtocol;
  facts.id = "org.example.height";
  facts.params_schema = Json::parse(kSchema);
  const BatchReply hello{0, Reply::ok, config::to_json(RendererInfo{}).dump()};
  PluginFacts found;
  found.renderers.push_back(RendererInfo{});
  return {config::to_json(facts).dump(),
          config::to_json(hello).dump(),
          config::to_json(found).dump(),
          R"({"job": 3, "reply": "device_lost", "text": "gone"})",
          R"({"job": 3, "error": "no such thing", "kind": "memory"})",
          kSchema,
          R"({"samples": 8, "engine": "workbench", "sizes": [1, 2.5], "lens": {}})"};
}

}  // namespace iggan::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  OutputLines lines;
  const auto sink = [](const std::string& line) { (void)Json(line).dump(); };
  lines.add(text.data(), text.size() / 2, sink);
  lines.add(text.data() + text.size() / 2, text.size() - text.size() / 2, sink);
  lines.flush(sink);
  (void)Json(lines.last_words()).dump();
  Json json;
  if (!fuzz::accepts("the line", [&] { json = config::parse_json(text, "the line"); })) return 0;
  read_line(json);
  (void)fuzz::accepts("a renderer",
                      [&] { (void)complete_parameters(text, Json::object(), "a renderer"); });
  (void)fuzz::accepts("a renderer", [&] {
    const Json completed = complete_parameters(kSchema, json, "a renderer");
    fuzz::expect(complete_parameters(kSchema, completed, "a renderer") == completed,
                 "completed parameters are complete");
  });
  return 0;
}
