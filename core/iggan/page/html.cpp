#include <iggan/page/html.h>

#include <cctype>

#include <iggan/base/base64.h>
#include <iggan/base/error.h>

namespace iggan {

std::string escape_html(const std::string& text) {
  std::string html;
  html.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        html += "&amp;";
        break;
      case '<':
        html += "&lt;";
        break;
      case '>':
        html += "&gt;";
        break;
      case '"':
        html += "&quot;";
        break;
      case '\'':
        html += "&#39;";
        break;
      default:
        html += c;
    }
  }
  return html;
}

std::string inline_html(const std::string& text) {
  std::string html;
  std::size_t from = 0;
  for (;;) {
    const std::size_t open = text.find('`', from);
    const std::size_t close = open == std::string::npos ? open : text.find('`', open + 1);
    if (close == std::string::npos) return html + escape_html(text.substr(from));
    html += escape_html(text.substr(from, open - from));
    html += "<code>" + escape_html(text.substr(open + 1, close - open - 1)) + "</code>";
    from = close + 1;
  }
}

std::string json_for_script(std::string json) {
  for (std::size_t at = 0; (at = json.find('<', at)) != std::string::npos;)
    json.replace(at, 1, "\\u003c");
  return json;
}

std::string slug(const std::string& text) {
  std::string name;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 128 && std::isalnum(byte))
      name += static_cast<char>(std::tolower(byte));
    else if (!name.empty() && name.back() != '-')
      name += '-';
  }
  while (!name.empty() && name.back() == '-') name.pop_back();
  return name.empty() ? "part" : name;
}

std::string picture_uri(const std::string& bytes) {
  const char* kind = nullptr;
  if (bytes.compare(0, 8, "\x89PNG\r\n\x1a\n") == 0) kind = "png";
  if (bytes.compare(0, 3, "\xff\xd8\xff") == 0) kind = "jpeg";
  if (bytes.compare(0, 4, "RIFF") == 0 && bytes.size() > 12 && bytes.compare(8, 4, "WEBP") == 0)
    kind = "webp";
  if (!kind) fail<DataError>("a page shows PNG, JPEG and WebP pictures; this is none of them");
  return std::string("data:image/") + kind + ";base64," + base64(bytes);
}

}  // namespace iggan
