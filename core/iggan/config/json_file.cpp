#include <iggan/config/json_file.h>

#include <iggan/base/files.h>
#include <iggan/base/regular_file.h>

namespace iggan::config {
namespace {

constexpr std::uintmax_t kMostJsonBytes = 256ull << 20;  // parsing takes ten times as much memory

}  // namespace

Json read_json(const std::filesystem::path& file) {
  return parse_json(read_text_up_to(file, kMostJsonBytes), file.string());
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
