#include <iggan/render/parameter_schema.h>

#include <algorithm>
#include <cmath>

namespace iggan {
namespace {

using config::Json;

/// The position of the check in the parameters, for messages.
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

bool has_type(const Json& value, const std::string& type, const Place& place) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_boolean();
  if (type == "null") return value.is_null();
  if (type == "number") return value.is_number();
  // JSON Schema counts 2.0 as an integer.
  if (type == "integer")
    return value.is_number_integer() ||
           (value.is_number_float() && std::trunc(value.get<double>()) == value.get<double>());
  fail<PluginError>("{}: the plugin's schema has the unknown type \"{}\"", place.text(), type);
}

void check_number(const Json& schema, const Json& value, const Place& place) {
  const double number = value.get<double>();
  if (!std::isfinite(number)) fail<ConfigError>("{}: {} is not finite", place.text(), number);
  const double low = schema.value("minimum", -std::numeric_limits<double>::infinity());
  const double high = schema.value("maximum", std::numeric_limits<double>::infinity());
  if (number < low || number > high)
    fail<ConfigError>("{}: {} is outside [{}, {}]", place.text(), value.dump(), low, high);
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

void complete(const Json& schema, Json& value, const Place& place);

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
  if (!schema.is_object())
    fail<PluginError>("{}: the plugin's schema is {}, not an object", place.text(), schema.dump());
  const std::string type = schema.value("type", "");
  if (!type.empty() && !has_type(value, type, place))
    fail<ConfigError>("{}: expected {} {}, got {}", place.text(),
                      type == "array" || type == "integer" || type == "object" ? "an" : "a", type,
                      value.dump());
  if (const auto choices = schema.find("enum"); choices != schema.end())
    check_enum(*choices, value, place);
  if (value.is_number()) check_number(schema, value, place);
  if (value.is_object()) complete_object(schema, value, place);
  if (const auto items = schema.find("items"); value.is_array() && items != schema.end())
    for (std::size_t i = 0; i < value.size(); ++i) complete(*items, value[i], place.element(i));
}

}  // namespace

Json complete_parameters(const std::string& schema, const Json& params, const std::string& where) {
  const Json none = {{"type", "object"}, {"additionalProperties", false}};
  Json completed = params.is_null() ? Json::object() : params;
  Json parsed;
  try {
    parsed = schema.empty() ? none : config::parse_json(schema, "the plugin's parameter schema");
  } catch (const ConfigError& error) {
    fail<PluginError>("{}: {}", where, error.what());
  }
  if (!completed.is_object())
    fail<ConfigError>("{}: the parameters must be a JSON object such as {{}}, got {}", where,
                      completed.dump());
  try {
    complete(parsed, completed, {where, ""});
  } catch (const Json::exception&) {
    fail<PluginError>(
        "{}: the plugin's parameter schema is malformed: a keyword has a value of a wrong type, "
        "such as a \"minimum\" that is not a number",
        where);
  }
  return completed;
}

}  // namespace iggan
