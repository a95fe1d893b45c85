#include <support/catch.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <iggan/base/files.h>

namespace fs = std::filesystem;

namespace {
const fs::path kReport = fs::path(IGGAN_SOURCE_DIR) / "core/report";
}

TEST_CASE("the scripts and styles of pages are built from the sources beside them", "[report]") {
  // As core/report/build.sh adds them up.
  std::string all;
  for (const char* name : {"package.json", "package-lock.json", "build.sh"})
    all += iggan::read_text(kReport / name);
  std::vector<fs::path> sources;
  for (const auto& entry : fs::directory_iterator(kReport / "source"))
    sources.push_back(entry.path());
  std::sort(sources.begin(), sources.end());
  for (const fs::path& source : sources) all += iggan::read_text(source);
  INFO("run core/report/build.sh");
  CHECK(iggan::sha256_of_bytes(all.data(), all.size()) + "\n" ==
        iggan::read_text(kReport / "built/sources.sha256"));
}

TEST_CASE("what pages hold of others comes with its licence, and ends no script", "[report]") {
  const std::string licences = iggan::read_text(kReport / "built/LICENSES.txt");
  for (const char* name :
       {"three 0.", "uplot 1.", "inter 5.", "source-serif-4 5.", "MIT", "SIL OPEN FONT"})
    CHECK_THAT(licences, Contains(name, Catch::CaseSensitive::No));
  for (const char* name : {"page.js", "charts.js", "viewer.js"})
    CHECK(iggan::read_text(kReport / "built" / name).find("</script") == std::string::npos);
}
