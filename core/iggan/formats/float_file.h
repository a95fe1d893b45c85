#pragma once
#include <cstddef>
#include <filesystem>
#include <vector>

namespace iggan {

/// Plain float32, little-endian, no header: for values that are compared bit for bit.
/// @throws DataError when the file cannot be written.
void write_floats(const std::filesystem::path& path, const float* values, std::size_t count);
/// @throws DataError unless the file holds exactly `count` values.
[[nodiscard]] std::vector<float> read_floats(const std::filesystem::path& path, std::size_t count);

}  // namespace iggan
