#pragma once
#include <cstdint>
#include <filesystem>
#include <string>

/// Checkpoints and weights of iggan 0.1, archives of LibTorch, made today's (docs/checkpoints.md).
/// Loading an archive can run a program that it holds. So a confined process loads it
/// (base/confinement.h) and sends the tensors as a safetensors file through a pipe; what arrives
/// there is checked as any file is.
namespace iggan {

/// The first argument of iggan as the confined process; the file follows. It answers on
/// kChildReport (base/child_process.h).
constexpr const char* kSendArchive = "__send_archive";

/// The confined process's side. @param output  the pipe's descriptor. @throws DataError, Error.
void send_archive(const std::filesystem::path& file, int output);

/// The most bytes that come of an archive of that size; more is a program's doing.
[[nodiscard]] constexpr std::uint64_t most_sent_bytes(std::uint64_t archive_bytes) {
  return 4 * archive_bytes + (std::uint64_t{1} << 20);
}

/// Writes what was sent, a checkpoint or weights of `iggan features train`, as a file of today,
/// bit-equal. A checkpoint from a run folder also gets the run's config and fingerprint of data.
/// @param from  the archive.
/// @throws DataError when it is neither.
void write_converted(const std::string& sent, const std::filesystem::path& from,
                     const std::filesystem::path& to);

}  // namespace iggan
