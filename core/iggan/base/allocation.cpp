#include <iggan/base/allocation.h>

#include <cstdlib>  // defines __GLIBC__ if this is glibc

#if defined(__GLIBC__)
#include <malloc.h>
#endif

#include <sys/resource.h>

#include <iggan/base/error.h>

namespace iggan {

void keep_large_buffers() {
#if defined(__GLIBC__)
  ::mallopt(M_MMAP_THRESHOLD, 32 << 20);  // the maximum that glibc accepts
  ::mallopt(M_TRIM_THRESHOLD, 1 << 30);
#endif
}

void check_memory_limits() {
  struct Limit {
    __rlimit_resource_t kind;
    rlim_t least;
    const char* name;
  };
  constexpr rlim_t kMillion = 1'000'000;
  for (const auto& [kind, least, name] : {Limit{RLIMIT_AS, 1200 * kMillion, "ulimit -v"},
                                          Limit{RLIMIT_DATA, 400 * kMillion, "ulimit -d"}}) {
    rlimit limit{};
    if (::getrlimit(kind, &limit) == 0 && limit.rlim_cur < least)
      fail<Error>(
          "this process is limited to {} MB of memory ({}), but networks need {} MB or more: raise "
          "the limit",
          limit.rlim_cur / kMillion, name, least / kMillion);
  }
}

}  // namespace iggan
