// Debian builds Assimp with assertions. Some damaged files violate them, which would end the
// process. The library reports a failed assertion by calling this function, which a program may
// define itself. Here it throws, so the failure becomes an error of that one file.
#include <stdexcept>

#include <iggan/formats/assimp_asserts.h>

namespace Assimp {

void aiAssertViolation(const char*, const char*, int) {
  throw std::runtime_error("the file contradicts itself");
}

}  // namespace Assimp

namespace iggan {

void turn_assimp_asserts_into_errors() {}

}  // namespace iggan
