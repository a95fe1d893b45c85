#pragma once
#include <cstddef>
#include <set>
#include <string>
#include <vector>

/// What a plugin could change in the process around it, as the kernel and the C library tell.
namespace iggan::conformance {

[[nodiscard]] std::size_t thread_count();
[[nodiscard]] std::set<std::string> thread_ids();
/// Threads that are at work, not waiting for something, and not among `known`.
[[nodiscard]] std::size_t busy_threads_beside(const std::set<std::string>& known);
/// Processes that this one, or the keeper above it, has for children, this one excepted: a child of
/// an ended process becomes the keeper's.
[[nodiscard]] std::set<std::string> child_processes();
/// thread_count() once it is down to `expected`, or after a second: the kernel lists a thread a
/// little longer than its join.
[[nodiscard]] std::size_t settled_thread_count(std::size_t expected);
[[nodiscard]] std::set<std::string> open_descriptors();
/// Memory of this process that no file backs, in bytes.
[[nodiscard]] std::size_t private_bytes();
/// All of this process's address space that is taken, in bytes.
[[nodiscard]] std::size_t mapped_bytes();

/// What a polite plugin leaves as it was, each with a name for messages.
struct ProcessSettings {
  std::string locale, working_directory, signal_handlers, signal_mask, environment;
  unsigned float_control = 0;  // without the sticky flags
  int umask = -1;

  [[nodiscard]] static ProcessSettings now();
  /// The name of the first thing that differs, or empty.
  [[nodiscard]] std::string changed_since(const ProcessSettings& before) const;
};

/// Diverts standard output and standard error into files while it lives.
class OutputCapture {
 public:
  OutputCapture();
  ~OutputCapture();
  OutputCapture(const OutputCapture&) = delete;
  OutputCapture& operator=(const OutputCapture&) = delete;
  /// What was written so far.
  [[nodiscard]] std::string text();

 private:
  int saved_[2], files_[2];
};

/// The dynamic symbols that a library defines and exports. Empty for what is no ELF file.
[[nodiscard]] std::vector<std::string> exported_symbols(const std::string& library);

}  // namespace iggan::conformance
