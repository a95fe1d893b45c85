#pragma once
#include <filesystem>
#include <optional>

/// Test data kept next to the repository and not in it, because of its licenses. It is absent on
/// most machines, where tests that need it are skipped.
inline std::optional<std::filesystem::path> shared_data(const std::string& name) {
  const auto path = std::filesystem::path(IGGAN_SOURCE_DIR) / ".." / "shared" / "data" / name;
  if (!std::filesystem::exists(path)) return std::nullopt;
  return std::filesystem::canonical(path);
}
