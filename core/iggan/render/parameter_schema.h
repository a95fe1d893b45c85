#pragma once
#include <string>

#include <iggan/config/fields.h>

namespace iggan {

/// Checks the schema that a renderer declares for its parameters. It is a subset of JSON Schema
/// 2020-12: an object with additionalProperties: false, and for each parameter the keywords type
/// (one name), enum, minimum, maximum, items, minItems, maxItems, properties, required, description
/// and a mandatory default, which the schema itself must accept.
/// @param schema  JSON text, as a plugin's iggan_info gives it; empty means "no parameters".
/// @param where   the file or the renderer, for messages.
/// @throws PluginError naming the key by its path, what was expected and what was found.
void check_parameter_schema(const std::string& schema, const std::string& where);

/// The limits that a schema sets for a number, as text: "in [1, 8]", "at least 1", "up to 8", or
/// nothing.
[[nodiscard]] std::string bounds_text(const config::Json& schema);

/// Checks a renderer's parameters against its schema, and fills in the defaults.
/// @param schema  as above.
/// @param params  an object; comments and order do not matter.
/// @param where   the owner, for messages: "renderer org.iggan.raster".
/// @return        params with every missing property that has a default filled in.
/// @throws ConfigError naming the key, the value and the nearest known key;
///         PluginError if check_parameter_schema refuses the schema.
[[nodiscard]] config::Json complete_parameters(const std::string& schema,
                                               const config::Json& params,
                                               const std::string& where);

}  // namespace iggan
