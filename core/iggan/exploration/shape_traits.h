#pragma once
#include <array>

#include <iggan/config/enum_names.h>
#include <iggan/geometry/voxel_grid.h>

namespace iggan {

/// A measurable property of a shape with a plain name.
enum class ShapeTrait { width, height, depth, volume, lift, lean, skew, hollow };
/// The number of traits.
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

/// Width, height, depth: of the box around the solid along x, y, z, as fractions of the grid's
/// edge, without the outer hundredth of the solid at each end, so that small pieces do not count.
/// Volume: fraction of all voxels. Lift, lean, skew: the position of the centre of mass in that
/// box, from -1/2 to 1/2, along y (up), z (to the front), x. Hollow: fraction of the box that is
/// empty. All are 0 for an empty grid.
[[nodiscard]] ShapeTraits traits_of(const GridView& shape);

}  // namespace iggan
