#pragma once

namespace iggan {

/// The circle's constant.
constexpr double kPi = 3.14159265358979323846;
/// Turns degrees into radians.
constexpr double kRadiansPerDegree = kPi / 180;

}  // namespace iggan
