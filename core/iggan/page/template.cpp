#include <iggan/page/template.h>

#include <map>

#include <kainjow/mustache.hpp>

#include <iggan/base/data_files.h>
#include <iggan/base/error.h>
#include <iggan/base/files.h>

namespace iggan {
namespace {

namespace mustache = kainjow::mustache;
using config::Json;

std::string template_text(const std::string& name) {
  return read_text(find_data_file("page_assets/templates/" + name + ".mustache"));
}

mustache::data template_data(const Json& value) {
  if (value.is_object()) {
    mustache::data object;
    for (const auto& [name, inner] : value.items()) object[name] = template_data(inner);
    return object;
  }
  if (value.is_array()) {
    mustache::list list;
    list.reserve(value.size());  // the list copies its values when it grows
    for (const Json& inner : value) list.push_back(template_data(inner));
    return list;
  }
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    return text.empty() ? mustache::data(false) : mustache::data(text);
  }
  if (value.is_boolean()) return value.get<bool>();
  return value.is_null() ? mustache::data(false) : mustache::data(value.dump());
}

/// @param html  an escaped text.
std::string with_code(const std::string& html) {
  std::string marked;
  std::size_t from = 0;
  for (;;) {
    const std::size_t open = html.find('`', from);
    const std::size_t close = open == std::string::npos ? open : html.find('`', open + 1);
    if (close == std::string::npos) return marked + html.substr(from);
    marked += html.substr(from, open - from);
    marked += "<code>" + html.substr(open + 1, close - open - 1) + "</code>";
    from = close + 1;
  }
}

/// What a template can name: values, and other templates. The library treats missing names as
/// empty; here a misspelt name in a template is an error.
class TemplateNames : public mustache::context<std::string> {
 public:
  TemplateNames(std::string name, const mustache::data& values)
      : context(&values), name_(std::move(name)) {}

  const mustache::data* get(const std::string& name) const override {
    const mustache::data* value = context::get(name);
    if (!value)
      fail<DataError>(
          "the template {}.mustache, or one that it includes, names the value \"{}\", which it is "
          "not given; look for it in page_assets/templates",
          name_, name);
    return value;
  }
  const mustache::data* get_partial(const std::string& name) const override {
    const auto [found, is_new] = included_.try_emplace(name);
    if (is_new) {
      std::string text = template_text(name);
      if (!text.empty() && text.back() == '\n') text.pop_back();  // the including line ends already
      found->second = text;
    }
    return &found->second;
  }

 private:
  std::string name_;
  mutable std::map<std::string, mustache::data> included_;
};

}  // namespace

std::string rendered(const std::string& name, const Json& values) {
  IGGAN_CHECK(values.is_object());
  mustache::data data = template_data(values);
  data["with_code"] =
      mustache::lambda2([](const std::string& inside, const mustache::renderer& render) {
        return with_code(render(inside));
      });
  TemplateNames names(name, data);
  mustache::mustache page_template(template_text(name));
  std::string html;
  if (page_template.is_valid()) html = page_template.render(names);
  if (!page_template.is_valid())
    fail<DataError>("the template {}.mustache, or one that it includes, cannot be read: {}", name,
                    page_template.error_message());
  return html;
}

}  // namespace iggan
