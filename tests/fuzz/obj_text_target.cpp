#include <cmath>
#include <sstream>

#include <iggan/formats/obj_text.h>

#include "fuzz_target.h"

namespace iggan::fuzz {

std::vector<std::string> seeds() {
  return {
      "\xef\xbb\xbfv 0 0 0 # low\r\n  v 1 0 0\nv 0 1\\\n 0\nvt 0 1\nvn 0 0 1\n"
      "usemtl Folder\\\ng part\nf 1/1/1 2/1/1 3/1/1\nl 1 2\n",
      "mtllib a b.mtl\nv 1e5 1000000.25 +3 1\nv -1.5e-3 2 3 0.5\nv 1 2 3 1 0 0\nf -1 -2 -3 1",
      "v 500000.125 0 0\nv 500000.25 0 0\nv 500000 0.5 0\nf 1 2 3\n# ends in \\\nf 3 2 1\n"};
}

}  // namespace iggan::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace iggan;
  const std::string where = "sofa.obj";
  PlainObj plain;
  if (!fuzz::accepts(where, [&] {
        plain = plain_obj({reinterpret_cast<const char*>(data), size}, where);
      }))
    return 0;
  for (const double part : plain.origin) fuzz::expect(std::isfinite(part), "the origin is finite");
  // The plain form is a fixed point: it is read unchanged.
  const PlainObj again = plain_obj(plain.text, where);
  if (again.origin == std::array<double, 3>{})
    fuzz::expect(again.text == plain.text, "the plain form of a plain text is the text itself");
  std::istringstream lines(plain.text);
  for (std::string line; std::getline(lines, line);) {
    fuzz::expect(!line.empty() && line[0] != ' ' && line[0] != '#' && line.back() != '\\' &&
                     line.find('\r') == std::string::npos,
                 "no line is empty, a comment, indented or continued");
    if (line.rfind("v ", 0) == 0)
      fuzz::expect(line.find("nan") == std::string::npos && line.find("inf") == std::string::npos,
                   "positions are finite");
  }
  return 0;
}
