#include <iggan/render/program_protocol.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include <iggan/base/error.h>
#include <iggan/console/quantities.h>
#include <iggan/render/parameter_schema.h>

namespace iggan {
namespace {

using config::Json;

constexpr const char* kOnlyFormat = "f32_linear_rgba";

template <std::size_t count>
Json json_array(const float (&values)[count], std::size_t used = count) {
  Json array = Json::array();
  for (std::size_t i = 0; i < used; ++i) array.push_back(values[i]);
  return array;
}

/// The voxels in the protocol's form: dense, x fastest, 0 or 1.
std::vector<unsigned char> dense_occupancy(const iggan_grid& grid) {
  std::vector<unsigned char> dense(std::size_t(grid.nx) * grid.ny * grid.nz);
  unsigned char* to = dense.data();
  for (std::uint32_t k = 0; k < grid.nz; ++k)
    for (std::uint32_t j = 0; j < grid.ny; ++j) {
      const unsigned char* row = grid.occupancy + k * grid.occ_stride[2] + j * grid.occ_stride[1];
      for (std::uint32_t i = 0; i < grid.nx; ++i) *to++ = row[i * grid.occ_stride[0]] != 0;
    }
  return dense;
}

std::vector<unsigned char> dense_albedo(const iggan_grid& grid) {
  std::vector<unsigned char> dense(3 * std::size_t(grid.nx) * grid.ny * grid.nz);
  unsigned char* to = dense.data();
  const std::int64_t* stride = grid.albedo_stride;
  for (std::uint32_t k = 0; k < grid.nz; ++k)
    for (std::uint32_t j = 0; j < grid.ny; ++j)
      for (std::uint32_t i = 0; i < grid.nx; ++i)
        for (std::uint32_t c = 0; c < 3; ++c)
          *to++ = grid.albedo[k * stride[2] + j * stride[1] + i * stride[0] + c * stride[3]];
  return dense;
}

Json json_of(const iggan_camera& camera) {
  return {{"kind", camera.kind == IGGAN_CAMERA_PERSPECTIVE ? "perspective" : "orthographic"},
          {"to_world", json_array(camera.to_world)},
          {"yfov", camera.yfov},
          {"ymag", camera.ymag},
          {"znear", camera.znear},
          {"zfar", camera.zfar}};
}

Json json_of(const iggan_light& light) {
  constexpr const char* kKinds[] = {"", "ambient", "directional", "point"};
  Json json{{"kind", kKinds[light.kind]}, {"rgb", json_array(light.rgb, 3)}};
  if (light.kind != IGGAN_LIGHT_AMBIENT) json["vec"] = json_array(light.vec, 3);
  return json;
}

}  // namespace

ProgramFacts read_facts(const Json& line, const std::string& path) {
  const Json* protocol = config::find_key(line, "protocol");
  if (protocol == nullptr || !protocol->is_number_integer())
    fail<PluginError>(
        "{}: its first line has no number \"protocol\": {}; docs/process_renderer.md says how a "
        "program becomes a renderer",
        path, line.dump().substr(0, 200));
  if (*protocol != kProgramProtocol)
    fail<PluginError>("{}: it speaks version {} of the protocol, but this iggan speaks version {}",
                      path, protocol->dump(), kProgramProtocol);
  ProgramFacts facts;
  try {
    config::from_json(line, facts, "");
  } catch (const ConfigError& error) {
    fail<PluginError>("{}: in its facts, {}", path, error.what());
  }
  if (facts.id.empty()) fail<PluginError>("{}: it gives no id", path);
  if (facts.name.empty()) facts.name = facts.id;
  if (std::find(facts.formats.begin(), facts.formats.end(), kOnlyFormat) == facts.formats.end())
    fail<PluginError>("{}: it does not offer the format {}, which every program must", path,
                      kOnlyFormat);
  check_parameter_schema(facts.params_schema.dump(), path);
  return facts;
}

std::string create_line(const Json& params, int threads) {
  return Json{{"create", {{"params", params}, {"threads", threads}}}}.dump();
}

Json write_job(SharedFile& memory, const plugin::Job& job, std::uint64_t& pixels_at) {
  const iggan_grid& grid = job.grid;
  const std::uint64_t cells = std::uint64_t(grid.nx) * grid.ny * grid.nz;
  const std::size_t floats = 4 * std::size_t(job.canvas.width()) * job.canvas.height();
  const auto aligned = [](std::uint64_t at) { return (at + 63) / 64 * 64; };
  const std::uint64_t albedo_at = aligned(cells);
  pixels_at = aligned(albedo_at + (grid.albedo == nullptr ? 0 : 3 * cells));
  memory.grow(pixels_at + floats * sizeof(float));
  memory.write(0, dense_occupancy(grid).data(), cells);
  if (grid.albedo != nullptr) memory.write(albedo_at, dense_albedo(grid).data(), 3 * cells);
  // NaN reveals the samples that the program does not write.
  const std::vector<float> unset(floats, std::numeric_limits<float>::quiet_NaN());
  memory.write(pixels_at, unset.data(), floats * sizeof(float));
  Json lights = Json::array();
  for (const iggan_light& light : job.lights) lights.push_back(json_of(light));
  return {{"width", job.canvas.width()},
          {"height", job.canvas.height()},
          {"pixels", pixels_at},
          {"memory", memory.size()},
          {"grid",
           {{"size", {grid.nx, grid.ny, grid.nz}},
            {"occupancy", 0},
            {"albedo", grid.albedo == nullptr ? Json() : Json(albedo_at)},
            {"default_albedo", json_array(grid.default_albedo, 3)},
            {"to_world", json_array(grid.to_world)}}},
          {"camera", json_of(job.camera)},
          {"lights", std::move(lights)},
          {"seed", job.seed}};
}

void raise_error(const Json& reply, std::uint64_t memory_mib) {
  const Json* error = config::find_key(reply, "error");
  if (error == nullptr || error->is_null()) return;
  const Json* kind = config::find_key(reply, "kind");
  const bool memory = kind != nullptr && *kind == "memory";
  std::string text = error->is_string() ? error->get<std::string>() : error->dump();
  if (memory && memory_mib > 0)
    text +=
        fmt::format(" (iggan lets each process have {} MiB of data: training.isolate_memory_mib)",
                    grouped(std::int64_t(memory_mib)));
  const bool refused = kind != nullptr && *kind == "parameters";
  throw plugin::Failure(memory    ? IGGAN_E_MEMORY
                        : refused ? IGGAN_E_INVALID
                                  : IGGAN_E_INTERNAL,
                        text);
}

}  // namespace iggan
