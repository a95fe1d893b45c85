#pragma once
#include <filesystem>

#include <iggan/models/tensor_file.h>

/// Archives of LibTorch: TorchScript, and the files of iggan 0.1. Loading an archive can run a
/// program that it holds, so iggan loads archives only in a confined process (or with --trust).
namespace iggan {

/// Whether the file starts like such an archive (ZIP).
[[nodiscard]] bool is_torch_archive(const std::filesystem::path& file);

/// The metadata key of the list of parameters' names, one per line, in the archive's order.
constexpr const char* kParameterNames = "parameters";

/// Every parameter and buffer of an archive, under its dotted name, and the list kParameterNames.
/// Permanently confines this process (base/confinement.h) before it loads the archive.
/// @param output  the descriptor that the process may still write to.
/// @throws DataError when it is not an archive or cannot be loaded this way.
[[nodiscard]] TensorFile read_torch_archive_confined(const std::filesystem::path& file, int output);

}  // namespace iggan
