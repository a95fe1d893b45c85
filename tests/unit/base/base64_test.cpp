#include <support/catch.h>

#include <iggan/base/base64.h>

TEST_CASE("base64 of the examples of RFC 4648, and of any byte", "[base]") {
  CHECK(iggan::base64("").empty());
  CHECK(iggan::base64("f") == "Zg==");
  CHECK(iggan::base64("fo") == "Zm8=");
  CHECK(iggan::base64("foo") == "Zm9v");
  CHECK(iggan::base64("foobar") == "Zm9vYmFy");
  CHECK(iggan::base64(std::string("\0\xff\xfe", 3)) == "AP/+");
}
