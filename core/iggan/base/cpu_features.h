#pragma once

namespace iggan {

/// Vector instructions of this processor for which arithmetic libraries have kernels.
struct CpuFeatures {
  bool avx2 = false;    // with FMA
  bool avx512 = false;  // F, CD, BW, DQ and VL: every server processor with AVX-512 has these
};

/// What the processor has and the system allows; all false on processors other than x86-64.
[[nodiscard]] CpuFeatures cpu_features();

}  // namespace iggan
