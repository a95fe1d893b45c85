#include <iggan/base/confinement.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <vector>

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <iggan/base/error.h>
#include <iggan/base/sanitizer.h>

namespace iggan {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
// From here on: x32 system call numbers, which belong to a different table.
constexpr std::uint32_t kFirstForeign = 0x40000000;
#elif defined(__aarch64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
constexpr std::uint32_t kFirstForeign = 0xffffffff;
#else
#error "base/confinement.cpp needs this architecture's number in the kernel's audit.h"
#endif

/// All system calls needed for computing in memory and reading open files.
constexpr long kAllowed[] = {
    SYS_read,          SYS_close,        SYS_fstat,           SYS_lseek,
    SYS_mmap,          SYS_mprotect,     SYS_munmap,          SYS_mremap,
    SYS_brk,           SYS_madvise,      SYS_rt_sigaction,    SYS_rt_sigprocmask,
    SYS_rt_sigreturn,  SYS_sigaltstack,  SYS_futex,           SYS_sched_yield,
    SYS_clock_gettime, SYS_gettimeofday, SYS_getpid,          SYS_gettid,
    SYS_getrandom,     SYS_exit,         SYS_exit_group,      SYS_set_robust_list,
    SYS_getrusage,     SYS_uname,        SYS_restart_syscall, SYS_sched_getaffinity,
};

constexpr std::uint32_t field(std::size_t offset) {
  return static_cast<std::uint32_t>(offset);
}

void limit(decltype(RLIMIT_CPU) which, std::uint64_t most) {
  const rlimit both{most, most};
  if (::setrlimit(which, &both) != 0)
    fail<Error>("cannot limit a process: {}", std::strerror(errno));
}

/// The BPF program with which the kernel allows or refuses each system call of the process.
std::vector<sock_filter> filter_program(int output) {
  std::vector<sock_filter> program;
  const auto load = [&](std::size_t offset) {
    program.push_back(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, field(offset)));
  };
  const auto answer = [&](std::uint32_t what) {
    program.push_back(BPF_STMT(BPF_RET | BPF_K, what));
  };
  const auto if_equal_allow = [&](std::uint32_t value) {
    program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1));
    answer(SECCOMP_RET_ALLOW);
  };
  load(offsetof(seccomp_data, arch));
  program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, kArchitecture, 1, 0));
  answer(SECCOMP_RET_KILL_PROCESS);
  load(offsetof(seccomp_data, nr));
  program.push_back(BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, kFirstForeign, 0, 1));
  answer(SECCOMP_RET_KILL_PROCESS);
  for (const long number : kAllowed) if_equal_allow(static_cast<std::uint32_t>(number));
  // Of the other system calls, allow only write, and only to `output` and standard error.
  program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, std::uint32_t{SYS_write}, 1, 0));
  answer(SECCOMP_RET_ERRNO | EPERM);
  load(offsetof(seccomp_data, args));  // the low half: these machines are little endian
  if_equal_allow(static_cast<std::uint32_t>(output));
  if_equal_allow(STDERR_FILENO);
  answer(SECCOMP_RET_ERRNO | EPERM);
  return program;
}

}  // namespace

void confine(const Confinement& confinement) {
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_CPU, static_cast<std::uint64_t>(confinement.seconds));
  // A sanitizer maps more memory than any sensible limit while the process runs.
  if (!kSanitized) limit(RLIMIT_DATA, confinement.memory_mib << 20);
  std::vector<sock_filter> program = filter_program(confinement.output);
  const sock_fprog all{static_cast<unsigned short>(program.size()), program.data()};
  // For all threads: SECCOMP_FILTER_FLAG_TSYNC.
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
      ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &all) != 0)
    fail<Error>(
        "cannot confine a process: this kernel has no seccomp filter ({}); use a machine that has "
        "one",
        std::strerror(errno));
}

}  // namespace iggan
