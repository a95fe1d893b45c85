#include <support/catch.h>

#include <array>
#include <cstdio>
#include <memory>

#include <iggan/base/shell_words.h>

using iggan::shell_word;
using iggan::shell_words;

namespace {

std::string output_of(const std::string& command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  REQUIRE(pipe);
  std::string text;
  std::array<char, 256> part{};
  while (const std::size_t size = std::fread(part.data(), 1, part.size(), pipe.get()))
    text.append(part.data(), size);
  return text;
}

}  // namespace

TEST_CASE("a shell reads quoted words back as they were", "[base]") {
  const std::vector<std::string> words = {
      "plain-word/1.5", "",           "two words", "it's", "$HOME `id` \"x\"",
      "a\\b",           "~",          "#no",       "!",    "raster{\"normals\":\"smooth\"}",
      "line\nline",     "tab\t*?[a]", "größer"};
  std::string expected;
  for (const std::string& word : words) expected += "<" + word + ">";
  CHECK(output_of("printf '<%s>' " + shell_words(words)) == expected);
}

TEST_CASE("words that need no quotes get none", "[base]") {
  CHECK(shell_word("out/runs/00000-sofa") == "out/runs/00000-sofa");
  CHECK(shell_word("training.minutes=10") == "training.minutes=10");
  CHECK(shell_words({"iggan", "train"}) == "iggan train");
}
