#pragma once

namespace iggan {

/// Vector instructions of this processor that arithmetic libraries have kernels for.
struct CpuFeatures {
  bool avx2 = false;    // with FMA
  bool avx512 = false;  // F, CD, BW, DQ and VL: what every server processor with AVX-512 has
};

/// What the processor has and the system allows; all false on other processors than x86-64.
[[nodiscard]] CpuFeatures cpu_features();

}  // namespace iggan
