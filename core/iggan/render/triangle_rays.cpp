#include <iggan/render/triangle_rays.h>

#include <iggan/base/error.h>
#include <iggan/render/extension_table.h>

namespace iggan {

bool offers_triangle_rays(Renderer& renderer) {
  bool offered = false;
  renderer.use_extension(IGGAN_EXT_TRIANGLE_RAYS,
                         [&](const void* table) { offered = table != nullptr; });
  return offered;
}

std::vector<iggan_triangle_hit> first_hits(Renderer& renderer, const TriangleMesh& mesh,
                                           const std::vector<iggan_ray>& rays) {
  std::vector<iggan_triangle_hit> hits(rays.size());
  renderer.use_extension(IGGAN_EXT_TRIANGLE_RAYS, [&](const void* table) {
    const std::string& id = renderer.info().id;
    if (table == nullptr) fail<PluginError>("renderer {} does not trace triangles: use embree", id);
    const auto rays_of = checked_table<iggan_triangle_rays>(id, IGGAN_EXT_TRIANGLE_RAYS, table,
                                                            IGGAN_TRIANGLE_RAYS_SIZE_1);
    if (rays_of.first_hits == nullptr)
      fail<PluginError>("renderer {}: first_hits is missing from its {}", id,
                        IGGAN_EXT_TRIANGLE_RAYS);
    const iggan_status status = rays_of.first_hits(
        mesh.positions.empty() ? nullptr : mesh.positions.front().data(),
        static_cast<std::uint32_t>(mesh.positions.size()),
        mesh.triangles.empty() ? nullptr : mesh.triangles.front().data(),
        static_cast<std::uint32_t>(mesh.triangles.size()), rays.data(), rays.size(), hits.data());
    if (status != IGGAN_OK)
      fail<PluginError>("renderer {}: first_hits of its {} fails with status {}", id,
                        IGGAN_EXT_TRIANGLE_RAYS, status);
    for (const iggan_triangle_hit& hit : hits)
      if (hit.triangle != IGGAN_NO_TRIANGLE && hit.triangle >= mesh.triangles.size())
        fail<PluginError>("renderer {}: first_hits of its {} names triangle {} of {}", id,
                          IGGAN_EXT_TRIANGLE_RAYS, hit.triangle, mesh.triangles.size());
  });
  return hits;
}

}  // namespace iggan
