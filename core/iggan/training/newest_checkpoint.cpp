#include <iggan/training/newest_checkpoint.h>

#include <iggan/base/error.h>

namespace iggan {

TakenCheckpoint read_newest_checkpoint(const RunFolder& run, Log& log,
                                       const std::function<void(const TensorFile&)>& use) {
  const auto checkpoints = run.checkpoints();
  if (checkpoints.empty()) {
    const auto old = run.old_checkpoints();
    if (!old.empty()) refuse_old_checkpoint(old.back());
    fail<DataError>("{} has no checkpoint yet; continue training: {}", run.path().string(),
                    run.resume_command());
  }
  std::string newest;  // what is wrong with the newest one
  for (std::size_t i = checkpoints.size(); i-- > 0;) {
    try {
      use(TensorFile::read(checkpoints[i]));
      return {checkpoints[i],
              {checkpoints.begin() + static_cast<std::ptrdiff_t>(i) + 1, checkpoints.end()}};
    } catch (const Interrupted&) {
      throw;
    } catch (const Error& error) {
      if (newest.empty()) newest = error.what();
      if (i > 0) log.warn("{}; trying the previous checkpoint", error.what());
    }
  }
  fail<DataError>("no checkpoint of {} can be used: {}", run.path().string(), newest);
}

void read_checkpoint_of(const RunFolder& run, const std::filesystem::path& name, Log& log,
                        const std::function<void(const TensorFile&)>& use) {
  if (name.empty()) {
    (void)read_newest_checkpoint(run, log, use);
    return;
  }
  std::filesystem::path file = name;
  if (!std::filesystem::exists(file) && std::filesystem::exists(run.file(file.string())))
    file = run.file(file.string());
  if (!std::filesystem::exists(file)) fail<DataError>("there is no checkpoint {}", file.string());
  refuse_old_checkpoint(file);
  use(TensorFile::read(file));
}

void set_aside(const std::filesystem::path& damaged, Log& log) {
  std::error_code error;
  std::filesystem::rename(damaged, damaged.string() + ".damaged", error);
  if (error) log.warn("cannot rename {}: {}; remove it", damaged.string(), error.message());
}

void refuse_old_checkpoint(const std::filesystem::path& file) {
  if (file.extension() == RunFolder::kOldCheckpointExtension)
    fail<DataError>(
        "{} is from iggan 0.1, whose checkpoints may hold programs; convert it first: iggan "
        "convert-checkpoint {}",
        file.string(), file.string());
}

}  // namespace iggan
