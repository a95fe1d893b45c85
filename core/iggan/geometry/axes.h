#pragma once
#include <array>
#include <optional>

#include <iggan/config/enum_names.h>

namespace iggan {

/// Which axis of a file points upwards.
enum class UpAxis { x, y, z };
template <>
inline constexpr auto enum_names<UpAxis> =
    names<UpAxis>("an up axis", {{UpAxis::x, "x"}, {UpAxis::y, "y"}, {UpAxis::z, "z"}});

/// Which way a file's object faces.
enum class FrontAxis { plus_x, minus_x, plus_y, minus_y, plus_z, minus_z };
template <>
inline constexpr auto enum_names<FrontAxis> = names<FrontAxis>("a front",
                                                               {{FrontAxis::plus_x, "+x"},
                                                                {FrontAxis::minus_x, "-x"},
                                                                {FrontAxis::plus_y, "+y"},
                                                                {FrontAxis::minus_y, "-y"},
                                                                {FrontAxis::plus_z, "+z"},
                                                                {FrontAxis::minus_z, "-z"}});

/// The default front for an up axis: +z if y or x is up; -y if z is up, as in the front view of
/// programs with z up.
[[nodiscard]] FrontAxis usual_front(UpAxis up);

/// The row-major rotation that takes `up` to +Y and `front` to +Z.
/// @throws ConfigError when the front is along the up axis.
[[nodiscard]] std::array<double, 9> rotation_upright(UpAxis up, FrontAxis front);

}  // namespace iggan
