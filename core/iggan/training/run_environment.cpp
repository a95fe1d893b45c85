#include <iggan/training/run_environment.h>

#include <torch/version.h>

#include <iggan/config/json_file.h>
#include <iggan/pictures/picture_maker.h>

namespace iggan {

RunEnvironment environment_of(const Compute& compute, const RendererInfo& renderer,
                              const PictureSet& pictures) {
  return {TORCH_VERSION,    compute.device.str(), compute.threads,
          compute.bfloat16, origin_of(renderer),  pictures.sha256};
}

void record_environment(const RunFolder& run, const RunEnvironment& now, Log& log) {
  const auto path = run.file("environment.json");
  const config::Json after = config::to_json(now), flat = after.flatten();
  if (std::filesystem::exists(path)) {
    try {
      const config::Json json = config::read_json(path);
      const config::Json before = json.is_object() ? json.flatten() : config::Json::object();
      for (const auto& [key, value] : flat.items())
        if (before.contains(key) && before[key] != value)
          log.warn("{} was {} before and is {} now: the run continues, but not bit-identically",
                   key, config::line_of(before[key]), config::line_of(value));
    } catch (const Error& error) {
      log.warn("{}: it is unknown what this run used before", error.what());
    }
  }
  config::write_json(path, after);
}

void warn_of_other_origin(const PictureOrigin& pictures, const PictureOrigin& renderer, Log& log) {
  if (pictures.id.empty()) return;  // photographs
  if (pictures.id != renderer.id || pictures.version != renderer.version)
    log.warn(
        "the pictures were made by {} {}, but training uses {} {}: where the two differ, the "
        "difference becomes part of the shapes",
        pictures.id, pictures.version, renderer.id, renderer.version);
  else if (pictures.library_sha256 != renderer.library_sha256)
    log.info("the pictures were made by another build of {} {}", renderer.id, renderer.version);
}

}  // namespace iggan
