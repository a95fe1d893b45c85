#include <iggan/base/error.h>

namespace iggan::detail {

void check_failed(const char* condition, const char* file, int line) {
  throw std::logic_error(fmt::format("internal check failed: {} ({}:{})", condition, file, line));
}

}  // namespace iggan::detail
