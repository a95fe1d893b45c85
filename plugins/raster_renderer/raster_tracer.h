#pragma once
#include "../common/face_rectangles.h"
#include "../common/tracer.h"

namespace iggan::plugins {

/// Pictures by scan conversion of the exposed faces; any other ray walks from cell to cell
/// (Amanatides and Woo 1987) through the box of occupied cells.
class RasterTracer final : public Tracer {
 public:
  void build(const SolidGrid& grid, const plugin::Batch& batch, Pace& pace) override;
  [[nodiscard]] std::unique_ptr<Sight> look(const PrimaryRays& rays, Pace& pace) const override;
  [[nodiscard]] bool first_hit(const GridRay& ray, Hit& hit) const override;
  [[nodiscard]] bool blocked(const GridRay& ray) const override;

 private:
  const SolidGrid* grid_ = nullptr;
  FaceRectangles faces_;
};

}  // namespace iggan::plugins
