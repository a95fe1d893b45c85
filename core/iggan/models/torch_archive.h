#pragma once
#include <filesystem>

#include <iggan/models/tensor_file.h>

/// Archives of LibTorch: TorchScript, and what iggan 0.1 wrote. Loading one can run a program that
/// it holds, so that iggan loads them in a confined process only (or with --trust).
namespace iggan {

/// Whether the file begins as such archives do (ZIP).
[[nodiscard]] bool is_torch_archive(const std::filesystem::path& file);

/// The text that lists the names of parameters, a line each, in the archive's order.
constexpr const char* kParameterNames = "parameters";

/// Every parameter and buffer of an archive, under its dotted name, with kParameterNames. Confines
/// this process (base/confinement.h), for good, before it loads the archive.
/// @param output  the descriptor that the process may still write to.
/// @throws DataError when it is no archive, or cannot be loaded so.
[[nodiscard]] TensorFile read_torch_archive_confined(const std::filesystem::path& file, int output);

}  // namespace iggan
