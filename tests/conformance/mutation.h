#pragma once

namespace mutant {

/// The list in CMakeLists.txt.
enum class Fault { MUTANT_FAULTS };

/// The fault of this plugin, defined in mutation.cpp, the only file that differs between mutants.
extern const Fault kFault;

}  // namespace mutant

/// MUTATED(FLIP_Y) is true in the plugin whose mutation.cpp is compiled with -DMUTANT=FLIP_Y and
/// false in all others.
#define MUTATED(name) (mutant::kFault == mutant::Fault::name)
