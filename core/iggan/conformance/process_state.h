#pragma once
#include <cstddef>
#include <set>
#include <string>
#include <vector>

/// What a plugin could change in the process around it, as reported by the kernel and the C
/// library.
namespace iggan::conformance {

/// The number of threads of this process.
[[nodiscard]] std::size_t thread_count();
/// The ids of these threads.
[[nodiscard]] std::set<std::string> thread_ids();
/// The number of threads that are working, not waiting, and not in `known`.
[[nodiscard]] std::size_t busy_threads_beside(const std::set<std::string>& known);
/// Children of this process and of the keeper above it, except this process: a child of an ended
/// process becomes the keeper's.
[[nodiscard]] std::set<std::string> child_processes();
/// thread_count() once it is down to `expected`, or after a second: the kernel still lists a thread
/// for a short time after it was joined.
[[nodiscard]] std::size_t settled_thread_count(std::size_t expected);
/// Open descriptors, each with what it refers to.
[[nodiscard]] std::set<std::string> open_descriptors();
/// Memory of this process that is not backed by a file, in bytes.
[[nodiscard]] std::size_t private_bytes();
/// The address space that this process uses, in bytes.
[[nodiscard]] std::size_t mapped_bytes();

/// What a well-behaved plugin leaves unchanged, each with a name for messages.
struct ProcessSettings {
  std::string locale, working_directory, signal_handlers, signal_mask, environment;
  unsigned float_control = 0;  // without the sticky flags
  int umask = -1;

  [[nodiscard]] static ProcessSettings now();
  /// The name of the first thing that differs, or empty.
  [[nodiscard]] std::string changed_since(const ProcessSettings& before) const;
};

/// Redirects standard output and standard error to files while it exists.
class OutputCapture {
 public:
  OutputCapture();
  ~OutputCapture();
  OutputCapture(const OutputCapture&) = delete;
  OutputCapture& operator=(const OutputCapture&) = delete;
  /// The text written so far.
  [[nodiscard]] std::string text();

 private:
  int saved_[2], files_[2];
};

/// The dynamic symbols that a library defines and exports. Empty if it is not an ELF file.
[[nodiscard]] std::vector<std::string> exported_symbols(const std::string& library);

}  // namespace iggan::conformance
