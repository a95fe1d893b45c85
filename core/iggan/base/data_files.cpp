#include <iggan/base/data_files.h>

#include <cstdlib>

#include <iggan/base/error.h>

namespace iggan {
namespace fs = std::filesystem;

std::vector<fs::path> data_search_path() {
  std::vector<fs::path> folders;
  if (const char* folder = std::getenv("IGGAN_DATA_PATH")) folders.emplace_back(folder);
  std::error_code error;
  const fs::path executable = fs::read_symlink("/proc/self/exe", error);
  if (!error)
    folders.push_back((executable.parent_path() / ".." / "share" / "iggan").lexically_normal());
  folders.emplace_back(IGGAN_INSTALL_DATA_DIR);
  return folders;
}

fs::path find_data_file(const std::string& name) {
  std::vector<std::string> searched;
  for (const fs::path& folder : data_search_path()) {
    std::error_code error;
    if (fs::is_regular_file(folder / name, error)) return folder / name;
    searched.push_back(folder.string());
  }
  fail<DataError>(
      "{} is not in {}; build or install iggan again, or set IGGAN_DATA_PATH to the "
      "folder that holds it",
      name, fmt::join(searched, ", "));
}

}  // namespace iggan
