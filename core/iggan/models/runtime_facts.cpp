#include <iggan/models/runtime_facts.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <utility>

#include <dlfcn.h>
#include <torch/torch.h>
#include <torch/version.h>

namespace iggan {
namespace {

/// The file that holds the sgemm_ which LibTorch calls; links resolved, because on Debian
/// libblas.so.3 is one of several libraries.
std::string blas_library() {
  void* const symbol = ::dlsym(RTLD_DEFAULT, "sgemm_");
  Dl_info info{};
  if (!symbol || !::dladdr(symbol, &info) || !info.dli_fname) return "";
  std::error_code error;
  const auto real = std::filesystem::canonical(info.dli_fname, error);
  return error ? info.dli_fname : real.string();
}

std::string blas_name(const std::string& library) {
  if (library.empty()) return at::hasMKL() ? "MKL" : "unknown";
  const std::pair<const char*, const char*> names[] = {{"openblas", "OpenBLAS"},
                                                       {"mkl", "MKL"},
                                                       {"blis", "BLIS"},
                                                       {"atlas", "ATLAS"},
                                                       {"/blas/", "reference"}};
  for (const auto& [part, name] : names)
    if (library.find(part) != std::string::npos) return name;
  return "unknown";
}

}  // namespace

RuntimeFacts runtime_facts() {
  RuntimeFacts facts;
  facts.torch_version = TORCH_VERSION;
  facts.torch_threads = at::get_num_threads();
  facts.cuda_available = torch::cuda::is_available();
  facts.cuda_devices = facts.cuda_available ? static_cast<int>(torch::cuda::device_count()) : 0;
  facts.blas_library = blas_library();
  facts.blas_name = blas_name(facts.blas_library);
  return facts;
}

double measure_sgemm_gflops(int threads) {
  using Clock = std::chrono::steady_clock;
  constexpr std::int64_t kEdge = 1024;
  constexpr int kTries = 4;  // the first one starts the threads
  const int before = at::get_num_threads();
  at::set_num_threads(threads);
  const torch::NoGradGuard no_grad;
  const auto a = torch::full({kEdge, kEdge}, 0.5f), b = torch::full({kEdge, kEdge}, 0.25f);
  double best_seconds = 1e30;
  for (int i = 0; i < kTries; ++i) {
    const auto start = Clock::now();
    (void)torch::mm(a, b);
    best_seconds =
        std::min(best_seconds, std::chrono::duration<double>(Clock::now() - start).count());
  }
  at::set_num_threads(before);
  return 2.0 * static_cast<double>(kEdge * kEdge * kEdge) / best_seconds * 1e-9;
}

}  // namespace iggan
