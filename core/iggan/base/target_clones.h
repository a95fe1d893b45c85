#pragma once

/// Written before a function, makes the compiler add a version for an instruction set, "avx2" or
/// "popcnt"; the loader chooses one, and the results are the same. (Not under the thread sanitizer,
/// which is not initialized yet when the loader chooses.)
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_THREAD__)
#define IGGAN_TARGET_CLONES(instructions) __attribute__((target_clones(instructions, "default")))
#else
#define IGGAN_TARGET_CLONES(instructions)
#endif
