#include <iggan/base/error_message.h>

#include <cstdlib>
#include <filesystem>
#include <new>

#include <iggan/base/error.h>

namespace iggan {
namespace {

const char* const kOutOfMemory =
    "there is not enough memory; use smaller pictures or grids, a smaller batch or fewer threads";

std::string of_file_system(const std::filesystem::filesystem_error& error) {
  std::string text = error.path1().string();
  if (!error.path2().empty()) text += " to " + error.path2().string();
  return (text.empty() ? "the file system" : text) + ": " + error.code().message();
}

/// For another library's error: its first line, without the number that nlohmann's JSON puts before
/// it.
std::string of_library(std::string text) {
  for (const char* const sign : {"can't allocate memory", "out of memory"})
    if (text.find(sign) != std::string::npos) return kOutOfMemory;
  if (std::getenv("IGGAN_BACKTRACE") == nullptr) text = text.substr(0, text.find('\n'));
  if (text.compare(0, 6, "[json.") == 0) text.erase(0, text.find("] ") + 2);
  return "internal error: " + text;
}

}  // namespace

std::string message_of(const std::exception& error) {
  if (dynamic_cast<const Error*>(&error) != nullptr) return error.what();
  if (const auto* files = dynamic_cast<const std::filesystem::filesystem_error*>(&error))
    return of_file_system(*files);
  if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr ||
      dynamic_cast<const std::length_error*>(&error) != nullptr)
    return kOutOfMemory;
  return of_library(error.what());
}

}  // namespace iggan
