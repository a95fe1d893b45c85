#include <iggan/pictures/shape_film.h>

#include <algorithm>
#include <cmath>

#include <iggan/base/error.h>
#include <iggan/base/interrupt.h>
#include <iggan/console/progress.h>
#include <iggan/geometry/grid_facts.h>

namespace iggan {
namespace {

/// Around the origin, so that a growing shape does not seem to move.
ShapeSphere sphere_around_all(const std::vector<SoftShape>& shapes) {
  ShapeSphere all{{0, 0, 0}, 0.05};
  for (const SoftShape& shape : shapes) {
    const ShapeSphere one = sphere_around(shape.solid);
    all.radius = std::max(all.radius, std::sqrt(dot(one.centre, one.centre)) + one.radius);
  }
  return all;
}

}  // namespace

std::vector<ImageU8> shape_film(Renderer& renderer, Renderer* tracer,
                                const std::vector<SoftShape>& shapes,
                                const ShapeFilmOptions& options) {
  IGGAN_CHECK(!shapes.empty());
  const ShapeStudio studio(options.size, options.paper);
  const ShapeSphere sphere = sphere_around_all(shapes);
  std::vector<ImageU8> frames;
  ProgressLine progress("frames", shapes.size());
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    if (interrupted()) fail<Interrupted>("interrupted while making frames");
    OrbitView view = options.view;
    view.azimuth_degrees += options.turn_degrees * double(i) / double(shapes.size());
    const Shot shot = studio.shot_of(view, sphere);
    const SoftShape clean = without_crumbs(shapes[i], kSmallestPiece).shape;
    const TriangleMesh mesh = tracer == nullptr ? TriangleMesh{} : shape_mesh(clean, options.mesh);
    frames.push_back(mesh.triangles.empty() ? studio.picture(renderer, clean.solid, shot)
                                            : studio.picture(*tracer, mesh, shot));
    progress.update(i + 1);
  }
  return frames;
}

}  // namespace iggan
