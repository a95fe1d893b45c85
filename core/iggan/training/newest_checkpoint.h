#pragma once
#include <filesystem>
#include <functional>
#include <vector>

#include <iggan/console/log.h>
#include <iggan/models/tensor_file.h>
#include <iggan/training/run_folder.h>

namespace iggan {

/// The checkpoint that was used, and the newer ones that could not be used.
struct TakenCheckpoint {
  std::filesystem::path file;
  std::vector<std::filesystem::path> damaged;
};

/// Passes the newest checkpoint to `use`. If it cannot be read, or `use` throws an Error, logs a
/// warning and tries the previous one, so a run survives the loss of its newest checkpoint.
/// @throws DataError when there is none, or none can be used.
[[nodiscard]] TakenCheckpoint read_newest_checkpoint(
    const RunFolder& run, Log& log, const std::function<void(const TensorFile&)>& use);

/// Passes the checkpoint `name` to `use`: a path, or a name in the run folder. If empty, the
/// newest, as above.
/// @throws DataError as above, and when there is no such file.
void read_checkpoint_of(const RunFolder& run, const std::filesystem::path& name, Log& log,
                        const std::function<void(const TensorFile&)>& use);

/// Renames a damaged checkpoint so that it is not used as the newest. Logs a warning if that
/// fails.
void set_aside(const std::filesystem::path& damaged, Log& log);

/// LibTorch archives, which iggan 0.1 wrote, are not opened: they may hold programs.
/// @throws DataError saying how to convert the file if its name is that of such an archive.
void refuse_old_checkpoint(const std::filesystem::path& file);

}  // namespace iggan
