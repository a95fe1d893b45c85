#pragma once
#include <filesystem>

#include <iggan/base/error.h>

namespace iggan {

/// Another process is working in a folder.
struct FolderInUse : Error {
  using Error::Error;
};

/// Keeps other processes out of a folder that this one works in: a run, or a cell of an experiment.
/// Commands that this process starts with the descriptor hold the lock too, so it outlives this
/// process if they do. The kernel releases it when the last of them ends for any reason.
class FolderLock {
 public:
  /// @throws FolderInUse; Error when the folder cannot be written.
  explicit FolderLock(const std::filesystem::path& folder);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;
  [[nodiscard]] int descriptor() const { return file_; }

 private:
  int file_;
};

/// Whether another process holds the lock of a folder now.
[[nodiscard]] bool folder_in_use(const std::filesystem::path& folder);

}  // namespace iggan
