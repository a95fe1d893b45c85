#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

/// A fuzz target is one file that feeds one parser: the function below, and seeds(). It is built
/// into two programs: with driver.cpp for the default tests, and with libFuzzer under the preset
/// `fuzz`.
///
/// Bad input must end in one of our errors. Everything else is a finding: a crash, any other
/// exception, a sanitizer report, a failed expect().
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace iggan::fuzz {

/// Valid inputs, from which mutations are derived. Every target defines this.
[[nodiscard]] std::vector<std::string> seeds();

/// Runs a parser on an input.
/// @param where  the name of the input, which an error must contain.
/// @return whether it was accepted.
bool accepts(const std::string& where, const std::function<void()>& parse);
/// The same, for parsers whose errors get the name of the input elsewhere.
bool accepts(const std::function<void()>& parse);

/// How many inputs this process accepted.
[[nodiscard]] std::size_t accepted_inputs();

/// Ends the process unless the condition holds.
void expect(bool holds, const char* promise);

}  // namespace iggan::fuzz
