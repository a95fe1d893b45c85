#pragma once
#include "../common/face_rectangles.h"
#include "../common/tracer.h"

namespace iggan::plugins {

/// Pictures by scan conversion of the exposed faces; other rays walk from cell to cell (Amanatides
/// and Woo 1987) through the box of occupied cells.
class RasterTracer final : public Tracer {
 public:
  void build(const SolidGrid& grid, const plugin::Batch& batch, CancelPoll& poll) override;
  [[nodiscard]] std::unique_ptr<PrimaryHits> find_primary_hits(const PrimaryRays& rays,
                                                               CancelPoll& poll) const override;
  [[nodiscard]] bool first_hit(const GridRay& ray, Hit& hit) const override;
  [[nodiscard]] bool blocked(const GridRay& ray) const override;

 private:
  const SolidGrid* grid_ = nullptr;
  FaceRectangles faces_;
};

}  // namespace iggan::plugins
