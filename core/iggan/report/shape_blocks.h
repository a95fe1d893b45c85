#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <iggan/evaluation/metric_lines.h>
#include <iggan/exploration/directions.h>
#include <iggan/page/blocks.h>
#include <iggan/render/renderer.h>
#include <iggan/training/trained_generator.h>

/// A generator's shapes as blocks of a page. All pictures are rendered through a plugin with a
/// transparent background, for pages of any colour.
namespace iggan {

/// How to show a generator's shapes.
struct ShapeView {
  Pose pose;               // turns them to face the front
  double threshold = 0.5;  // occupancy above this is solid
};

/// The pose and threshold that evaluations of this iteration chose; the defaults if there are none.
[[nodiscard]] ShapeView evaluated_view(const MetricLines& metrics, std::int64_t iteration);

/// Interactive smooth meshes, without small pieces, as many as fit into a page's budget for them.
/// @param names  one each
[[nodiscard]] ReportViewer viewer_of(const std::vector<SoftShape>& shapes,
                                     const std::vector<std::string>& names, const Pose& pose,
                                     Renderer& renderer);

/// Shapes side by side, in one full turn about the vertical axis.
[[nodiscard]] ReportFilm turntable_of(const std::vector<VoxelGrid>& shapes, const Pose& pose,
                                      Renderer& renderer);

/// One row for each pair of seeds: shapes interpolated from one latent to the other.
[[nodiscard]] ReportPicture ways_between(
    const TrainedGenerator& generator,
    const std::vector<std::pair<std::uint64_t, std::uint64_t>>& seeds, const ShapeView& view,
    Renderer& renderer);

/// Shapes side by side, moved along a direction of the latents: from three steps back to three
/// steps forward. Smooth meshes if there is a tracer.
/// @param tracer  or nullptr.
[[nodiscard]] ReportFilm film_along(const TrainedGenerator& generator,
                                    const std::vector<std::uint64_t>& seeds,
                                    const LatentDirection& direction, const ShapeView& view,
                                    Renderer& renderer, Renderer* tracer);

/// Shapes in rows, each from the front.
/// @param columns  shapes in a row
[[nodiscard]] ReportPicture sheet_of(const std::vector<VoxelGrid>& shapes, const Pose& pose,
                                     int columns, Renderer& renderer, const std::string& alt);

}  // namespace iggan
