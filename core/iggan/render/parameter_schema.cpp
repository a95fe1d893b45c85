#include <iggan/render/parameter_schema.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace iggan {
namespace {

using config::Json;

/// The parameter that is being checked, for messages.
struct Place {
  std::string owner;  // "renderer org.iggan.raster"
  std::string key;    // "lens.radius", "sizes[2]"; empty at the top

  [[nodiscard]] std::string text() const {
    return key.empty() ? owner + ": the parameters" : owner + ": parameter " + key;
  }
  [[nodiscard]] Place child(const std::string& name) const {
    return {owner, key.empty() ? name : key + "." + name};
  }
  [[nodiscard]] Place element(std::size_t i) const {
    return {owner, key + "[" + std::to_string(i) + "]"};
  }
};

constexpr std::array kTypes{"number", "integer", "boolean", "string", "array", "object", "null"};
// The last three are annotations, which nothing reads.
// clang-format off
constexpr std::array kSchemaKeys{
    "type", "default", "minimum", "maximum", "enum", "items", "minItems", "maxItems",
    "properties", "required", "additionalProperties", "description", "$schema", "$comment", "title"};
// clang-format on
constexpr const char* kExampleOfParameter =
    R"({"type": "number", "minimum": 0, "maximum": 10, "default": 1})";

/// A list of names, each in quotes.
template <class Names>
std::string in_quotes(const Names& names) {
  std::string list;
  for (const auto& name : names) list += (list.empty() ? "\"" : ", \"") + std::string(name) + "\"";
  return list;
}

bool has_type(const Json& value, const std::string& type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_boolean();
  if (type == "null") return value.is_null();
  if (type == "number") return value.is_number();
  // The remaining type is "integer"; in JSON Schema, 2.0 is an integer too.
  return value.is_number_integer() ||
         (value.is_number_float() && std::trunc(value.get<double>()) == value.get<double>());
}

/// "an integer", "a number"
std::string one_of_type(const std::string& type) {
  return (type == "array" || type == "integer" || type == "object" ? "an " : "a ") + type;
}

void check_number(const Json& schema, const Json& value, const Place& place) {
  const double number = value.get<double>();
  if (!std::isfinite(number)) fail<ConfigError>("{}: {} is not finite", place.text(), number);
  const double low = schema.value("minimum", -std::numeric_limits<double>::infinity());
  const double high = schema.value("maximum", std::numeric_limits<double>::infinity());
  if (number < low || number > high)
    fail<ConfigError>("{}: expected {} {}, got {}", place.text(),
                      one_of_type(schema.value("type", "number")), bounds_text(schema),
                      value.dump());
}

void check_enum(const Json& choices, const Json& value, const Place& place) {
  if (std::find(choices.begin(), choices.end(), value) != choices.end()) return;
  std::string list;
  std::vector<std::string> names;
  for (const auto& choice : choices) {
    list += (list.empty() ? "" : ", ") + choice.dump();
    if (choice.is_string()) names.push_back(choice.get<std::string>());
  }
  const std::string near =
      value.is_string() ? config::nearest_name(value.get<std::string>(), names) : "";
  fail<ConfigError>("{}: {} is not one of {}{}", place.text(), value.dump(), list,
                    near.empty() ? "" : " (did you mean \"" + near + "\"?)");
}

/// How many items the schema of an array allows, if it has a bound: "3 items", "1 to 3 items",
/// "at least 2 items".
std::string count_text(const Json& schema) {
  const Json* low = config::find_key(schema, "minItems");
  const Json* high = config::find_key(schema, "maxItems");
  std::string count;
  if (high == nullptr)
    count = "at least " + low->dump();
  else if (low == nullptr)
    count = "at most " + high->dump();
  else
    count = (*low == *high ? "" : low->dump() + " to ") + high->dump();
  return count + (*(high != nullptr ? high : low) == 1 ? " item" : " items");
}

void complete(const Json& schema, Json& value, const Place& place);

void complete_array(const Json& schema, Json& value, const Place& place) {
  const std::size_t low = schema.value("minItems", std::size_t{0});
  const std::size_t high = schema.value("maxItems", std::numeric_limits<std::size_t>::max());
  if (value.size() < low || value.size() > high)
    fail<ConfigError>("{}: expected an array of {}, got {}", place.text(), count_text(schema),
                      value.dump());
  if (const auto items = schema.find("items"); items != schema.end())
    for (std::size_t i = 0; i < value.size(); ++i) complete(*items, value[i], place.element(i));
}

void complete_object(const Json& schema, Json& value, const Place& place) {
  const Json properties = schema.value("properties", Json::object());
  std::vector<std::string> known;
  for (const auto& property : properties.items()) known.push_back(property.key());
  const auto additional = schema.find("additionalProperties");
  const bool closed = additional != schema.end() && *additional == false;
  for (const auto& item : value.items()) {
    if (!closed || properties.contains(item.key())) continue;
    const std::string near = config::nearest_name(item.key(), known);
    fail<ConfigError>("{}: unknown parameter {}{}; known: {}", place.owner,
                      place.child(item.key()).key,
                      near.empty() ? "" : " (did you mean " + near + "?)",
                      known.empty() ? "none" : fmt::format("{}", fmt::join(known, ", ")));
  }
  for (const auto& property : properties.items()) {
    const auto default_value = property.value().find("default");
    if (!value.contains(property.key()) && default_value != property.value().end())
      value[property.key()] = *default_value;
    if (value.contains(property.key()))
      complete(property.value(), value[property.key()], place.child(property.key()));
  }
  for (const auto& required : schema.value("required", Json::array()))
    if (!value.contains(required.get<std::string>()))
      fail<ConfigError>("{}: parameter {} is missing; it has no default", place.owner,
                        place.child(required.get<std::string>()).key);
}

void complete(const Json& schema, Json& value, const Place& place) {
  const std::string type = schema.value("type", "");
  if (!type.empty() && !has_type(value, type))
    fail<ConfigError>("{}: expected {}, got {}", place.text(), one_of_type(type), value.dump());
  if (const auto choices = schema.find("enum"); choices != schema.end())
    check_enum(*choices, value, place);
  if (value.is_number()) check_number(schema, value, place);
  if (value.is_object()) complete_object(schema, value, place);
  if (value.is_array()) complete_array(schema, value, place);
}

/// Checks a keyword's value, if the schema has the keyword.
template <class Fits>
void check_keyword(const Json& schema, const char* key, const std::string& at, const Fits& fits,
                   const std::string& expected) {
  const Json* value = config::find_key(schema, key);
  if (value != nullptr && !fits(*value)) config::fail_type(at + "." + key, expected, *value);
}

/// @param at  the schema's path, for messages: "my_renderer.py: params_schema.properties.glow".
void check_schema(const Json& schema, const std::string& at) {
  if (!schema.is_object())
    config::fail_type(at, std::string("an object such as ") + kExampleOfParameter, schema);
  for (const auto& item : schema.items()) {
    if (std::find(kSchemaKeys.begin(), kSchemaKeys.end(), item.key()) != kSchemaKeys.end())
      continue;
    const std::string near =
        config::nearest_name(item.key(), {kSchemaKeys.begin(), kSchemaKeys.end()});
    fail<ConfigError>("{}: unknown key \"{}\"{}; known: {}", at, item.key(),
                      near.empty() ? "" : " (did you mean \"" + near + "\"?)",
                      in_quotes(kSchemaKeys));
  }
  const auto is_text = [](const Json& value) { return value.is_string(); };
  check_keyword(
      schema, "type", at,
      [](const Json& value) {
        return std::find(kTypes.begin(), kTypes.end(), value) != kTypes.end();
      },
      "one of " + in_quotes(kTypes));
  for (const char* bound : {"minimum", "maximum"})
    check_keyword(
        schema, bound, at, [](const Json& value) { return value.is_number(); },
        "a number such as 0.5");
  for (const char* bound : {"minItems", "maxItems"})
    check_keyword(
        schema, bound, at, [](const Json& value) { return value.is_number_unsigned(); },
        "a whole number such as 3");
  for (const auto& [low, high] :
       {std::pair{"minimum", "maximum"}, std::pair{"minItems", "maxItems"}})
    if (schema.contains(low) && schema.contains(high) &&
        schema[low].get<double>() > schema[high].get<double>())
      fail<ConfigError>("{}: its {} {} is above its {} {}", at, low, schema[low].dump(), high,
                        schema[high].dump());
  check_keyword(
      schema, "enum", at, [](const Json& value) { return value.is_array() && !value.empty(); },
      R"(an array of values such as ["flat", "smooth"])");
  check_keyword(schema, "description", at, is_text, "a string");
  check_keyword(
      schema, "required", at,
      [&](const Json& value) {
        return value.is_array() && std::all_of(value.begin(), value.end(), is_text);
      },
      R"(an array of names such as ["glow"])");
  check_keyword(
      schema, "additionalProperties", at, [](const Json& value) { return value.is_boolean(); },
      "false");
  check_keyword(
      schema, "properties", at, [](const Json& value) { return value.is_object(); },
      std::string(R"(an object such as {"glow": )") + kExampleOfParameter + "}");
  if (const Json* items = config::find_key(schema, "items"); items != nullptr)
    check_schema(*items, at + ".items");
  const Json properties = schema.value("properties", Json::object());
  for (const auto& property : properties.items()) {
    const std::string inside = at + ".properties." + property.key();
    check_schema(property.value(), inside);
    if (!property.value().contains("default"))
      fail<ConfigError>("{}: expected a \"default\" in it, as in {}", inside, kExampleOfParameter);
  }
}

/// Parses and checks the schema.
Json read_schema(const std::string& text, const std::string& where) {
  if (text.empty()) return {{"type", "object"}, {"additionalProperties", false}};
  const std::string at = where + ": params_schema";
  try {
    Json schema = config::parse_json(text, at);
    check_schema(schema, at);
    if (schema.value("type", "") != "object")
      fail<ConfigError>("{}: expected \"type\": \"object\" in it", at);
    if (schema.value("additionalProperties", true))
      fail<ConfigError>("{}: expected \"additionalProperties\": false in it", at);
    Json defaults = Json::object();
    complete(schema, defaults, {where + ": a default in params_schema", ""});
    return schema;
  } catch (const ConfigError& error) {
    fail<PluginError>("{}", error.what());
  }
}

}  // namespace

void check_parameter_schema(const std::string& schema, const std::string& where) {
  (void)read_schema(schema, where);
}

std::string bounds_text(const Json& schema) {
  const Json* low = config::find_key(schema, "minimum");
  const Json* high = config::find_key(schema, "maximum");
  if (low != nullptr && high != nullptr)
    return fmt::format("in [{}, {}]", low->dump(), high->dump());
  if (low != nullptr) return "at least " + low->dump();
  return high != nullptr ? "up to " + high->dump() : "";
}

Json complete_parameters(const std::string& schema, const Json& params, const std::string& where) {
  const Json checked = read_schema(schema, where);
  Json completed = params.is_null() ? Json::object() : params;
  if (!completed.is_object())
    fail<ConfigError>("{}: the parameters must be a JSON object such as {{}}, got {}", where,
                      completed.dump());
  complete(checked, completed, {where, ""});
  return completed;
}

}  // namespace iggan
