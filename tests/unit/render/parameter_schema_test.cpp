#include <support/catch.h>

#include <limits>

#include <iggan/render/parameter_schema.h>

using iggan::complete_parameters;
using iggan::ConfigError;
using iggan::PluginError;
using iggan::config::Json;

namespace {

const char* const kSchema = R"({
  "type": "object", "additionalProperties": false, "required": ["seed"],
  "properties": {
    "samples_per_axis": {"type": "integer", "minimum": 1, "maximum": 8, "default": 1},
    "normals": {"type": "string", "enum": ["flat", "smooth"], "default": "flat"},
    "shadows": {"type": "boolean", "default": false},
    "gains": {"type": "array", "items": {"type": "number", "minimum": 0}, "default": [1]},
    "lens": {"type": "object", "additionalProperties": false,
             "properties": {"radius": {"type": "number", "default": 0.5}}, "default": {}},
    "seed": {"type": "integer", "default": 7}
  }
})";

Json complete(const Json& params) {
  return complete_parameters(kSchema, params, "renderer r");
}

std::string refusal(const Json& params) {
  try {
    (void)complete(params);
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("missing parameters get the schema's defaults, also nested ones", "[render]") {
  const Json all = complete({{"shadows", true}});
  CHECK(all == Json::parse(R"({"shadows": true, "samples_per_axis": 1, "normals": "flat",
                               "gains": [1], "lens": {"radius": 0.5}, "seed": 7})"));
}

TEST_CASE("a misspelt parameter is refused with the nearest one", "[render]") {
  CHECK_THAT(refusal({{"sample_per_axis", 2}}),
             Contains("renderer r: unknown parameter sample_per_axis (did you mean "
                      "samples_per_axis?); known: samples_per_axis, normals"));
  CHECK_THAT(refusal({{"lens", {{"radios", 1}}}}),
             Contains("lens.radios") && Contains("did you mean radius?"));
}

TEST_CASE("wrong types, ranges and choices are refused by key and value", "[render]") {
  CHECK_THAT(refusal({{"samples_per_axis", "two"}}),
             Contains("parameter samples_per_axis: expected an integer, got \"two\""));
  CHECK_THAT(refusal({{"samples_per_axis", 1.5}}), Contains("expected an integer, got 1.5"));
  CHECK_THAT(refusal({{"samples_per_axis", 9}}), Contains("9 is outside [1, 8]"));
  CHECK_THAT(refusal({{"shadows", 1}}), Contains("expected a boolean, got 1"));
  CHECK_THAT(refusal({{"normals", "smoth"}}),
             Contains("\"smoth\" is not one of \"flat\", \"smooth\"") &&
                 Contains("did you mean \"smooth\"?"));
  CHECK_THAT(refusal({{"gains", {1, -2}}}), Contains("gains[1]: -2 is outside [0, inf]"));
  CHECK_THAT(refusal({{"gains", {std::numeric_limits<double>::infinity()}}}),
             Contains("gains[0]") && Contains("not finite"));
  CHECK_THAT(refusal(Json::array()), Contains("must be a JSON object"));
}

TEST_CASE("a whole number written as a float is an integer", "[render]") {
  CHECK(complete({{"samples_per_axis", 2.0}})["samples_per_axis"] == 2.0);
}

TEST_CASE("a required parameter without a default must be given", "[render]") {
  const char* schema =
      R"({"type": "object", "required": ["scene"], "properties": {"scene": {"type": "string"}}})";
  CHECK_THROWS_WITH(complete_parameters(schema, Json::object(), "renderer r"),
                    Contains("parameter scene is missing"));
  CHECK(complete_parameters(schema, {{"scene", "x"}}, "renderer r")["scene"] == "x");
}

TEST_CASE("a schema that cannot be used is the plugin's fault", "[render]") {
  CHECK_THROWS_AS(complete_parameters("{", Json::object(), "r"), PluginError);
  CHECK_THROWS_AS(
      complete_parameters(R"({"properties": {"a": {"type": "quaternion"}}})", {{"a", 1}}, "r"),
      PluginError);
  CHECK_THROWS_AS(
      complete_parameters(R"({"properties": {"a": {"minimum": "one"}}})", {{"a", 1}}, "r"),
      PluginError);
  CHECK_THROWS_AS(
      complete_parameters(std::string(100000, '[') + std::string(100000, ']'), Json::object(), "r"),
      PluginError);
}

TEST_CASE("a renderer without a schema takes no parameters", "[render]") {
  CHECK(complete_parameters("", Json::object(), "r") == Json::object());
  CHECK_THROWS_WITH(complete_parameters("", {{"a", 1}}, "r"), Contains("known: none"));
}
