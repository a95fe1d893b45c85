#pragma once
#include <filesystem>
#include <functional>
#include <vector>

#include <iggan/console/log.h>
#include <iggan/models/tensor_file.h>
#include <iggan/training/run_folder.h>

namespace iggan {

/// The checkpoint of a run that was taken, and the newer ones that could not be.
struct TakenCheckpoint {
  std::filesystem::path file;
  std::vector<std::filesystem::path> damaged;
};

/// A run is not lost with its newest checkpoint. Hands the newest to `use`; if it cannot be read,
/// or `use` throws an Error, that is logged as a warning and the one before is tried.
/// @throws DataError when there is none, or none can be used.
[[nodiscard]] TakenCheckpoint read_newest_checkpoint(
    const RunFolder& run, Log& log, const std::function<void(const TensorFile&)>& use);

/// Hands `use` the checkpoint that `name` is the file of, by its path or within the run; the
/// newest, as above, if it is empty.
/// @throws DataError as above, and when there is no such file.
void read_checkpoint_of(const RunFolder& run, const std::filesystem::path& name, Log& log,
                        const std::function<void(const TensorFile&)>& use);

/// Renames a damaged checkpoint, so that nobody takes it for the newest; if that fails, it is
/// logged as a warning.
void set_aside(const std::filesystem::path& damaged, Log& log);

/// Archives of LibTorch, which iggan 0.1 wrote, are not opened: they may hold programs.
/// @throws DataError saying how to convert the file if it is one by its name.
void refuse_old_checkpoint(const std::filesystem::path& file);

}  // namespace iggan
