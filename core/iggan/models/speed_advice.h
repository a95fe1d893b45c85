#pragma once
#include <string>

#include <iggan/base/cpu_features.h>
#include <iggan/models/runtime_facts.h>

namespace iggan {

// Messages about what makes this process far slower than the machine allows, and what to do about
// it; empty if there is nothing to report.

/// About matrix products: a reference BLAS, OpenBLAS with kernels for older processors (it uses
/// these on a processor newer than itself), or only one of several cores in use.
[[nodiscard]] std::string blas_advice(const RuntimeFacts& facts, const CpuFeatures& cpu, int cores);

/// About LibTorch's own kernels: their vector instructions, oneDNN's convolutions.
[[nodiscard]] std::string tensor_advice(const RuntimeFacts& facts, const CpuFeatures& cpu);

/// About threads: OpenMP's environment can give a process fewer threads than the machine has cores.
[[nodiscard]] std::string thread_advice(const RuntimeFacts& facts, int cores);

}  // namespace iggan
