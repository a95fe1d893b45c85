#pragma once
#include <support/catch.h>

/// Ends a test that this machine cannot run, before its first check. ctest lists it as skipped
/// (tests/CMakeLists.txt), and a test program prints the reason.
#define SKIP_TEST(reason)          \
  do {                             \
    WARN("skipped: " << (reason)); \
    return;                        \
  } while (false)
