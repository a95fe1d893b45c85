#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>

/// Arithmetic of the ray march's kernel that the compiler can vectorise.
namespace iggan {

/// A vector of 4 or 8 numbers; operations apply to all of them at once.
template <class T, int lanes>
struct VectorOf;
/// A type of GCC's and Clang's vector extension.
template <>
struct VectorOf<float, 4> {
  using Type = float __attribute__((vector_size(16)));
};
/// A type of GCC's and Clang's vector extension.
template <>
struct VectorOf<float, 8> {
  using Type = float __attribute__((vector_size(32)));
};
/// A type of GCC's and Clang's vector extension.
template <>
struct VectorOf<double, 4> {
  using Type = double __attribute__((vector_size(32)));
};
/// A type of GCC's and Clang's vector extension.
template <>
struct VectorOf<double, 8> {
  using Type = double __attribute__((vector_size(64)));
};

/// e^x to seven digits. The code has no call and no branch, so loops over it can be vectorised.
inline float exponential(float x) {
  const float bounded = std::min(std::max(x, -87.0F), 88.0F);
  // e^x = 2^n e^r, n the integer nearest to x / log 2. NaN has none; r, and so the result, is NaN.
  const float scaled = bounded == bounded ? bounded * 1.44269504F : 0.0F;
  const auto n = static_cast<std::int32_t>(scaled + (scaled < 0 ? -0.5F : 0.5F));
  const auto whole = static_cast<float>(n);
  const float r = (bounded - whole * 0.693359375F) + whole * 2.12194440e-4F;  // log 2 in two parts
  float sum = 1.0F / 5040;  // the series of e^r, |r| <= log 2 / 2
  for (const float term : {1.0F / 720, 1.0F / 120, 1.0F / 24, 1.0F / 6, 0.5F, 1.0F, 1.0F})
    sum = sum * r + term;
  const std::int32_t bits = (n + 127) << 23;  // of 2^n
  float power = 0;
  std::memcpy(&power, &bits, sizeof power);
  return sum * power;
}

/// e^x, computed by std::exp.
inline double exponential(double x) {
  return std::exp(x);
}

}  // namespace iggan
