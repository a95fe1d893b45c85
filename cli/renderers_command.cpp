#include <memory>
#include <set>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <iggan/renderer_abi.h>

#include <iggan/console/table.h>
#include <iggan/render/parameter_schema.h>
#include <iggan/render/plugin_registry.h>

#include "command.h"
#include "optional_renderers.h"
#include "output.h"

namespace iggan::cli {
namespace {

using config::Json;

/// "f32_linear_rgba" and so on, from the ABI's bits.
std::vector<std::string> formats_of(const RendererInfo& info) {
  std::vector<std::string> names;
  for (const auto& [dtype, word] : {std::pair{IGGAN_F32, "f32"}, std::pair{IGGAN_U8, "u8"}})
    for (const auto& [transfer, curve] :
         {std::pair{IGGAN_LINEAR, "linear"}, std::pair{IGGAN_SRGB, "srgb"}})
      for (const auto& [channels, colours] :
           {std::pair{4u, "rgba"}, std::pair{3u, "rgb"}, std::pair{1u, "gray"}})
        if ((info.formats & IGGAN_FORMAT_BIT(dtype, transfer, channels)) != 0)
          names.push_back(fmt::format("{}_{}_{}", word, curve, colours));
  return names;
}

/// The facts with the schema as JSON instead of text, and with the formats by name.
Json json_of(const RendererInfo& info) {
  Json json = config::to_json(info);
  json["formats"] = formats_of(info);
  json["params_schema"] =
      info.params_schema.empty()
          ? Json::object()
          : config::parse_json(info.params_schema, info.id + ": parameter schema");
  return json;
}

Json json_of(const std::vector<PluginListing>& listings) {
  Json out = {{"searched", Json::array()}, {"plugins", Json::array()}};
  for (const auto& folder : plugin_search_path()) out["searched"].push_back(folder.string());
  for (const PluginListing& listing : listings) {
    Json renderers = Json::array();
    for (const RendererInfo& info : listing.renderers) renderers.push_back(json_of(info));
    out["plugins"].push_back({{"path", listing.path.string()},
                              {"renderers", renderers},
                              {"program", listing.program},
                              {"error", listing.error},
                              {"note", listing.note},
                              {"printed", listing.printed}});
  }
  return out;
}

void list_renderers(bool as_json) {
  const std::vector<PluginListing> listings = list_plugins();
  if (as_json) {
    print_json(json_of(listings));
    return;
  }
  const Colour colour = colour_of(Stream::output);
  Table table({"renderer", "version", "license", "threads", "plugin"});
  std::string faults;
  bool any = false;
  std::set<std::string> ids;
  for (const PluginListing& listing : listings) {
    for (const RendererInfo& info : listing.renderers) {
      const bool first = ids.insert(info.id).second;  // the first with an id is used
      table.add({first ? info.id : info.id + " (shadowed)", info.version, info.license,
                 info.thread_model, listing.path.string()});
    }
    any = any || !listing.renderers.empty();
    if (!listing.error.empty())
      faults += painted("not usable:", Paint::yellow, colour) + " " + listing.error + "\n";
    if (!listing.note.empty())
      faults += "note: " + listing.path.string() + ": " + listing.note + "\n";
    if (listing.error.empty() && !listing.printed.empty())
      faults += fmt::format("note: {}: it printed while it was loaded: {}\n", listing.path.string(),
                            listing.printed);
  }
  for (const AbsentRenderer& absent : absent_renderers(listings))
    faults += "note: " + absent.reason + "; " + absent.advice + "\n";
  print_lines((any ? table.text(colour) : "") + faults);
  if (!listings.empty()) return;
  fmt::print("no renderers found; searched:\n");
  for (const auto& folder : plugin_search_path()) fmt::print("  {}\n", folder.string());
}

void print_parameters(const Json& schema) {
  const Json properties = schema.value("properties", Json::object());
  fmt::print("parameters:{}\n", properties.empty() ? " none" : "");
  for (const auto& item : properties.items()) {
    const Json& property = item.value();
    std::string type = property.value("type", "any");
    if (property.contains("enum")) type = property["enum"].dump();
    const std::string bounds = bounds_text(property);
    if (!bounds.empty()) type += " " + bounds;
    fmt::print("  {:<18} {}, default {}\n", item.key(), type, property["default"].dump());
    const std::string description = property.value("description", "");
    if (!description.empty()) fmt::print("  {:<18} {}\n", "", description);
  }
}

std::string features_of(const RendererInfo& info) {
  std::string text;
  for (const auto& [bit, word] :
       {std::pair{IGGAN_FEATURE_LAMBERT, "lambert"}, std::pair{IGGAN_FEATURE_CANCEL, "cancel"}})
    if ((info.features & bit) != 0) text += (text.empty() ? "" : ", ") + std::string(word);
  return text.empty() ? "none" : text;
}

void show_renderer(const std::string& name, bool as_json) {
  const RendererInfo info = describe_renderer(name);
  const Json json = json_of(info);
  if (as_json) {
    print_json(json);
    return;
  }
  for (const char* key :
       {"id", "name", "vendor", "version", "license", "library", "thread_model", "determinism",
        "max_abs_error", "max_width", "max_height", "max_grid_edge", "max_lights"})
    fmt::print("{:<14} {}\n", key,
               json[key].is_string() ? json[key].get<std::string>() : json[key].dump());
  fmt::print("{:<14} {}\n", "features", features_of(info));
  fmt::print("{:<14} {}\n", "formats", fmt::join(formats_of(info), ", "));
  print_parameters(json["params_schema"]);
}

}  // namespace

void add_renderers_command(CLI::App& app) {
  struct Options {
    std::string name;
    bool as_json = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* renderers = app.add_subcommand("renderers", "List, describe and check renderers.");
  renderers->require_subcommand(1);

  CLI::App* list = renderers->add_subcommand(
      "list", "List every renderer that iggan finds, and why others cannot be used.");
  add_json_flag(*list, options->as_json);
  list->footer(
      "Example:\n  iggan renderers list\n"
      "The folders of $IGGAN_PLUGIN_PATH, separated by colons, are searched first.");
  list->callback([options] { list_renderers(options->as_json); });

  CLI::App* info =
      renderers->add_subcommand("info", "Show what a renderer offers, and its parameters.");
  info->add_option("name", options->name, "A name, an id, or the path of a plugin or program")
      ->required()
      ->type_name("RENDERER");
  add_json_flag(*info, options->as_json);
  info->footer("Example:\n  iggan renderers info raster");
  info->callback([options] { show_renderer(options->name, options->as_json); });

  add_renderers_check_command(*renderers);
}

}  // namespace iggan::cli
