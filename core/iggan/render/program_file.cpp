#include <iggan/render/program_file.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>

#include <elf.h>
#include <unistd.h>

#include <iggan/base/error.h>
#include <iggan/base/shell_words.h>

namespace iggan {
namespace fs = std::filesystem;

namespace {

/// The first bytes of a file, which show how it can be run.
class FileStart {
 public:
  explicit FileStart(const fs::path& file) : in_(file, std::ios::binary) {
    in_.read(reinterpret_cast<char*>(&header_), sizeof header_);
    size_ = std::size_t(in_.gcount());
  }
  [[nodiscard]] bool is_empty() const { return size_ == 0; }  // or cannot be read
  [[nodiscard]] bool is_script() const { return begins_with("#!", 2); }
  [[nodiscard]] bool is_elf() const { return begins_with(ELFMAG, SELFMAG); }
  /// Whether an ELF file can be run: it is not a shared object, or has an interpreter, as
  /// position-independent executables have.
  [[nodiscard]] bool is_elf_program() {
    if (size_ < sizeof header_ || header_.e_ident[EI_CLASS] != ELFCLASS64) return false;
    if (header_.e_type == ET_EXEC) return true;
    for (std::size_t i = 0; i < header_.e_phnum; ++i) {
      Elf64_Phdr segment{};
      in_.clear();
      in_.seekg(std::streamoff(header_.e_phoff + i * header_.e_phentsize));
      if (!in_.read(reinterpret_cast<char*>(&segment), sizeof segment)) return false;
      if (segment.p_type == PT_INTERP) return true;
    }
    return false;
  }

 private:
  [[nodiscard]] bool begins_with(const char* magic, std::size_t count) const {
    return size_ >= count && std::memcmp(&header_, magic, count) == 0;
  }

  std::ifstream in_;
  Elf64_Ehdr header_{};
  std::size_t size_ = 0;  // bytes read
};

}  // namespace

bool is_program(const fs::path& file) {
  std::error_code error;
  if (!fs::is_regular_file(file, error)) return false;
  FileStart start(file);
  if (start.is_script()) return true;
  if (!start.is_elf()) return file.extension() != ".so" && ::access(file.c_str(), X_OK) == 0;
  return start.is_elf_program();
}

std::string advice_for_program(const fs::path& file) {
  std::error_code error;
  if (!fs::is_regular_file(file, error) || file.extension() == ".so" || is_program(file)) return "";
  const FileStart start(file);
  if (start.is_empty() || start.is_elf()) return "";
  return fmt::format(
      "{} is neither a shared library nor a program: make its first line #!/usr/bin/env python3 "
      "(or your language's) and run chmod +x {}",
      file.string(), shell_word(file.string()));
}

void check_program_file(const fs::path& path) {
  if (::access(path.c_str(), X_OK) != 0)
    fail<PluginError>("the program {} may not be run; try: chmod +x {}", path.string(),
                      path.string());
  std::array<char, 256> start{};
  std::ifstream in(path, std::ios::binary);
  in.read(start.data(), start.size());
  std::string line(start.data(), std::size_t(in.gcount()));
  line.resize(std::min(line.find('\n'), line.size()));
  if (line.rfind("#!", 0) == 0 && line.back() == '\r')
    fail<PluginError>(
        "the program {} has a first line that ends in a carriage return, a Windows line ending; "
        "try: sed -i 's/\\r$//' {}",
        path.string(), shell_word(path.string()));
}

}  // namespace iggan
