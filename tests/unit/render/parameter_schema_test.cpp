#include <support/catch.h>

#include <limits>

#include <iggan/render/parameter_schema.h>

using iggan::check_parameter_schema;
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
    "tint": {"type": "array", "items": {"type": "number"}, "minItems": 3, "maxItems": 3,
             "default": [1, 1, 1]},
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

/// What is wrong with a schema that has this one parameter.
std::string fault_of(const std::string& name_and_entry) {
  try {
    check_parameter_schema(R"({"type": "object", "additionalProperties": false, "properties": {)" +
                               name_and_entry + "}}",
                           "my.py");
  } catch (const PluginError& error) {
    return error.what();
  }
  return "none";
}

}  // namespace

TEST_CASE("missing parameters get the schema's defaults, including nested ones", "[render]") {
  const Json all = complete({{"shadows", true}});
  CHECK(all == Json::parse(R"({"shadows": true, "samples_per_axis": 1, "normals": "flat",
                               "gains": [1], "tint": [1, 1, 1], "lens": {"radius": 0.5}, "seed": 7})"));
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
  CHECK_THAT(refusal({{"samples_per_axis", 9}}), Contains("expected an integer in [1, 8], got 9"));
  CHECK_THAT(refusal({{"shadows", 1}}), Contains("expected a boolean, got 1"));
  CHECK_THAT(refusal({{"normals", "smoth"}}),
             Contains("\"smoth\" is not one of \"flat\", \"smooth\"") &&
                 Contains("did you mean \"smooth\"?"));
  CHECK_THAT(refusal({{"gains", {1, -2}}}),
             Contains("gains[1]: expected a number at least 0, got -2"));
  CHECK_THAT(refusal({{"gains", {std::numeric_limits<double>::infinity()}}}),
             Contains("gains[0]") && Contains("not finite"));
  CHECK_THAT(refusal({{"tint", {1, 2}}}),
             Contains("parameter tint: expected an array of 3 items, got [1,2]"));
  CHECK(complete({{"tint", {1, 2, 3}}})["tint"] == Json({1, 2, 3}));
  CHECK_THAT(refusal(Json::array()), Contains("must be a JSON object"));
}

TEST_CASE("a whole number written as a float is an integer", "[render]") {
  CHECK(complete({{"samples_per_axis", 2.0}})["samples_per_axis"] == 2.0);
}

TEST_CASE("the limits of a number are shown as declared", "[render]") {
  CHECK(iggan::bounds_text({{"minimum", 1}, {"maximum", 8}}) == "in [1, 8]");
  CHECK(iggan::bounds_text({{"minimum", 0}}) == "at least 0");
  CHECK(iggan::bounds_text({{"maximum", 0.5}}) == "up to 0.5");
  CHECK(iggan::bounds_text({{"type", "number"}}).empty());
  const char* schema = R"({"type": "object", "additionalProperties": false, "properties":
      {"glow": {"type": "number", "maximum": 10, "default": 1}}})";
  CHECK_THROWS_WITH(complete_parameters(schema, {{"glow", 20}}, "renderer r"),
                    "renderer r: parameter glow: expected a number up to 10, got 20");
}

TEST_CASE("a schema is refused by the path of the key, with what was expected", "[render]") {
  CHECK(fault_of(R"("glow": {"type": "number", "default": 1})") == "none");
  CHECK(fault_of(R"("glow": {"enum": [1, 2], "default": 2, "title": "Glow"})") == "none");
  CHECK(fault_of(R"("glow": 1)") ==
        R"(my.py: params_schema.properties.glow: expected an object such as {"type": "number", )"
        R"("minimum": 0, "maximum": 10, "default": 1}, got 1)");
  CHECK(fault_of(R"("glow": {"type": "float", "default": 1})") ==
        R"(my.py: params_schema.properties.glow.type: expected one of "number", "integer", )"
        R"("boolean", "string", "array", "object", "null", got "float")");
  CHECK_THAT(fault_of(R"("glow": {"type": ["number"], "default": 1})"),
             Contains("glow.type: expected one of"));
  CHECK_THAT(
      fault_of(R"("glow": {"type": "number"})"),
      Contains(R"(my.py: params_schema.properties.glow: expected a "default" in it, as in)"));
  CHECK_THAT(fault_of(R"("glow": {"type": "number", "default": "x"})"),
             Contains("my.py: a default in params_schema: parameter glow: expected a number, got"));
  CHECK_THAT(fault_of(R"("glow": {"type": "number", "maximum": 1, "default": 2})"),
             Contains("parameter glow: expected a number up to 1, got 2"));
  CHECK_THAT(fault_of(R"("glow": {"type": "number", "minimun": 0, "default": 2})"),
             Contains("unknown key \"minimun\" (did you mean \"minimum\"?); known: \"type\""));
  CHECK_THAT(fault_of(R"("a": {"type": "number", "minimum": "one", "default": 2})"),
             Contains("a.minimum: expected a number such as 0.5, got \"one\""));
  CHECK_THAT(fault_of(R"("a": {"type": "number", "minimum": 3, "maximum": 2, "default": 2})"),
             Contains("minimum 3 is above its maximum 2"));
  CHECK_THAT(fault_of(R"("a": {"type": "array", "minItems": -1, "default": []})"),
             Contains("a.minItems: expected a whole number such as 3, got -1"));
  CHECK_THAT(fault_of(R"("a": {"type": "array", "minItems": 2, "maxItems": 1, "default": []})"),
             Contains("its minItems 2 is above its maxItems 1"));
  CHECK_THAT(fault_of(R"("a": {"type": "array", "minItems": 1, "default": []})"),
             Contains("parameter a: expected an array of at least 1 item, got []"));
  CHECK_THAT(fault_of(R"("a": {"type": "array", "maxItems": 2, "default": [1, 2, 3]})"),
             Contains("parameter a: expected an array of at most 2 items, got [1,2,3]"));
  CHECK_THAT(fault_of(R"("a": {"type": "array", "minItems": 1, "maxItems": 2, "default": []})"),
             Contains("parameter a: expected an array of 1 to 2 items, got []"));
  CHECK_THAT(fault_of(R"("a": {"type": "string", "enum": "flat", "default": "flat"})"),
             Contains("a.enum: expected an array of values such as [\"flat\", \"smooth\"]"));
  CHECK_THAT(fault_of(R"("a": {"type": "array", "items": {"type": "int"}, "default": []})"),
             Contains("properties.a.items.type: expected one of"));
  CHECK_THAT(fault_of(R"("a": {"type": "object", "default": {}, "properties": {"b": 1}})"),
             Contains("properties.a.properties.b: expected an object such as"));
  CHECK_THAT(fault_of(R"("a": {"type": "number", "description": 1, "default": 1})"),
             Contains("a.description: expected a string, got 1"));
}

TEST_CASE("an invalid schema is reported as the plugin's fault", "[render]") {
  const auto refuse = [](const std::string& schema, const std::string& words) {
    CHECK_THROWS_AS(complete_parameters(schema, Json::object(), "r"), PluginError);
    CHECK_THROWS_WITH(complete_parameters(schema, Json::object(), "r"), Contains(words));
  };
  refuse("{", "r: params_schema: not valid JSON");
  refuse("[1]", "r: params_schema: expected an object");
  refuse(R"({"additionalProperties": false})", R"(expected "type": "object" in it)");
  refuse(R"({"type": "object"})", R"(expected "additionalProperties": false in it)");
  refuse(R"({"type": "object", "additionalProperties": false, "properties": [1]})",
         "params_schema.properties: expected an object such as {\"glow\": {");
  refuse(R"({"type": "object", "additionalProperties": false, "required": "glow"})",
         "params_schema.required: expected an array of names");
  refuse(R"({"type": "object", "additionalProperties": false, "required": ["glow"]})",
         "parameter glow is missing");
  refuse(std::string(100000, '[') + std::string(100000, ']'), "levels of arrays");
}

TEST_CASE("a renderer without a schema takes no parameters", "[render]") {
  CHECK(complete_parameters("", Json::object(), "r") == Json::object());
  CHECK_THROWS_WITH(complete_parameters("", {{"a", 1}}, "r"), Contains("known: none"));
}
