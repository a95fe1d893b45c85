#include <iggan/models/speed_advice.h>

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include <iggan/base/lower_case.h>

namespace iggan {
namespace {

template <std::size_t count>
bool is_one_of(const std::array<std::string_view, count>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), lower_case(name)) != names.end();
}

/// OpenBLAS's names for its kernels without AVX2.
constexpr std::array<std::string_view, 22> kKernelsBeforeAvx2 = {
    "generic",      "katmai",     "coppermine",  "northwood",   "prescott", "banias",
    "atom",         "core2",      "penryn",      "dunnington",  "nehalem",  "athlon",
    "opteron",      "barcelona",  "nano",        "sandybridge", "bobcat",   "bulldozer",
    "opteron_sse3", "piledriver", "steamroller", "opteron_sse2"};
/// Kernels with AVX2 but without AVX-512: half the speed on a processor that has both.
constexpr std::array<std::string_view, 3> kKernelsOfAvx2 = {"haswell", "zen", "excavator"};

}  // namespace

std::string blas_advice(const RuntimeFacts& facts, const CpuFeatures& cpu, int cores) {
  if (facts.blas_name == "reference")
    return "training is many times slower with it: apt-get install libopenblas0-pthread";
  const bool before_avx2 = is_one_of(kKernelsBeforeAvx2, facts.blas_core);
  if (cpu.avx512 && (before_avx2 || is_one_of(kKernelsOfAvx2, facts.blas_core)))
    return fmt::format(
        "its kernels for {} do not use this processor's AVX-512, which is {} as fast: "
        "export OPENBLAS_CORETYPE=SKYLAKEX",
        facts.blas_core, before_avx2 ? "several times" : "up to twice");
  if (cpu.avx2 && before_avx2)
    return fmt::format(
        "its kernels for {} do not use this processor's AVX2, which is several times as fast: "
        "export OPENBLAS_CORETYPE=HASWELL",
        facts.blas_core);
  if (facts.blas_threads == 1 && cores > 1)
    return fmt::format(
        "its matrix products run on one of {} cores (enough for training, not for other work): "
        "unset OMP_NUM_THREADS and OPENBLAS_NUM_THREADS, or apt-get install libopenblas0-pthread",
        cores);
  return "";
}

std::string tensor_advice(const RuntimeFacts& facts, const CpuFeatures& cpu) {
  const std::string kernels = lower_case(facts.torch_kernels);
  if ((cpu.avx2 || cpu.avx512) && (kernels == "default" || kernels == "no avx"))
    return "LibTorch leaves this processor's AVX2 unused: unset ATEN_CPU_CAPABILITY, or use "
           "another build of LibTorch";
  if (!facts.has_onednn)
    return "convolutions are several times slower without oneDNN: use another build of LibTorch";
  return "";
}

std::string thread_advice(const RuntimeFacts& facts, int cores) {
  if (facts.openmp_threads >= cores) return "";
  return fmt::format(
      "OpenMP gives this process {} of {} threads: unset OMP_THREAD_LIMIT, OMP_DYNAMIC",
      facts.openmp_threads, cores);
}

}  // namespace iggan
