#pragma once
namespace iggan {

/// Whether this code was compiled for the address or the thread sanitizer: these own the address
/// space and keep freed memory, so memory limits and measurements mean nothing.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

}  // namespace iggan
