#pragma once
#include <string>

namespace iggan {

/// What the tensor library runs on in this process, for `iggan doctor` and run folders.
struct RuntimeFacts {
  std::string torch_version;
  int torch_threads = 1;  // LibTorch's default; training sets its own
  bool cuda_available = false;
  int cuda_devices = 0;
  std::string blas_library;   // the file that sgemm_ comes from; empty if it is inside LibTorch
  std::string blas_name;      // OpenBLAS, MKL, BLIS, ATLAS, reference or unknown
  std::string blas_core;      // the processor whose kernels OpenBLAS runs; empty for any other BLAS
  int blas_threads = 0;       // of OpenBLAS; 0 for any other BLAS
  std::string torch_kernels;  // the vector instructions of LibTorch's kernels, such as AVX2
  bool has_onednn = false;
  int openmp_threads = 1;  // threads that a parallel region gets if it asks for one per core
};

/// Collects the facts from the libraries.
[[nodiscard]] RuntimeFacts runtime_facts();

/// The speed of multiplying two 1024 x 1024 float32 matrices on `threads` threads, in 10^9
/// floating-point operations per second; the best of a few tries. Restores LibTorch's thread count.
[[nodiscard]] double measure_sgemm_gflops(int threads);

}  // namespace iggan
