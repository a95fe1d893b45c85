#include <iggan/pictures/shape_mesh.h>

#include <iggan/base/error.h>
#include <iggan/pictures/mesh_simplifier.h>

namespace iggan {

void check(const ShapeMeshOptions& options) {
  if (options.style == SurfaceStyle::blocks && (options.doubled || options.triangles > 0))
    fail<ConfigError>(
        "a mesh of blocks shows the voxels as they are: use --style smooth to double the grid or "
        "reduce triangles");
}

TriangleMesh shape_mesh(const SoftShape& shape, const ShapeMeshOptions& options) {
  check(options);
  if (options.style == SurfaceStyle::blocks) return extract_surface(shape, options.style);
  const TriangleMesh mesh = extract_surface(options.doubled ? doubled(shape) : shape);
  return options.triangles > 0 ? simplified(mesh, options.triangles) : mesh;
}

}  // namespace iggan
