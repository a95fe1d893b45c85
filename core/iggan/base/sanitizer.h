#pragma once
namespace iggan {

/// Whether this code was compiled with the address or the thread sanitizer. These manage the
/// address space and keep freed memory, so limits and measurements of memory mean nothing.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

}  // namespace iggan
