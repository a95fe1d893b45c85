#include <set>

#include <support/catch.h>

#include <iggan/base/error.h>
#include <iggan/config/enum_names.h>
#include <iggan/config/fields.h>
#include <iggan/config/training_config.h>
#include <iggan/conformance/finding.h>
#include <iggan/data/shape_manifest.h>
#include <iggan/geometry/surface.h>
#include <iggan/render/call_gate.h>
#include <iggan/render/renderer.h>

namespace iggan::test {
enum class Wood { oak = 3, beech = 7, ash = 1 };
enum class Nameless { one, two };
}  // namespace iggan::test

namespace iggan {
template <>
inline constexpr auto enum_names<test::Wood> =
    names<test::Wood>("a wood", {{test::Wood::oak, "oak"}, {test::Wood::beech, "beech"}});
}  // namespace iggan

namespace {

using iggan::test::Wood;

/// Every name converts to its value and back, and occurs once.
template <class E>
void check_table(std::size_t count) {
  const auto names = iggan::names_of<E>();
  INFO(names.front());
  CHECK(names.size() == count);
  CHECK(std::set<std::string>(names.begin(), names.end()).size() == count);
  std::set<E> values;
  for (const std::string& name : names) {
    E value{};
    iggan::from_string(name, value);
    CHECK(iggan::to_string(value) == name);
    values.insert(value);
    E read{};
    iggan::config::from_json(iggan::config::to_json(value), read, "key");
    CHECK(read == value);
  }
  CHECK(values.size() == count);
}

}  // namespace

TEST_CASE("a table of names turns an enum into text and back, in the table's order", "[config]") {
  CHECK(iggan::to_string(Wood::beech) == "beech");
  Wood wood = Wood::oak;
  iggan::from_string("beech", wood);
  CHECK(wood == Wood::beech);
  CHECK(iggan::names_of<Wood>() == std::vector<std::string>{"oak", "beech"});
  CHECK_FALSE(iggan::has_enum_names<iggan::test::Nameless>);
  CHECK_THROWS(iggan::to_string(Wood::ash));  // missing from the table
}

TEST_CASE("a text that names no value is refused, with the nearest name and the whole list",
          "[config]") {
  Wood wood = Wood::oak;
  CHECK_THROWS_WITH(iggan::from_string("beach", wood),
                    "\"beach\" is not a wood (did you mean beech?); use oak or beech");
  CHECK_THROWS_WITH(iggan::from_string("aluminium", wood),
                    "\"aluminium\" is not a wood; use oak or beech");
  CHECK_THROWS_AS(iggan::from_string("Oak", wood), iggan::ConfigError);
  CHECK_THROWS_AS(iggan::from_string("", wood), iggan::ConfigError);
  CHECK(wood == Wood::oak);
  iggan::LightKind kind{};
  CHECK_THROWS_WITH(iggan::config::from_json("pint", kind, "lights[2].kind"),
                    "lights[2].kind: \"pint\" is not a light kind (did you mean point?); use "
                    "ambient, directional or point");
}

TEST_CASE("the enums of the library have a name for each value", "[config]") {
  check_table<iggan::Method>(4);
  check_table<iggan::GeneratorStyle>(2);
  check_table<iggan::ProxyKind>(2);
  check_table<iggan::Precision>(3);
  check_table<iggan::PretrainingDomain>(3);
  check_table<iggan::SurfaceStyle>(2);
  check_table<iggan::CameraKind>(2);
  check_table<iggan::LightKind>(3);
  check_table<iggan::LightFrame>(2);
  check_table<iggan::Split>(3);
  check_table<iggan::ShapeStatus>(2);
  check_table<iggan::Determinism>(3);
  check_table<iggan::ThreadModel>(4);
  check_table<iggan::conformance::Verdict>(6);
}
