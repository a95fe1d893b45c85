#pragma once
#include <cstdint>
#include <type_traits>

namespace mutant {

/// FNV-1a of the name of a fault.
constexpr std::uint64_t fault_number(const char* name) {
  std::uint64_t hash = 14695981039346656037U;
  for (; *name != 0; ++name) hash = (hash ^ static_cast<unsigned char>(*name)) * 1099511628211U;
  return hash;
}

/// The fault of this plugin: in mutation.cpp, the one part of a mutant that is its own.
extern const std::uint64_t kFault;

}  // namespace mutant

/// MUTATED(FLIP_Y) is true in the plugin whose mutation.cpp is compiled with -DMUTANT_NAME="FLIP_Y"
/// and false in all others.
#define MUTATED(name) \
  (mutant::kFault == std::integral_constant<std::uint64_t, mutant::fault_number(#name)>::value)
