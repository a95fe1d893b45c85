#include <support/catch.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace {

/// A header includes only its own folder and folders to the left of it in this list.
const std::vector<std::string> kOrder = {
    "abi",     "base",       "console",     "config",      "geometry", "scene",    "formats",
    "data",    "render",     "conformance", "pictures",    "models",   "training", "features",
    "metrics", "evaluation", "experiments", "exploration", "page",     "report",   "cli"};

int rank_of(const std::string& folder) {
  const auto found = std::find(kOrder.begin(), kOrder.end(), folder);
  return found == kOrder.end() ? -1 : static_cast<int>(found - kOrder.begin());
}

/// The folder that an include such as <iggan/scene/camera.h> leads to; <iggan/renderer_abi.h> and
/// <iggan/renderer_plugin.hpp> are in abi.
std::string folder_of_include(const std::string& path) {
  const std::size_t slash = path.find('/');
  return slash == std::string::npos ? "abi" : path.substr(0, slash);
}

/// The folder that a source file of the repository belongs to.
std::string folder_of_file(const fs::path& relative) {
  const std::string text = relative.generic_string();
  const std::string core = "core/iggan/";
  if (text.rfind(core, 0) == 0)
    return text.substr(core.size(), text.find('/', core.size()) - core.size());
  if (text.rfind("core/abi/", 0) == 0) return "abi";
  if (text.rfind("cli/", 0) == 0) return "cli";
  return "plugins";  // plugins see only the ABI: they must build without the host
}

/// What is wrong with the includes of one file. The rule is a function, so that it can be tested.
std::vector<std::string> rightward_includes(const fs::path& file, std::istream& text) {
  static const std::regex pattern(R"(^\s*#\s*include\s*[<"]iggan/([^>"]+)[>"])");
  const std::string own = folder_of_file(file);
  const int own_rank = own == "plugins" ? rank_of("abi") : rank_of(own);
  std::vector<std::string> faults;
  if (own_rank < 0) faults.push_back(file.string() + ": its folder is not in the include order");
  std::string line;
  for (int number = 1; std::getline(text, line); ++number) {
    std::smatch match;
    if (!std::regex_search(line, match, pattern)) continue;
    const int rank = rank_of(folder_of_include(match[1]));
    if (rank < 0 || rank > own_rank)
      faults.push_back(file.string() + ":" + std::to_string(number) + ": " + line);
  }
  return faults;
}

bool is_source(const fs::path& path) {
  const std::string extension = path.extension().string();
  return extension == ".h" || extension == ".hpp" || extension == ".cpp" || extension == ".c";
}

/// Source files below the named folders, relative to the repository.
std::vector<fs::path> sources(const std::vector<std::string>& folders) {
  std::vector<fs::path> files;
  const fs::path root = IGGAN_SOURCE_DIR;
  for (const auto& folder : folders) {
    if (!fs::exists(root / folder)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(root / folder))
      if (entry.is_regular_file() && is_source(entry.path()))
        files.push_back(entry.path().lexically_relative(root));
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

TEST_CASE("no source file includes a folder to the right of its own", "[house]") {
  const auto files = sources({"core", "plugins", "cli"});
  REQUIRE(files.size() > 30);
  for (const auto& file : files) {
    std::ifstream text(fs::path(IGGAN_SOURCE_DIR) / file);
    for (const auto& fault : rightward_includes(file, text)) FAIL_CHECK(fault);
  }
}

TEST_CASE("a rightward include is detected", "[house]") {
  const auto faults = [](const fs::path& file, const std::string& line) {
    std::istringstream text("// first\n" + line + "\n");
    return rightward_includes(file, text);
  };
  CHECK(faults("core/iggan/scene/a.h", "#include <iggan/base/error.h>").empty());
  CHECK(faults("core/iggan/scene/a.h", "#include <iggan/scene/light.h>").empty());
  CHECK(faults("core/iggan/scene/a.h", "  # include \"iggan/render/renderer.h\"").front() ==
        "core/iggan/scene/a.h:2:   # include \"iggan/render/renderer.h\"");
  CHECK(faults("core/iggan/training/a.cpp", "#include <iggan/metrics/kid.h>").size() == 1);
  CHECK(faults("plugins/x/x.cpp", "#include <iggan/renderer_plugin.hpp>").empty());
  CHECK(faults("plugins/x/x.cpp", "#include <iggan/base/error.h>").size() == 1);
  CHECK(faults("cli/a.cpp", "#include <iggan/evaluation/evaluator.h>").empty());
  CHECK(faults("core/iggan/odds_and_ends/a.h", "").size() == 1);
}

TEST_CASE("no source file is longer than 400 lines without saying why", "[house]") {
  for (const auto& file : sources({"core", "plugins", "cli", "tests", "examples"})) {
    std::ifstream text(fs::path(IGGAN_SOURCE_DIR) / file);
    std::string line;
    int lines = 0;
    bool excused = false;
    while (std::getline(text, line)) {
      ++lines;
      const std::string excuse = "over 400 lines:";
      const std::size_t at = line.find(excuse);
      if (lines <= 5 && at != std::string::npos) excused = line.size() > at + excuse.size() + 3;
    }
    if (lines > 400 && !excused) FAIL_CHECK(file.string() << " has " << lines << " lines");
  }
}

TEST_CASE("CTest can run every test by its name: no semicolon, no dash at its beginning",
          "[house]") {
  const std::regex name(R"rx(TEST_CASE\(\s*"([^"]+)")rx");
  int names = 0;
  for (const auto& file : sources({"tests"})) {
    std::ifstream in(fs::path(IGGAN_SOURCE_DIR) / file);
    const std::string text((std::istreambuf_iterator<char>(in)), {});
    for (std::sregex_iterator found(text.begin(), text.end(), name), end; found != end; ++found) {
      INFO(file.string() << ": " << (*found)[1].str());
      CHECK((*found)[1].str().find(';') == std::string::npos);  // CMake would split the name there
      CHECK((*found)[1].str().front() != '-');  // Catch2 would take it for an option
      ++names;
    }
  }
  CHECK(names > 300);
}
