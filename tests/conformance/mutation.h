#pragma once
/// MUTATED(FLIP_Y) is true in the plugin compiled with -DMUTANT_FLIP_Y and false in all others, so
/// that the compiler reads every fault in every mutant.
#define MUTATED(name) (MUTANT_EXPANDED_(MUTANT_##name)[0] == '1')
#define MUTANT_EXPANDED_(value) MUTANT_TEXT_(value)
#define MUTANT_TEXT_(value) #value
