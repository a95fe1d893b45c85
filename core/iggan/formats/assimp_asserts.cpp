// Debian builds Assimp with assertions, and some damaged files fail them: the process would end.
// The library calls this function through a symbol that a program may define itself; with an
// exception, the failure becomes an error of that one file.
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
