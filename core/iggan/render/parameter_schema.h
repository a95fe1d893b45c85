#pragma once
#include <string>

#include <iggan/config/fields.h>

namespace iggan {

/// Checks a renderer's parameters against the schema it declares, and fills in the defaults.
/// The subset of JSON Schema 2020-12 that plugins may use: type (one name), enum, minimum, maximum,
/// items, properties, required, default, description, additionalProperties: false.
/// @param schema  JSON text, as a plugin's iggan_info gives it; empty means "no parameters".
/// @param params  an object; comments and order do not matter.
/// @param where   the owner, for messages: "renderer org.iggan.raster".
/// @return        params with every missing property that has a default filled in.
/// @throws ConfigError naming the key, the value and the nearest known key;
///         PluginError if the schema itself is not usable.
[[nodiscard]] config::Json complete_parameters(const std::string& schema,
                                               const config::Json& params,
                                               const std::string& where);

}  // namespace iggan
