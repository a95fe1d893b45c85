#pragma once

/// Placed before a function, this makes the compiler add a version of the function for an
/// instruction set, "avx2" or "popcnt". The loader chooses a version; the results are the same.
/// (Not under the thread sanitizer, which is not initialised yet when the loader chooses.)
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_THREAD__)
#define IGGAN_TARGET_CLONES(instructions) __attribute__((target_clones(instructions, "default")))
#else
#define IGGAN_TARGET_CLONES(instructions)
#endif
