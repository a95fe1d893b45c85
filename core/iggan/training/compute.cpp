#include <iggan/training/compute.h>

#include <thread>

#include <dlfcn.h>

namespace iggan {
namespace {

bool processor_has_bfloat16() {
#if defined(__x86_64__) && defined(__GNUC__)
  return __builtin_cpu_supports("avx512bf16") != 0;
#else
  return false;
#endif
}

/// LibTorch's convolutions run on OpenMP threads, its matrix products on OpenBLAS's own, which wait
/// by spinning and take the processor from the convolutions: two threads of each on two cores halve
/// the speed. The products of these networks are small, so OpenBLAS gets one thread.
void quieten_openblas() {
  using SetThreads = void (*)(int);
  if (void* symbol = ::dlsym(RTLD_DEFAULT, "openblas_set_num_threads"))
    reinterpret_cast<SetThreads>(symbol)(1);
}

}  // namespace

Compute prepare_compute(const TrainingOptions& options) {
  Compute compute;
  const bool cuda = torch::cuda::is_available();
  if (options.device.rfind("cuda", 0) == 0 && !cuda)
    fail<ConfigError>(
        "training.device: {} was asked for, but this LibTorch sees no CUDA device; use cpu, or "
        "build "
        "against a LibTorch with CUDA (-DCMAKE_PREFIX_PATH=/path/to/libtorch)",
        options.device);
  if (options.device != "cpu" && cuda)
    compute.device = torch::Device(options.device == "auto" ? "cuda" : options.device);
  compute.threads = options.threads > 0
                        ? options.threads
                        : static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  torch::set_num_threads(compute.threads);
  quieten_openblas();
  compute.bfloat16 = options.precision == Precision::bfloat16 ||
                     (options.precision == Precision::automatic &&
                      (compute.device.is_cuda() || processor_has_bfloat16()));
  return compute;
}

}  // namespace iggan
