#include <iggan/formats/neighbour_files.h>

#include <algorithm>
#include <vector>

#include <iggan/base/error.h>
#include <iggan/base/lower_case.h>
#include <iggan/base/regular_file.h>
#include <iggan/formats/zip_archive.h>

namespace iggan {
namespace fs = std::filesystem;

namespace {

constexpr std::uintmax_t kMaxNeighbourBytes = 512ull << 20;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// Decodes "a%20b" to "a b", as in glTF references.
std::string percent_decoded(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
    if (low < 0) {
      out += text[i];
    } else {
      out += static_cast<char>(16 * high + low);
      i += 2;
    }
  }
  return out;
}

/// The paths that a name may mean, relative to the model's folder, most likely first.
std::vector<std::string> places_of(const std::string& name) {
  std::vector<std::string> places;
  for (std::string text : {name, percent_decoded(name)}) {
    text.erase(0, text.find_first_not_of(" \t\r\n"));
    text.erase(text.find_last_not_of(" \t\r\n") + 1);
    if (text.empty() || text.find('\0') != std::string::npos) continue;
    std::replace(text.begin(), text.end(), '\\', '/');
    const fs::path path = fs::path(text).lexically_normal();
    const bool inside = !path.empty() && !path.is_absolute() && *path.begin() != ".." &&
                        text.find(':') == std::string::npos;
    if (inside) places.push_back(path.generic_string());
    if (path.has_filename()) places.push_back(path.filename().generic_string());
  }
  places.erase(std::unique(places.begin(), places.end()), places.end());
  return places;
}

/// Whether a path is a regular file below the folder once links are followed.
bool is_file_below(const fs::path& path, const fs::path& folder) {
  std::error_code error;
  const fs::path real = fs::canonical(path, error), root = fs::canonical(folder, error);
  if (error || !fs::is_regular_file(real, error) || fs::file_size(real, error) == 0) return false;
  const auto [at_root, at_real] = std::mismatch(root.begin(), root.end(), real.begin(), real.end());
  return at_root == root.end() && fs::file_size(real, error) <= kMaxNeighbourBytes && !error;
}

/// The file at a relative path; ignores the case of its name if there is no exact match.
fs::path found_file(const fs::path& folder, const std::string& place) {
  fs::path path = folder / place;
  std::error_code error;
  if (fs::exists(path, error)) return path;
  const std::string wanted = lower_case(path.filename().string());
  std::vector<fs::path> alike;
  for (auto entry = fs::directory_iterator(path.parent_path(), error);
       !error && entry != fs::directory_iterator(); entry.increment(error))
    if (lower_case(entry->path().filename().string()) == wanted) alike.push_back(entry->path());
  return alike.empty() ? path : *std::min_element(alike.begin(), alike.end());
}

}  // namespace

NeighbourFiles neighbours_in(const fs::path& folder) {
  return [folder = folder.empty() ? fs::path(".")
                                  : folder](const std::string& name) -> std::optional<std::string> {
    for (const std::string& place : places_of(name))
      if (const fs::path path = found_file(folder, place); is_file_below(path, folder))
        return read_text_up_to(path, kMaxNeighbourBytes);
    return std::nullopt;
  };
}

NeighbourFiles neighbours_of(const ZipArchive& archive, const std::string& entry) {
  const std::size_t slash = entry.rfind('/');
  const std::string folder = slash == std::string::npos ? "" : entry.substr(0, slash + 1);
  return [&archive, folder](const std::string& name) -> std::optional<std::string> {
    for (const std::string& place : places_of(name))
      if (const auto found = archive.entry_like(folder + place)) return archive.read(*found);
    return std::nullopt;
  };
}

}  // namespace iggan
