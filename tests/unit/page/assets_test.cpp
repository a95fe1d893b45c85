#include <support/catch.h>

#include <algorithm>
#include <filesystem>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include <iggan/base/files.h>

namespace fs = std::filesystem;

namespace {
const fs::path kReport = fs::path(IGGAN_SOURCE_DIR) / "core/page_assets";
}

TEST_CASE("the scripts and styles of pages are built from the sources next to them", "[report]") {
  // Joined as in core/page_assets/build.sh.
  std::string all;
  for (const char* name : {"package.json", "package-lock.json", "build.sh"})
    all += iggan::read_text(kReport / name);
  std::vector<fs::path> sources;
  for (const auto& entry : fs::directory_iterator(kReport / "source"))
    sources.push_back(entry.path());
  std::sort(sources.begin(), sources.end());
  for (const fs::path& source : sources) all += iggan::read_text(source);
  INFO("run core/page_assets/build.sh");
  CHECK(iggan::sha256_of_bytes(all.data(), all.size()) + "\n" ==
        iggan::read_text(kReport / "built/sources.sha256"));
}

TEST_CASE("third-party parts of pages come with their license, and contain no end of a script",
          "[report]") {
  const std::string licenses = iggan::read_text(kReport / "built/LICENSES.txt");
  for (const char* name :
       {"three 0.", "uplot 1.", "inter 5.", "source-serif-4 5.", "MIT", "SIL OPEN FONT"})
    CHECK_THAT(licenses, Contains(name, Catch::CaseSensitive::No));
  for (const char* name : {"page.js", "charts.js", "viewer.js"})
    CHECK(iggan::read_text(kReport / "built" / name).find("</script") == std::string::npos);
}

TEST_CASE("templates leave unescaped only what the library made itself", "[report]") {
  const std::set<std::string> made = {"html", "style", "json",
                                      "uri",  "glb",   "."};  // "." is a script
  const std::regex unescaped(R"(\{\{(?:\{|\s*&)\s*([^}\s]*))");
  std::set<std::string> found;
  for (const auto& entry : fs::directory_iterator(kReport / "templates")) {
    const std::string text = iggan::read_text(entry.path());
    for (std::sregex_iterator at(text.begin(), text.end(), unescaped), end; at != end; ++at)
      found.insert((*at)[1]);
  }
  CHECK(found == made);
}
