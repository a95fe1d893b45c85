// The fault of one mutant; see mutation.h.
#include "mutation.h"

#include <iggan/renderer_abi.h>

constexpr mutant::Fault mutant::kFault = mutant::Fault::MUTANT;

#ifdef MUTANT_EXPORTS_MORE
extern "C" IGGAN_EXPORT const char* mutant_version(void);
extern "C" IGGAN_EXPORT const char* mutant_version(void) {
  return "1.0";
}
#endif
