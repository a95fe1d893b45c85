#include <iggan/models/runtime_facts.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <string_view>
#include <thread>
#include <utility>

#include <dlfcn.h>
#include <omp.h>
#include <torch/torch.h>
#include <torch/version.h>

namespace iggan {
namespace {

/// The file with the sgemm_ that LibTorch calls; links are resolved because libblas.so.3 on Debian
/// is one of several libraries.
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

/// A function of the library at `path`, or of a library that it is linked to; null if there is no
/// such function or the library is not loaded.
template <class Function>
Function* loaded_function(const std::string& path, const char* name) {
  void* const library = path.empty() ? nullptr : ::dlopen(path.c_str(), RTLD_LAZY | RTLD_NOLOAD);
  if (!library) return nullptr;
  void* const symbol = ::dlsym(library, name);
  ::dlclose(library);
  return reinterpret_cast<Function*>(symbol);
}

/// The vector instructions that a line of LibTorch's report about itself names.
std::string torch_kernels() {
  constexpr std::string_view kLine = "CPU capability usage: ";
  const std::string account = at::show_config();
  const std::size_t line = account.find(kLine);
  if (line == std::string::npos) return "";
  const std::size_t begin = line + kLine.size();
  return account.substr(begin, account.find('\n', begin) - begin);
}

int openmp_threads() {
  const int cores = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  int threads = 1;
#pragma omp parallel num_threads(cores)
#pragma omp single
  threads = omp_get_num_threads();
  return threads;
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
  if (auto* name = loaded_function<char*()>(facts.blas_library, "openblas_get_corename"))
    facts.blas_core = name();
  if (auto* count = loaded_function<int()>(facts.blas_library, "openblas_get_num_threads"))
    facts.blas_threads = count();
  facts.torch_kernels = torch_kernels();
  facts.has_onednn = at::hasMKLDNN();
  facts.openmp_threads = openmp_threads();
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
