#include <iggan/geometry/axes.h>

#include <iggan/base/error.h>
#include <iggan/geometry/vectors.h>

namespace iggan {

FrontAxis usual_front(UpAxis up) {
  return up == UpAxis::z ? FrontAxis::minus_y : FrontAxis::plus_z;
}

std::array<double, 9> rotation_upright(UpAxis up, FrontAxis front) {
  Vec3 y{}, z{};
  y[static_cast<std::size_t>(up)] = 1;
  const auto number = static_cast<std::size_t>(front);
  z[number / 2] = number % 2 == 0 ? 1 : -1;
  if (dot(y, z) != 0)
    fail<ConfigError>("the front is {} and up is {}: the front cannot be along the up axis",
                      to_string(front), to_string(up));
  const Vec3 x = cross(y, z);  // rows: the vectors that become +X, +Y and +Z
  std::array<double, 9> rotation{x[0], x[1], x[2], y[0], y[1], y[2], z[0], z[1], z[2]};
  for (double& value : rotation) value += 0.0;  // no -0 in manifests
  return rotation;
}

}  // namespace iggan
