#pragma once
#include <support/catch.h>

/// Leaves a test that this machine cannot run, before its first check. ctest lists it as skipped
/// (tests/CMakeLists.txt), and a test program says why.
#define SKIP_TEST(reason)          \
  do {                             \
    WARN("skipped: " << (reason)); \
    return;                        \
  } while (false)
