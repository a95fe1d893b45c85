#include <support/catch.h>

#include <filesystem>
#include <regex>
#include <set>
#include <sstream>

#include <iggan/base/files.h>

namespace fs = std::filesystem;

namespace {

/// The names of all test cases; long ones are split into several literals.
std::set<std::string> test_names() {
  const std::regex test(R"rx(TEST_CASE(?:_METHOD\(\w+,|\()\s*((?:"[^"]*"\s*)+))rx"),
      literal(R"rx("([^"]*)")rx");
  std::set<std::string> names;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(IGGAN_SOURCE_DIR) / "tests")) {
    if (entry.path().extension() != ".cpp") continue;
    const std::string text = iggan::read_text(entry.path());
    for (std::sregex_iterator found(text.begin(), text.end(), test), end; found != end; ++found) {
      const std::string literals = (*found)[1].str();
      std::string name;
      for (std::sregex_iterator part(literals.begin(), literals.end(), literal); part != end;
           ++part)
        name += (*part)[1].str();
      names.insert(name);
    }
  }
  return names;
}

}  // namespace

TEST_CASE("each fault in docs/faults.md has a test that exists", "[house]") {
  const std::set<std::string> names = test_names();
  CHECK(names.size() > 300);
  std::istringstream lines(iggan::read_text(fs::path(IGGAN_SOURCE_DIR) / "docs/faults.md"));
  int rows = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("| ", 0) != 0 || line.rfind("| what goes wrong |", 0) == 0) continue;
    ++rows;
    const std::string cell = line.substr(line.rfind('|', line.size() - 2) + 2);
    std::string rest = cell.substr(0, cell.size() - 2) + "; ";
    for (std::size_t end; (end = rest.find("; ")) != std::string::npos; rest.erase(0, end + 2)) {
      INFO(line);
      CHECK(names.count(rest.substr(0, end)) == 1);
    }
  }
  CHECK(rows > 40);
}
