#pragma once
#include <string>

#include <iggan/base/cpu_features.h>
#include <iggan/models/runtime_facts.h>

namespace iggan {

// What keeps this process far below its machine, and what to do about it; empty where nothing does.

/// Of matrix products: a reference BLAS, OpenBLAS with kernels for older processors (it takes them
/// on a processor newer than itself), or on one of several cores.
[[nodiscard]] std::string blas_advice(const RuntimeFacts& facts, const CpuFeatures& cpu, int cores);

/// Of LibTorch's own kernels: their vector instructions, oneDNN's convolutions.
[[nodiscard]] std::string tensor_advice(const RuntimeFacts& facts, const CpuFeatures& cpu);

/// Of threads: OpenMP's environment can leave a process fewer than the machine has cores.
[[nodiscard]] std::string thread_advice(const RuntimeFacts& facts, int cores);

}  // namespace iggan
