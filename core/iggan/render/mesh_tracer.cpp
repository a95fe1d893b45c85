#include <iggan/render/mesh_tracer.h>

#include <iggan/base/error.h>
#include <iggan/console/log.h>
#include <iggan/render/plugin_registry.h>
#include <iggan/render/triangle_rays.h>

namespace iggan {

std::shared_ptr<Renderer> open_mesh_tracer(const std::shared_ptr<Renderer>& own,
                                           const std::string& otherwise) {
  if (offers_triangle_rays(*own)) return own;
  const auto log = make_log();
  try {
    std::shared_ptr<Renderer> embree =
        open_renderer({"embree", config::Json::object(), 0, make_log()});
    if (offers_triangle_rays(*embree)) return embree;
    log->warn("{}: this embree plugin is from an older iggan", otherwise);
  } catch (const PluginError& error) {
    log->warn("{}: {}", otherwise, error.what());
  }
  return nullptr;
}

}  // namespace iggan
