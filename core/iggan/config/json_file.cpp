#include <iggan/config/json_file.h>

#include <iggan/base/files.h>

namespace iggan::config {

Json read_json(const std::filesystem::path& file) {
  return parse_json(read_text(file), file.string());
}

std::string text_of(const Json& document) {
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string line_of(const Json& document) {
  return document.dump(-1, ' ', false, Json::error_handler_t::replace);
}

void write_json(const std::filesystem::path& file, const Json& document) {
  write_text_atomically(file, text_of(document));
}

}  // namespace iggan::config
