#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

/// A fuzz target is one file that feeds one parser: the function below, and seeds(). It runs in two
/// programs: driver.cpp's, in the default tests, and libFuzzer's, under the preset `fuzz`.
///
/// How bad input is to end is an error of ours. Everything else is a finding: a crash, any other
/// exception, a sanitizer's word, a promise of expect() that does not hold.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace iggan::fuzz {

/// Sound inputs, from which mutations begin. Every target defines it.
[[nodiscard]] std::vector<std::string> seeds();

/// Runs a parser on an input.
/// @param where  the name of the input, which an error must tell.
/// @return whether it was taken.
bool accepts(const std::string& where, const std::function<void()>& parse);
/// The same for parsers of which another part names the source.
bool accepts(const std::function<void()>& parse);

/// How many inputs were taken by this process.
[[nodiscard]] std::size_t accepted_inputs();

/// Ends the process unless it holds.
void expect(bool holds, const char* promise);

}  // namespace iggan::fuzz
