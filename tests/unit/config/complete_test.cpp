#include <support/catch.h>

#include <iggan/base/error.h>
#include <iggan/config/complete.h>

using iggan::config::Json;

namespace {

struct Leg {
  double length = 1;
  std::optional<int> toes;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    visit("length", self.length, "");
    visit("toes", self.toes, "");
  }
};
struct Chair {
  std::string name = "a chair";
  std::vector<Leg> legs;
  std::optional<Leg> spare;
  iggan::config::Named<Leg> arms;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    visit("name", self.name, "");
    visit("legs", self.legs, "");
    visit("spare", self.spare, "");
    visit("arms", self.arms, "");
  }
};

struct Counts {
  std::int64_t wide = 0;
  std::uint64_t seed = 0;
  int narrow = 0;
  IGGAN_FIELDS(wide, seed, narrow)
};

/// The fault found in a chair's JSON; empty if it is complete.
std::string complaint(const std::string& text) {
  Chair chair;
  try {
    const Json json = iggan::config::parse_json(text, "chair");
    iggan::config::from_json(json, chair, "");
    iggan::config::check_complete(json, chair, "");
  } catch (const iggan::ConfigError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a document is complete when only optional keys are missing", "[config]") {
  CHECK(complaint(R"({"name": "x", "legs": [{"length": 2}], "arms": {}})").empty());
  CHECK(complaint(R"({"name": "x", "legs": [], "arms": {}, "spare": null})").empty());
  CHECK(complaint(R"({"legs": [], "arms": {}})") == "name is missing");
  CHECK(complaint(R"({"name": "x", "arms": {}})") == "legs is missing");
  CHECK(complaint(R"({"name": "x", "legs": [{"length": 2}, {}], "arms": {}})") ==
        "legs[1].length is missing");
  CHECK(complaint(R"({"name": "x", "legs": [], "spare": {"toes": 5}, "arms": {}})") ==
        "spare.length is missing");
  CHECK(complaint(R"({"name": "x", "legs": [], "arms": {"left": {"length": 1}, "right": {}}})") ==
        "arms.right.length is missing");
}

TEST_CASE("a wrong value is shown in one short line, however long it is", "[config]") {
  CHECK(complaint(R"({"name": [1, 2]})") == "name: expected a string, got [1,2]");
  CHECK(complaint(R"({"name": [[1]]})") == "name: expected a string, got an array of 1 value");
  CHECK(complaint(R"({"name": {"a": {}, "b": 1}})") ==
        "name: expected a string, got an object of 2 keys");
  CHECK(complaint(R"({"legs": ")" + std::string(5000, 'x') + "\"}").size() < 300);
  CHECK(complaint(R"({"name": )" + std::string(200, '[') + std::string(200, ']') + "}") ==
        "name: expected a string, got an array of 1 value");
}

TEST_CASE("JSON nested too deeply is refused before it overflows the stack", "[config]") {
  const auto nested = [](std::size_t levels) {
    return R"({"a": "\"[", "name": )" + std::string(levels - 1, '[') +
           std::string(levels - 1, ']') + R"(, "b": 1, "c": 2, "d": 3})";
  };
  CHECK_NOTHROW(iggan::config::parse_json(nested(256), "chair"));
  CHECK_THROWS_WITH(iggan::config::parse_json(nested(257), "chair"),
                    "chair: not valid JSON here: 257 levels of arrays and objects; at most 256 are "
                    "read");
  CHECK_THROWS_AS(iggan::config::parse_json(nested(300000), "chair"), iggan::ConfigError);
  CHECK_NOTHROW(iggan::config::parse_json('"' + std::string(5000, '[') + '"', "text"));
}

TEST_CASE("an error in JSON is reported by its place, in our own words", "[config]") {
  const auto fault = [](const std::string& text) {
    try {
      (void)iggan::config::parse_json(text, "x.json");
    } catch (const iggan::ConfigError& error) {
      return std::string(error.what());
    }
    return std::string("no fault");
  };
  CHECK(fault("") == "x.json: not valid JSON: it is empty");
  CHECK(fault(" \n\t") == "x.json: not valid JSON: it is empty");
  CHECK(fault("{\"a\": ") == "x.json: not valid JSON: it ends too early");
  CHECK(fault("{\"a\": \"b") == "x.json: not valid JSON: it ends too early");
  CHECK(fault("{\"a\":\n  x}") == "x.json: not valid JSON: unexpected 'x' in line 2, column 3");
  CHECK(fault("[1,]") == "x.json: not valid JSON: unexpected ']' in line 1, column 4");
  CHECK(fault("[\"\x80\"]") == "x.json: not valid JSON: unexpected byte 0x80 in line 1, column 3");
  CHECK(fault("[1e999]") == "x.json: not valid JSON here: a number is too large");
}

TEST_CASE("an integer that does not fit is refused, even right at the limit", "[config]") {
  const auto read = [](const std::string& text) {
    Counts counts;
    iggan::config::from_json(iggan::config::parse_json(text, ""), counts, "");
    return counts;
  };
  CHECK(read(R"({"wide": 9223372036854775807})").wide == INT64_MAX);
  CHECK(read(R"({"wide": -9223372036854775808})").wide == INT64_MIN);
  CHECK(read(R"({"seed": 18446744073709551615})").seed == UINT64_MAX);
  CHECK(read(R"({"narrow": -2147483648})").narrow == INT32_MIN);
  for (const char* text :
       {R"({"wide": 9223372036854775808})", R"({"wide": 18446744073709551615})", R"({"seed": -1})",
        R"({"narrow": 2147483648})", R"({"narrow": -2147483649})"})
    CHECK_THROWS_WITH(read(text), Contains("is outside ["));
}
