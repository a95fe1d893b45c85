#pragma once
#include <memory>
#include <vector>

#include "lighting.h"

namespace iggan::plugins {

/// One job, ready to be rendered row by row, from any thread.
class Picture {
 public:
  /// The arguments must outlive the picture; `smooth` may be null for flat normals.
  Picture(const plugin::Job& job, const Style& style, const SolidGrid& grid, const Tracer& tracer,
          const SmoothNormals* smooth, CancelPoll& poll);
  Picture(const Picture&) = delete;  // its hits refer to its rays
  Picture& operator=(const Picture&) = delete;

  /// Renders rows [first, last).
  void draw_rows(std::uint32_t first, std::uint32_t last, CancelPoll& poll) const;

 private:
  void draw_block(int x0, int x1, int y0, int y1, std::vector<Hit>& hits, CancelPoll& poll) const;
  void draw_nothing(int x, int y) const;
  void draw_pixel(int x, int y, const SampleWindow& window, const Hit* hits,
                  CancelPoll& poll) const;

  const plugin::Job& job_;
  int samples_per_axis_;
  Lighting lighting_;
  PrimaryRays rays_;
  SampleWindow window_;  // all samples that may hit the solid
  std::unique_ptr<PrimaryHits> primary_hits_;
};

}  // namespace iggan::plugins
