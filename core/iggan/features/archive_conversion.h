#pragma once
#include <cstdint>
#include <filesystem>
#include <string>

/// Converts checkpoints and weights of iggan 0.1, which are LibTorch archives, to the current
/// format (docs/checkpoints.md). Loading an archive can run a program that it contains. So a
/// confined process loads it (base/confinement.h) and sends the tensors through a pipe as a
/// safetensors file, which is checked like any other.
namespace iggan {

/// The first argument of iggan as the confined process, followed by the file. It reports on
/// kChildReport (base/child_process.h).
constexpr const char* kSendArchive = "__send_archive";

/// The confined process's side. @param output  the pipe's descriptor. @throws DataError, Error.
void send_archive(const std::filesystem::path& file, int output);

/// The most bytes that an archive of that size can yield; more means that a program sent them.
[[nodiscard]] constexpr std::uint64_t most_sent_bytes(std::uint64_t archive_bytes) {
  return 4 * archive_bytes + (std::uint64_t{1} << 20);
}

/// Writes what was sent, a checkpoint or weights of `iggan features train`, in the current format;
/// the numbers are bit-identical. A checkpoint from a run folder also gets the run's config and
/// data fingerprint.
/// @param from  the archive.
/// @throws DataError when it is neither.
void write_converted(const std::string& sent, const std::filesystem::path& from,
                     const std::filesystem::path& to);

}  // namespace iggan
