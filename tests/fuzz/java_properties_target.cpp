#include <nlohmann/json.hpp>

#include <iggan/formats/java_properties.h>

#include "fuzz_target.h"

namespace iggan::fuzz {

std::vector<std::string> seeds() {
  return {"# comment\n! another\n\nid=Scopia#sofa1\nname#1 = Sofa\r\nwidth#1:180.5\rroom Living",
          "accent=\xe9\\u00e9 \\uD834\\uDD1E\\\n   goes on\\\\\nkey\\ with\\=signs=\\t\\n\\x",
          "half=\\ud800\\u12\nlast\\"};
}

}  // namespace iggan::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace iggan;
  fuzz::accepts([&] {
    for (const auto& [key, value] :
         parse_java_properties({reinterpret_cast<const char*>(data), size})) {
      (void)nlohmann::json(key).dump();  // throws if it is not UTF-8
      (void)nlohmann::json(value).dump();
    }
  });
  return 0;
}
