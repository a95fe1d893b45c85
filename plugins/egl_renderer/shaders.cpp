#include "shaders.h"

namespace iggan::plugins {
namespace {

constexpr const char* kHead = R"(#version 300 es
precision highp float;
precision highp int;
precision highp sampler2D;
precision highp usampler3D;
)";

/// Corners go around a face's outward normal.
constexpr const char* kVertex = R"(
layout(location = 0) in uvec4 cell_and_corner;
layout(location = 1) in uvec4 bytes;
uniform mat4 to_clip;
uniform sampler2D linear_of_byte;
uniform vec3 default_albedo;
uniform bool albedo_varies;
flat out ivec3 cell;
flat out int face;
flat out vec3 albedo;

void main() {
  cell = ivec3(cell_and_corner.xyz);
  face = int(cell_and_corner.w >> 2);
  int corner = int(cell_and_corner.w & 3u), axis = face >> 1, side = face & 1;
  bool far_u = corner == 1 || corner == 2, far_v = corner >= 2;
  ivec3 point = cell;
  point[axis] += side;
  point[(axis + 1) % 3] += int(side == 1 ? far_u : far_v);
  point[(axis + 2) % 3] += int(side == 1 ? far_v : far_u);
  albedo = default_albedo;
  if (albedo_varies)
    for (int c = 0; c < 3; ++c)
      albedo[c] = texelFetch(linear_of_byte, ivec2(int(bytes[c]), 0), 0).r;
  gl_Position = to_clip * vec4(vec3(point), 1);
}
)";

/// Depth and light are computed at the point where the ray through the sample's centre meets the
/// face's plane, not from what the driver interpolates. A sample is linear RGB and 1, as the bits
/// of floats.
constexpr const char* kFragment = R"(
flat in ivec3 cell;
flat in int face;
flat in vec3 albedo;
// Of sample (x, y) of the tile: origin + x * [0] + y * [1], in index space; t is depth.
uniform vec3 ray_origin, ray_origin_step[2], ray_direction, ray_direction_step[2];
uniform vec4 depth_of;       // of a point of index space
uniform float near, far;     // visible depths
uniform vec2 depth_range;    // of the solid
uniform mat4 to_world;
uniform vec3 normals[7];     // world; -x +x -y +y -z +z, and of a cut
uniform vec3 ambient;
uniform int lamp_count;
uniform vec3 lamp_rgb[LAMPS];  // divided by pi
uniform vec4 lamp_vec[LAMPS];  // w 1: a position; 0: a direction to the light
#ifdef SMOOTH
uniform usampler3D blurred;  // occupancy, box-filtered 3^3 twice, times 729
uniform ivec3 blurred_low;
uniform mat3 normal_to_world;
#endif
#ifdef CUT
uniform usampler3D albedo_bytes;
uniform sampler2D linear_of_byte;
uniform bool albedo_varies;
#endif
layout(location = 0) out uvec4 sample_bits;

#ifdef SMOOTH
float density_at(ivec3 at) {
  at -= blurred_low;
  if (any(lessThan(at, ivec3(0))) || any(greaterThanEqual(at, textureSize(blurred, 0)))) return 0.0;
  return float(texelFetch(blurred, at, 0).r);
}
float density(vec3 point) {
  vec3 p = point - 0.5, base = floor(p), f = p - base;
  ivec3 b = ivec3(base);
  vec2 along_x[2];
  for (int k = 0; k < 2; ++k)
    for (int j = 0; j < 2; ++j)
      along_x[k][j] = mix(density_at(b + ivec3(0, j, k)), density_at(b + ivec3(1, j, k)), f.x);
  return mix(mix(along_x[0].x, along_x[0].y, f.y), mix(along_x[1].x, along_x[1].y, f.y), f.z);
}
vec3 normal_at(vec3 point, vec3 flat_normal) {
  vec3 outward;
  for (int a = 0; a < 3; ++a) {
    vec3 step = vec3(0);
    step[a] = 1.0;
    outward[a] = density(point - step) - density(point + step);
  }
  if (dot(outward, outward) < 1e-6) return flat_normal;  // no slope
  outward = normal_to_world * outward;
  return outward / sqrt(dot(outward, outward));
}
#endif

void main() {
  vec2 at = gl_FragCoord.xy - 0.5;
  vec3 origin = ray_origin + at.x * ray_origin_step[0] + at.y * ray_origin_step[1];
  vec3 direction = ray_direction + at.x * ray_direction_step[0] + at.y * ray_direction_step[1];
  int axis = face >> 1, side = face & 1;
  float plane = float(cell[axis] + side);
  vec3 point = origin + (plane - origin[axis]) / direction[axis] * direction;
  point = clamp(point, vec3(cell), vec3(cell + 1));
  point[axis] = plane;
  float depth = dot(depth_of, vec4(point, 1));
  if (depth < near) discard;
  vec3 colour = albedo, normal = normals[face];
#ifdef CUT
  // A face seen from behind: the sample's ray began inside the solid.
  bool cut = (side == 1) == (direction[axis] > 0.0);
  if (cut) {
    point = origin + near * direction;
    normal = normals[6];
    if (albedo_varies) {
      ivec3 there = clamp(ivec3(floor(point)), ivec3(0), textureSize(albedo_bytes, 0) - 1);
      uvec4 bytes = texelFetch(albedo_bytes, there, 0);
      for (int c = 0; c < 3; ++c)
        colour[c] = texelFetch(linear_of_byte, ivec2(int(bytes[c]), 0), 0).r;
    }
  }
#else
  const bool cut = false;
#endif
  // Beyond the far plane, a front face still hides its back face, which would look like a cut.
  bool visible = cut || depth <= far;
#ifdef SMOOTH
  if (!cut) normal = normal_at(point, normal);
#endif
  gl_FragDepth = (depth - depth_range.x) / (depth_range.y - depth_range.x);
  vec3 light = ambient;
  vec3 world = (to_world * vec4(point, 1)).xyz;
  for (int i = 0; i < lamp_count; ++i) {
    vec3 towards = lamp_vec[i].xyz;
    float strength = 1.0;
    if (lamp_vec[i].w != 0.0) {
      towards -= world;
      strength = 1.0 / max(dot(towards, towards), 1e-12);  // finite at the lamp
      towards *= sqrt(strength);
    }
    light += lamp_rgb[i] * (strength * max(dot(normal, towards), 0.0));
  }
  sample_bits = visible ? floatBitsToUint(vec4(colour * light, 1)) : uvec4(0);
}
)";

}  // namespace

std::string vertex_shader() {
  return std::string(kHead) + kVertex;
}

std::string fragment_shader(bool smooth, bool cut) {
  return std::string(kHead) + "#define LAMPS " + std::to_string(kMostLamps) + "\n" +
         (smooth ? "#define SMOOTH\n" : "") + (cut ? "#define CUT\n" : "") + kFragment;
}

}  // namespace iggan::plugins
