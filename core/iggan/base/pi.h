#pragma once

namespace iggan {

/// The ratio of a circle's circumference to its diameter.
constexpr double kPi = 3.14159265358979323846;
/// The factor that converts degrees to radians.
constexpr double kRadiansPerDegree = kPi / 180;

}  // namespace iggan
