#pragma once

/// Before a function: the compiler writes it once more for an instruction set, "avx2" or "popcnt",
/// and the loader picks; the numbers are the same. (Not under the thread sanitizer, which is not
/// up yet when the loader picks.)
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_THREAD__)
#define IGGAN_TARGET_CLONES(instructions) __attribute__((target_clones(instructions, "default")))
#else
#define IGGAN_TARGET_CLONES(instructions)
#endif
