#pragma once
namespace iggan {

/// Whether this code was compiled for the address or the thread sanitizer: they own the address
/// space and keep what is freed, so limits and measures of memory mean nothing.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

}  // namespace iggan
