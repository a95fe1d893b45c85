#pragma once
#include "../common/tracer.h"

namespace iggan::plugins {

/// Walks a ray from cell to cell (Amanatides and Woo 1987) through the box of occupied cells.
class CellWalk final : public Tracer {
 public:
  void build(const SolidGrid& grid, const plugin::Batch& batch) override;
  [[nodiscard]] bool first_hit(const GridRay& ray, Hit& hit) const override;
  [[nodiscard]] bool blocked(const GridRay& ray) const override;

 private:
  const SolidGrid* grid_ = nullptr;
};

}  // namespace iggan::plugins
