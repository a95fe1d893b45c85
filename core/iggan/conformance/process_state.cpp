#include <iggan/conformance/process_state.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <clocale>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include <elf.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <iggan/base/error.h>
#include <iggan/conformance/finding.h>
#include <iggan/render/plugin_scope.h>

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

extern char** environ;  // POSIX

namespace iggan::conformance {
namespace fs = std::filesystem;

namespace {

unsigned float_control_word() {
#if defined(__x86_64__)
  return _mm_getcsr() & ~0x3Fu;
#elif defined(__aarch64__)
  unsigned long control;
  __asm__("mrs %0, fpcr" : "=r"(control));
  return static_cast<unsigned>(control);
#else
  return 0;
#endif
}

}  // namespace

std::size_t thread_count() {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator("/proc/self/task"), {}));
}

std::set<std::string> open_descriptors() {
  std::set<std::string> open;
  for (const auto& entry : fs::directory_iterator("/proc/self/fd")) {
    std::error_code closed;  // the iterator's own descriptor is closed by now
    const fs::path target = fs::read_symlink(entry.path(), closed);
    if (!closed && target.string().find("/proc/") != 0)
      open.insert(entry.path().filename().string() + " -> " + target.string());
  }
  return open;
}

std::set<std::string> thread_ids() {
  std::set<std::string> ids;
  for (const auto& entry : fs::directory_iterator("/proc/self/task"))
    ids.insert(entry.path().filename().string());
  return ids;
}

std::size_t busy_threads_beside(const std::set<std::string>& known) {
  std::size_t busy = 0;
  for (const auto& entry : fs::directory_iterator("/proc/self/task")) {
    if (known.count(entry.path().filename().string()) > 0) continue;
    std::ifstream in(entry.path() / "stat");
    std::string line;
    std::getline(in, line);
    const std::size_t name_end = line.rfind(')');  // the name may hold anything
    if (name_end != std::string::npos && line.size() > name_end + 2 && line[name_end + 2] == 'R')
      ++busy;
  }
  return busy;
}

std::set<std::string> child_processes() {
  std::set<std::string> children;
  const std::string self = std::to_string(::getpid());
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const std::string id = entry.path().filename().string();
    if (id.find_first_not_of("0123456789") != std::string::npos || id == self) continue;
    std::ifstream in(entry.path() / "stat");
    std::string line;
    std::getline(in, line);
    const std::size_t name_end = line.rfind(')');  // the name may hold anything
    if (name_end == std::string::npos || line.size() < name_end + 4) continue;
    const long parent = std::strtol(line.c_str() + name_end + 4, nullptr, 10);
    if (parent == ::getpid() || parent == ::getppid()) children.insert(id);
  }
  return children;
}

std::size_t settled_thread_count(std::size_t expected) {
  for (int wait = 0; wait < 100 && thread_count() > expected; ++wait)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  return thread_count();
}

std::size_t private_bytes() {
  std::ifstream status("/proc/self/smaps_rollup");  // exact, unlike status
  for (std::string line; std::getline(status, line);)
    if (line.rfind("Anonymous:", 0) == 0) return std::stoul(line.substr(10)) * 1024;
  return 0;
}

std::size_t mapped_bytes() {
  std::size_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

ProcessSettings ProcessSettings::now() {
  ProcessSettings settings;
  settings.locale = std::setlocale(LC_ALL, nullptr);
  settings.working_directory = fs::current_path().string();
  for (int number = 1; number < 32; ++number) {
    struct sigaction action {};
    if (::sigaction(number, nullptr, &action) != 0) continue;
    settings.signal_handlers +=
        fmt::format("{}:{} ", reinterpret_cast<std::uintptr_t>(action.sa_handler), action.sa_flags);
  }
  sigset_t mask;
  sigemptyset(&mask);
  ::pthread_sigmask(SIG_SETMASK, nullptr, &mask);
  for (int number = 1; number < 64; ++number)
    settings.signal_mask += sigismember(&mask, number) == 1 ? '1' : '0';
  for (char** variable = environ; *variable != nullptr; ++variable)
    settings.environment += std::string(*variable) + "\n";
  settings.float_control = float_control_word();
  settings.umask = current_umask();
  return settings;
}

std::string ProcessSettings::changed_since(const ProcessSettings& before) const {
  if (locale != before.locale) return "the locale (" + before.locale + " to " + locale + ")";
  if (working_directory != before.working_directory) return "the working directory";
  if (signal_handlers != before.signal_handlers) return "a signal handler";
  if (signal_mask != before.signal_mask) return "the signal mask";
  if (umask != before.umask) return "the umask";
  if (environment != before.environment) return "the environment variables";
  if (float_control != before.float_control) return "the floating-point control word";
  return "";
}

OutputCapture::OutputCapture() {
  std::fflush(nullptr);
  for (const int stream : {0, 1}) {
    files_[stream] = ::memfd_create("output", MFD_CLOEXEC);
    saved_[stream] = ::fcntl(stream + 1, F_DUPFD_CLOEXEC, 3);
    if (files_[stream] < 0 || ::dup2(files_[stream], stream + 1) < 0)
      fail<Error>("cannot divert the output: {}", std::strerror(errno));
  }
}

OutputCapture::~OutputCapture() {
  std::fflush(nullptr);
  for (const int stream : {0, 1}) {
    if (saved_[stream] >= 0) {
      ::dup2(saved_[stream], stream + 1);
      ::close(saved_[stream]);
    }
    ::close(files_[stream]);
  }
}

std::string OutputCapture::text() {
  std::fflush(nullptr);
  std::string text;
  for (const int file : files_) {
    char buffer[4096];
    off_t at = 0;
    for (ssize_t count; (count = ::pread(file, buffer, sizeof buffer, at)) > 0; at += count)
      text.append(buffer, static_cast<std::size_t>(count));
  }
  return text;
}

std::vector<std::string> exported_symbols(const std::string& library) {
  std::ifstream in(library, std::ios::binary);
  const std::string file((std::istreambuf_iterator<char>(in)), {});
  const auto read = [&file](auto& value, std::size_t at) {
    if (at + sizeof value > file.size()) return false;
    std::memcpy(&value, file.data() + at, sizeof value);
    return true;
  };
  Elf64_Ehdr header{};
  if (!read(header, 0) || std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 ||
      header.e_ident[EI_CLASS] != ELFCLASS64)
    return {};
  std::vector<std::string> names;
  for (std::size_t i = 0; i < header.e_shnum; ++i) {
    Elf64_Shdr section{}, strings{};
    if (!read(section, header.e_shoff + i * header.e_shentsize)) break;
    if (section.sh_type != SHT_DYNSYM || section.sh_entsize == 0) continue;
    if (!read(strings, header.e_shoff + std::size_t{section.sh_link} * header.e_shentsize)) break;
    for (std::size_t at = 0; at < section.sh_size; at += section.sh_entsize) {
      Elf64_Sym symbol{};
      if (!read(symbol, section.sh_offset + at)) break;
      const unsigned binding = ELF64_ST_BIND(symbol.st_info);
      const unsigned visibility = ELF64_ST_VISIBILITY(symbol.st_other);
      if (symbol.st_shndx == SHN_UNDEF || symbol.st_shndx == SHN_ABS ||
          (binding != STB_GLOBAL && binding != STB_WEAK && binding != STB_GNU_UNIQUE) ||
          (visibility != STV_DEFAULT && visibility != STV_PROTECTED))
        continue;
      const std::size_t name = strings.sh_offset + symbol.st_name;
      if (name < file.size()) names.emplace_back(file.c_str() + name);
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace iggan::conformance
