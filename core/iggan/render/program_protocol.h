#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <iggan/config/fields.h>
#include <iggan/render/renderer.h>
#include <iggan/render/shared_file.h>
#include <iggan/renderer_plugin_validation.hpp>

/// The protocol between iggan and a program that is a renderer: docs/process_renderer.md.
namespace iggan {

/// The version that iggan speaks.
inline constexpr int kProgramProtocol = 1;

/// A program's first line: its facts.
struct ProgramFacts {
  int protocol = 0;
  std::string id, name, version = "1", vendor = "unknown", license = "NOASSERTION";
  std::vector<std::string> formats{"f32_linear_rgba"}, features;
  Determinism determinism = Determinism::none;
  float max_abs_error = 0;
  int max_width = 4096, max_height = 4096, max_grid_edge = 256, max_lights = 64;
  int max_workers = 0;
  config::Json params_schema = {
      {"type", "object"}, {"additionalProperties", false}, {"properties", config::Json::object()}};

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    visit("protocol", self.protocol, "version of the protocol that it speaks");
    visit("id", self.id, "reverse-DNS");
    visit("name", self.name, "for people; empty: the id");
    visit("version", self.version, "of the renderer");
    visit("vendor", self.vendor, "who made it");
    visit("license", self.license, "SPDX");
    visit("formats", self.formats, "f32_linear_rgba is the only one of this version");
    visit("features", self.features, "lambert: obeys the Lambert promise for parameters {}");
    visit("determinism", self.determinism, "none, near or bitwise");
    visit("max_abs_error", self.max_abs_error, "of near, times max(1, |sample|)",
          config::at_least(0));
    visit("max_width", self.max_width, "pixels", config::at_least(1));
    visit("max_height", self.max_height, "pixels", config::at_least(1));
    visit("max_grid_edge", self.max_grid_edge, "voxels", config::at_least(1));
    visit("max_lights", self.max_lights, "lights of a job", config::at_least(0));
    visit("max_workers", self.max_workers,
          "processes at a time; 0: one for each thread of the budget", config::at_least(0));
    visit("params_schema", self.params_schema, "JSON Schema, as for a plugin");
  }
};

/// @param path  the program, for messages.
/// @throws PluginError for invalid facts, or a different version.
[[nodiscard]] ProgramFacts read_facts(const config::Json& line, const std::string& path);

/// The request that creates the renderer.
[[nodiscard]] std::string create_line(const config::Json& params, int threads);

/// Writes a job's voxels into the memory, and NaN where the pixels go.
/// @param pixels_at  set to the offset of the pixels: float32 [height, width, 4].
/// @return the request, without its number.
[[nodiscard]] config::Json write_job(SharedFile& memory, const plugin::Job& job,
                                     std::uint64_t& pixels_at);

/// Throws the error in a reply, if there is one. Unknown keys in a reply are ignored.
/// @param memory_mib  the limit of the process, for messages; 0: none.
/// @throws plugin::Failure.
void raise_error(const config::Json& reply, std::uint64_t memory_mib);

}  // namespace iggan
