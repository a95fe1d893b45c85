#pragma once
// Catch2 for the tests: version 2, a single header, or version 3, several headers. What both have
// gets one name here.
#if __has_include(<catch2/catch_test_macros.hpp>)
#include <string>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_adapters.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using Catch::Approx;

/// Matches a text that contains `part`; in version 3, Catch2's own Contains matches elements.
inline Catch::Matchers::StringContainsMatcher Contains(
    const std::string& part, Catch::CaseSensitive cases = Catch::CaseSensitive::Yes) {
  return Catch::Matchers::ContainsSubstring(part, cases);
}
#else
#include <catch2/catch.hpp>

using Catch::Matchers::Contains;
#endif
