#pragma once
#include <string>

namespace iggan {

/// Base64 of bytes, with padding, on one line (RFC 4648).
[[nodiscard]] std::string base64(const std::string& bytes);

}  // namespace iggan
