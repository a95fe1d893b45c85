#include <iggan/training/compute.h>

#include <chrono>
#include <vector>

#include <dlfcn.h>

#include <iggan/base/allocation.h>
#include <iggan/base/median.h>

namespace iggan {
namespace {

bool processor_has_bfloat16() {
#if defined(__x86_64__) && defined(__GNUC__)
  return __builtin_cpu_supports("avx512bf16") != 0;
#else
  return false;
#endif
}

/// Major number of a GPU's compute capability; 0 if the driver does not say. Asks the driver
/// directly: LibTorch's own header for this does not compile without CUDA's.
int cuda_capability(const torch::Device& device) {
  using Init = int (*)(unsigned flags);
  using GetDevice = int (*)(int* device, int ordinal);
  using GetAttribute = int (*)(int* value, int attribute, int device);
  constexpr int kSuccess = 0, kCapabilityMajor = 75;  // of cuda.h, whose numbers never change
  void* const driver = ::dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL);  // LibTorch has loaded it
                                                                         // too
  if (driver == nullptr) return 0;
  const auto init = reinterpret_cast<Init>(::dlsym(driver, "cuInit"));
  const auto get_device = reinterpret_cast<GetDevice>(::dlsym(driver, "cuDeviceGet"));
  const auto get_attribute =
      reinterpret_cast<GetAttribute>(::dlsym(driver, "cuDeviceGetAttribute"));
  if (init == nullptr || get_device == nullptr || get_attribute == nullptr) return 0;
  int handle = 0, major = 0;
  if (init(0) != kSuccess ||
      get_device(&handle, device.has_index() ? device.index() : 0) != kSuccess)
    return 0;
  return get_attribute(&major, kCapabilityMajor, handle) == kSuccess ? major : 0;
}

/// LibTorch's convolutions run on OpenMP threads, its matrix products on OpenBLAS's own threads.
/// The latter spin while they wait and take processor time from the convolutions: two threads of
/// each on two cores halve the speed. The products of these networks are small, so OpenBLAS gets
/// one thread.
constexpr int kOpenBlasThreads = 1;

/// Does nothing where LibTorch uses another library for matrix products.
void set_openblas_threads(int threads) {
  using SetThreads = void (*)(int);
  if (void* symbol = ::dlsym(RTLD_DEFAULT, "openblas_set_num_threads"))
    reinterpret_cast<SetThreads>(symbol)(threads);
}

}  // namespace

bool runs_in_bfloat16(Precision precision, const Bfloat16Hardware& hardware) {
  if (precision != Precision::automatic) return precision == Precision::bfloat16;
  return hardware.device.is_cuda() ? hardware.cuda_capability >= 8 : hardware.processor;
}

Compute prepare_compute(const TrainingOptions& options, std::shared_ptr<Ranks> ranks) {
  check_memory_limits();
  Compute compute;
  compute.ranks = std::move(ranks);
  const bool cuda = torch::cuda::is_available();
  if (options.device.rfind("cuda", 0) == 0 && !cuda)
    fail<ConfigError>(
        "training.device: {} was requested, but this LibTorch sees no CUDA device; use cpu, or "
        "build "
        "against a LibTorch with CUDA (-DCMAKE_PREFIX_PATH=/path/to/libtorch)",
        options.device);
  if (options.device != "cpu" && cuda)
    compute.device = torch::Device(options.device == "auto" ? "cuda" : options.device);
  if (compute.device.is_cuda() && !compute.device.has_index() && compute.ranks->local_world() > 1)
    compute.device = torch::Device(
        torch::kCUDA,
        static_cast<c10::DeviceIndex>(compute.ranks->rank() % compute.ranks->local_world() %
                                      int(torch::cuda::device_count())));
  compute.threads =
      options.threads > 0 ? options.threads : cores_of_rank(compute.ranks->local_world());
  torch::set_num_threads(compute.threads);
  set_openblas_threads(kOpenBlasThreads);
  compute.bfloat16 = runs_in_bfloat16(
      options.precision, {compute.device, processor_has_bfloat16(),
                          compute.device.is_cuda() ? cuda_capability(compute.device) : 0});
  return compute;
}

double matrix_product_rate(const Compute& compute) {
  constexpr std::int64_t kEdge = 2048;
  set_openblas_threads(compute.threads);
  const torch::NoGradGuard no_grad;
  const auto a = torch::rand({kEdge, kEdge}), b = torch::rand({kEdge, kEdge});
  auto c = torch::mm(a, b);  // a warm-up
  std::vector<double> seconds(5);
  for (double& one : seconds) {
    const auto start = std::chrono::steady_clock::now();
    torch::mm_out(c, a, b);
    one = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }
  set_openblas_threads(kOpenBlasThreads);
  return 2e-9 * kEdge * kEdge * kEdge / median(seconds);
}

}  // namespace iggan
