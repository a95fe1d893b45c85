#include <support/catch.h>

#include <iggan/formats/java_properties.h>

using iggan::parse_java_properties;

TEST_CASE("properties are Latin-1 with escapes and come out as UTF-8", "[formats]") {
  auto p = parse_java_properties(
      "licence=Copyright \xa9 2008\nname#1=\\u00c9tag\\u00E8re\nclef=\\uD834\\uDD1E\n");
  CHECK(p["licence"] == "Copyright \xc2\xa9 2008");
  CHECK(p["name#1"] == "\xc3\x89tag\xc3\xa8re");
  CHECK(p["clef"] == "\xf0\x9d\x84\x9e");  // a surrogate pair, U+1D11E
}

TEST_CASE("properties have comments, separators and continued lines", "[formats]") {
  auto p = parse_java_properties(
      "# comment = no\n! neither\n\n  a = 1 \r\nb:2\rc 3\nd=x\\\n    "
      "y\\\\\ne\\=f=g\nh\\ttab=\\t|\\n\n");
  CHECK(p.size() == 6);
  CHECK(p["a"] == "1 ");
  CHECK(p["b"] == "2");
  CHECK(p["c"] == "3");
  CHECK(p["d"] == "xy\\");
  CHECK(p["e=f"] == "g");
  CHECK(p["h\ttab"] == "\t|\n");
}

TEST_CASE("broken properties lines break nothing", "[formats]") {
  auto p = parse_java_properties("dropOnTopElevation#-1\nbad=\\u12\nhalf=\\ud800!\nend=last\\");
  CHECK(p.count("dropOnTopElevation#-1") == 1);
  CHECK(p["dropOnTopElevation#-1"].empty());
  CHECK(p["bad"] == "\\u12");
  CHECK(p["half"] == "\xef\xbf\xbd!");  // half a pair has no UTF-8 form: the replacement character
  CHECK(p["end"] == "last");
  CHECK(parse_java_properties("").empty());
}
