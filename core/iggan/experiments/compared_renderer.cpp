#include <iggan/experiments/compared_renderer.h>

#include <algorithm>

#include <iggan/base/error.h>
#include <iggan/scene/scene_distribution.h>

namespace iggan {
namespace {

constexpr const char* kLabelCharacters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.+-";

/// Parts between commas that are not inside braces or a JSON string.
std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> parts(1);
  int depth = 0;
  bool quoted = false, escaped = false;
  for (const char c : text) {
    if (quoted) {
      quoted = escaped || c != '"';
      escaped = !escaped && c == '\\';
    } else {
      if (c == ',' && depth == 0) {
        parts.emplace_back();
        continue;
      }
      quoted = depth > 0 && c == '"';
      depth += c == '{' ? 1 : c == '}' ? -1 : 0;
    }
    parts.back() += c;
  }
  return parts;
}

ComparedRenderer read(const std::string& text) {
  ComparedRenderer entry;
  const std::size_t brace = text.find('{');
  entry.renderer = text.substr(0, brace);
  if (brace != std::string::npos)
    entry.params = config::parse_json(text.substr(brace), "--renderers " + text);
  const std::size_t equals = entry.renderer.find('=');
  if (equals != std::string::npos && equals < entry.renderer.find('/')) {  // else part of a path
    entry.label = entry.renderer.substr(0, equals);
    entry.renderer.erase(0, equals + 1);
    if (entry.label.empty() || entry.label.front() == '.' ||
        entry.label.find_first_not_of(kLabelCharacters) != std::string::npos)
      fail<ConfigError>(
          "--renderers {}: the label names a folder: letters, digits, '_', '.', '+' and '-' only",
          text);
  }
  if (entry.renderer.empty())
    fail<ConfigError>("--renderers {}: expected [LABEL=]RENDERER[{{PARAMETERS}}]", text);
  return entry;
}

}  // namespace

RendererRequest ComparedRenderer::request(int threads, std::shared_ptr<Log> log) const {
  RendererRequest request;
  request.name = renderer;
  request.params = params;
  request.thread_budget = threads;
  request.log = std::move(log);
  request.isolation.on = true;
  return request;
}

std::vector<ComparedRenderer> read_compared_renderers(const std::vector<std::string>& texts) {
  std::vector<ComparedRenderer> all;
  for (const std::string& text : texts)
    for (const std::string& part : split(text)) all.push_back(read(part));
  const auto taken = [&all](const std::string& label) {
    return std::count_if(all.begin(), all.end(),
                         [&](const ComparedRenderer& one) { return one.label == label; });
  };
  for (ComparedRenderer& entry : all) {
    if (taken(entry.label) > 1 && !entry.label.empty())
      fail<ConfigError>("--renderers: the label {} is given twice", entry.label);
    if (!entry.label.empty()) continue;
    const std::string name = is_plugin_path(entry.renderer)
                                 ? plugin_short_name(entry.renderer)
                                 : entry.renderer.substr(entry.renderer.rfind('.') + 1);
    std::string label = name;
    for (int number = 2; taken(label) > 0; ++number) label = fmt::format("{}-{}", name, number);
    entry.label = label;
  }
  return all;
}

}  // namespace iggan
