#pragma once
#include <array>

#include <iggan/config/enum_names.h>
#include <iggan/geometry/voxel_grid.h>

namespace iggan {

/// What can be measured of a shape and has a plain name.
enum class ShapeTrait { width, height, depth, volume, lift, lean, skew, hollow };
constexpr std::size_t kShapeTraits = 8;
template <>
inline constexpr auto enum_names<ShapeTrait> = names<ShapeTrait>("a trait of shapes",
                                                                 {{ShapeTrait::width, "width"},
                                                                  {ShapeTrait::height, "height"},
                                                                  {ShapeTrait::depth, "depth"},
                                                                  {ShapeTrait::volume, "volume"},
                                                                  {ShapeTrait::lift, "lift"},
                                                                  {ShapeTrait::lean, "lean"},
                                                                  {ShapeTrait::skew, "skew"},
                                                                  {ShapeTrait::hollow, "hollow"}});

using ShapeTraits = std::array<double, kShapeTraits>;  // in the order of the enum

/// Width, height, depth: of the box around the solid along x, y, z, as shares of the grid's edge,
/// without the outer hundredth of the solid at each end, so that a crumb does not count. Volume:
/// share of all voxels. Lift, lean, skew: where in that box, from -1/2 to 1/2, the middle of mass
/// is, along y (up), z (to the front), x. Hollow: share of the box that is empty. All 0 of an empty
/// grid.
[[nodiscard]] ShapeTraits traits_of(const GridView& shape);

}  // namespace iggan
