#include "parameters.h"

#include <iggan/renderer_plugin_validation.hpp>

namespace iggan::plugins {

using plugin::invalid;

ParameterReader::ParameterReader(std::string_view json) {
  std::string last_key;
  const auto remember = [&last_key](int, nlohmann::json::parse_event_t event,
                                    nlohmann::json& value) {
    if (event == nlohmann::json::parse_event_t::key) last_key = value.get<std::string>();
    return true;
  };
  try {
    values_ = nlohmann::json::parse(json, remember);
  } catch (const nlohmann::json::exception& error) {
    // NaN and 1e999 end up here: neither is a valid JSON number.
    invalid("parameters are not valid JSON" +
            (last_key.empty() ? "" : " at \"" + last_key.substr(0, 100) + "\"") + ": " +
            std::string(error.what()).substr(0, 300));
  }
  if (!values_.is_object()) invalid("parameters must be a JSON object");
}

nlohmann::json ParameterReader::take(const std::string& key) {
  known_ += (known_.empty() ? "" : ", ") + key;
  const auto found = values_.find(key);
  if (found == values_.end()) return {};
  nlohmann::json value = *found;
  values_.erase(found);
  if (value.is_null()) invalid("parameter \"" + key + "\" is null");
  return value;
}

int ParameterReader::integer(const std::string& key, int fallback, int least, int most) {
  const nlohmann::json value = take(key);
  if (value.is_null()) return fallback;
  const double number = value.is_number() ? value.get<double>() : 0.5;
  if (number != std::floor(number) || number < least || number > most)
    invalid("parameter \"" + key + "\" is " + value.dump().substr(0, 100) +
            "; it must be an integer from " + std::to_string(least) + " to " +
            std::to_string(most));
  return static_cast<int>(number);
}

double ParameterReader::number(const std::string& key, double fallback, double least, double most) {
  const nlohmann::json value = take(key);
  if (value.is_null()) return fallback;
  const double number = value.is_number() ? value.get<double>() : least - 1;
  if (!(number >= least && number <= most))
    invalid("parameter \"" + key + "\" is " + value.dump().substr(0, 100) +
            "; it must be a number from " + nlohmann::json(least).dump() + " to " +
            nlohmann::json(most).dump());
  return number;
}

bool ParameterReader::boolean(const std::string& key, bool fallback) {
  const nlohmann::json value = take(key);
  if (value.is_null()) return fallback;
  if (!value.is_boolean())
    invalid("parameter \"" + key + "\" is " + value.dump().substr(0, 100) +
            "; it must be true or false");
  return value.get<bool>();
}

std::size_t ParameterReader::choice(const std::string& key, std::size_t fallback,
                                    const std::vector<std::string>& names) {
  const nlohmann::json value = take(key);
  if (value.is_null()) return fallback;
  std::string all;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (value == names[i]) return i;
    all += (i == 0 ? "\"" : ", \"") + names[i] + "\"";
  }
  invalid("parameter \"" + key + "\" is " + value.dump().substr(0, 100) + "; it must be one of " +
          all);
}

void ParameterReader::finish() const {
  if (!values_.empty())
    invalid("unknown parameter \"" + values_.begin().key().substr(0, 100) + "\"; known: " + known_);
}

int read_samples_per_axis(ParameterReader& reader) {
  return reader.integer("samples_per_axis", 1, 1, 16);
}

Normals read_normals(ParameterReader& reader) {
  return static_cast<Normals>(reader.choice("normals", 0, {"flat", "smooth"}));
}

Style read_shared_style(ParameterReader& reader) {
  Style style;
  style.samples_per_axis = read_samples_per_axis(reader);
  style.normals = read_normals(reader);
  style.shadows = reader.boolean("shadows", style.shadows);
  return style;
}

std::string parameter_schema(const std::string& properties) {
  return R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "additionalProperties": false,
  "properties": {)" +
         properties + "\n  }\n}";
}

std::string shared_style_schema(const std::string& own) {
  return parameter_schema(std::string(kSamplesPerAxisSchema) + "," + kNormalsSchema + R"(,
    "shadows": {"type": "boolean", "default": false,
      "description": "hard shadows of directional and point lights"})" +
                          own);
}

}  // namespace iggan::plugins
