#pragma once
#include <iggan/config/enum_names.h>
#include <iggan/geometry/vectors.h>

namespace iggan {

/// Projections.
enum class CameraKind { perspective = 1, orthographic = 2 };  // the ABI's numbers
template <>
inline constexpr auto enum_names<CameraKind> =
    names<CameraKind>("a camera kind", {{CameraKind::perspective, "perspective"},
                                        {CameraKind::orthographic, "orthographic"}});

/// A camera looks along its local -Z; +Y is up and +X right, as in glTF. Pixels are square.
struct Camera {
  CameraKind kind = CameraKind::perspective;                      // whether yfov or ymag applies
  Mat4 to_world{1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};  // rigid
  float yfov = 0.698f;                                            // radians, vertical
  float ymag = 0.7f;                                              // half height, world units
  float znear = 0.01f;                                            // depth along -Z, world units
  float zfar = 100.0f;                                            // likewise
};

/// A view of the origin from a point on a sphere.
struct OrbitView {
  double azimuth_degrees = 0;      // 0 shows the front (+Z side); increases towards +X
  double elevation_degrees = 0;    // (-90, 90), above the horizon
  double distance = 2.0;           // world units from the target
  double fov_degrees = 40.0;       // vertical, (0, 180); perspective only
  double ortho_half_height = 0.7;  // world units; orthographic only
  Vec3 target{0, 0, 0};            // world units
  double roll_degrees = 0;         // about the view's axis; positive turns the picture clockwise
};

/// The unit vector (cos e sin a, sin e, cos e cos a).
[[nodiscard]] Vec3 direction_at(double azimuth_degrees, double elevation_degrees);

/// Camera at target + d direction_at(a, e), looking at the target; a roll turns its up vector
/// towards its left.
[[nodiscard]] Camera orbit_camera(CameraKind kind, const OrbitView& view);

}  // namespace iggan
