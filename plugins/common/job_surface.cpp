#include "job_surface.h"

namespace iggan::plugins {

const std::array<double, 256>& linear_of_byte() {
  static const auto table = [] {
    std::array<double, 256> values{};
    for (std::size_t i = 0; i < values.size(); ++i)
      values[i] = static_cast<double>(plugin::srgb_decode(static_cast<float>(i) / 255.0f));
    return values;
  }();
  return table;
}

JobLights::JobLights(const plugin::Job& job) {
  constexpr double kPi = 3.14159265358979323846;
  for (const iggan_light& light : job.lights) {
    const Vec rgb = to_vec(light.rgb);
    if (light.kind == IGGAN_LIGHT_AMBIENT)
      ambient = ambient + rgb;
    else if (light.kind == IGGAN_LIGHT_DIRECTIONAL)
      lamps.push_back({rgb * (1.0 / kPi), -normalized(to_vec(light.vec)), false});
    else
      lamps.push_back({rgb * (1.0 / kPi), to_vec(light.vec), true});
  }
}

std::array<Vec, 7> normals_of(const plugin::Job& job, const Affine& to_index) {
  std::array<Vec, 7> normals;
  for (std::size_t face = 0; face < 6; ++face) {
    Vec normal;
    normal[static_cast<int>(face / 2)] = face % 2 == 0 ? -1 : 1;
    normals[face] = normalized(to_index.transposed(normal));
  }
  normals[6] = normalized(Affine::from(job.camera.to_world).columns[2]);
  return normals;
}

}  // namespace iggan::plugins
