#include <support/catch.h>

#include <iggan/models/speed_advice.h>

using namespace iggan;

namespace {

RuntimeFacts openblas(const std::string& core) {
  RuntimeFacts facts;
  facts.blas_name = "OpenBLAS";
  facts.blas_core = core;
  facts.blas_threads = 8;
  facts.torch_kernels = "AVX2";
  facts.has_onednn = true;
  facts.openmp_threads = 8;
  return facts;
}

constexpr CpuFeatures kOld{}, kAvx2{true, false}, kAvx512{true, true};

}  // namespace

TEST_CASE("OpenBLAS kernels for an older processor are reported, with the name to use",
          "[models]") {
  for (const char* core : {"Prescott", "Generic", "generic", "Core2", "Nehalem", "Sandybridge"}) {
    INFO(core);
    CHECK_THAT(blas_advice(openblas(core), kAvx512, 8),
               Contains("OPENBLAS_CORETYPE=SKYLAKEX") && Contains(core));
    CHECK_THAT(blas_advice(openblas(core), kAvx2, 8),
               Contains("OPENBLAS_CORETYPE=HASWELL") && Contains(core));
    CHECK(blas_advice(openblas(core), kOld, 8).empty());
  }
  for (const char* core : {"Haswell", "Zen"}) {
    INFO(core);
    CHECK_THAT(blas_advice(openblas(core), kAvx512, 8), Contains("OPENBLAS_CORETYPE=SKYLAKEX"));
    CHECK(blas_advice(openblas(core), kAvx2, 8).empty());
  }
  for (const char* core : {"SkylakeX", "Cooperlake", "SapphireRapids", "a later one"})
    CHECK(blas_advice(openblas(core), kAvx512, 8).empty());
}

TEST_CASE("a BLAS that is slow for other reasons is named", "[models]") {
  RuntimeFacts facts = openblas("SkylakeX");
  facts.blas_threads = 1;
  CHECK_THAT(blas_advice(facts, kAvx512, 8), Contains("one of 8 cores"));
  CHECK(blas_advice(facts, kAvx512, 1).empty());
  facts.blas_name = "reference";
  CHECK_THAT(blas_advice(facts, kOld, 1), Contains("libopenblas0-pthread"));
  facts.blas_name = "MKL";
  facts.blas_core = "";
  facts.blas_threads = 0;
  CHECK(blas_advice(facts, kAvx512, 8).empty());
}

TEST_CASE("a LibTorch or an OpenMP that does not use the whole machine is named", "[models]") {
  RuntimeFacts facts = openblas("SkylakeX");
  CHECK(tensor_advice(facts, kAvx512).empty());
  facts.has_onednn = false;
  CHECK_THAT(tensor_advice(facts, kAvx2), Contains("oneDNN"));
  for (const char* kernels : {"NO AVX", "Default", "DEFAULT"}) {
    facts.torch_kernels = kernels;
    CHECK_THAT(tensor_advice(facts, kAvx2), Contains("ATEN_CPU_CAPABILITY"));
  }
  facts.has_onednn = true;
  CHECK(tensor_advice(facts, kOld).empty());
  CHECK(thread_advice(facts, 8).empty());
  facts.openmp_threads = 1;
  CHECK_THAT(thread_advice(facts, 8), Contains("1 of 8") && Contains("OMP_THREAD_LIMIT"));
}

TEST_CASE("the facts name the kernels that run here", "[models]") {
  const RuntimeFacts facts = runtime_facts();
  INFO(facts.blas_library);
  CHECK_FALSE(facts.torch_kernels.empty());
  CHECK(facts.openmp_threads >= 1);
  CHECK((facts.blas_name == "OpenBLAS") == !facts.blas_core.empty());
  CHECK((facts.blas_name == "OpenBLAS") == (facts.blas_threads >= 1));
}
