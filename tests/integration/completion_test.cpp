#include <support/catch.h>

#include <set>
#include <sstream>

#include <support/run_command.h>
#include <support/temp_dir.h>

#include <iggan/base/files.h>

namespace {

using Words = std::set<std::string>;

bool has_program(const std::string& name) {
  return run_shell("command -v " + name).status == 0;
}

/// What bash offers at the end of a line that is typed in a folder: the script is loaded by a real
/// bash, and the line is cut into words as readline does, at = too.
struct Bash {
  TempDir dir;
  Bash() {
    const auto script = run_iggan_for_output("completion bash");
    REQUIRE(script.status == 0);
    iggan::write_text_atomically(dir / "iggan.bash", script.output);
    std::filesystem::create_directories(dir / "home/my shapes");
    iggan::write_text_atomically(dir / "home/a scene.json", "{}");
    iggan::write_text_atomically(dir / "home/sofa.binvox", "");
  }
  [[nodiscard]] Words offers(const std::string& line) const {
    iggan::write_text_atomically(dir / "ask.bash", "source '" + (dir / "iggan.bash").string() +
                                                       "'\ncd '" + (dir / "home").string() + R"('
shopt -u progcomp_alias
read -ra typed <<< "${1//=/ = }"
COMP_WORDS=("${typed[@]}")
COMP_WORDS[0]=')" + IGGAN_COMMAND + R"('
[[ $1 == *' ' ]] && COMP_WORDS+=('')
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_iggan
printf '%s\n' "${COMPREPLY[@]}"
)");
    const auto answer =
        run_shell("bash --norc " + quoted(dir / "ask.bash") + " '" + line + "' 2>&1");
    Words words;
    std::istringstream lines(answer.output);
    for (std::string word; std::getline(lines, word);)
      if (!word.empty()) words.insert(word);
    return words;
  }
};

}  // namespace

TEST_CASE("bash completes commands, options, values, files and renderers", "[command]") {
  const Bash bash;
  CHECK(bash.offers("iggan eval") == Words{"evaluate"});
  CHECK(bash.offers("iggan dataset ") == Words{"shapes", "render"});
  CHECK(bash.offers("iggan dataset render --sha") == Words{"--shapes"});
  CHECK(bash.offers("iggan train --preset smo") == Words{"smoke"});
  CHECK(bash.offers("iggan train --preset=smo") == Words{"smoke"});
  CHECK(bash.offers("iggan render --camera ") == Words{"perspective", "orthographic"});
  CHECK(bash.offers("iggan dataset render --shapes ") == Words{"my shapes"});
  CHECK(bash.offers("iggan dataset render --scene ") ==
        Words{"a scene.json", "my shapes", "sofa.binvox"});
  CHECK(bash.offers("iggan dataset shapes s") == Words{"sofa.binvox"});
  CHECK(bash.offers("iggan features train --shapes one m") == Words{"my shapes"});
  CHECK(bash.offers("iggan render --renderer ra") == Words{"raster"});
  CHECK(bash.offers("iggan renderers check em") == Words{"embree"});
  CHECK(bash.offers("iggan completion z") == Words{"zsh"});
  CHECK(bash.offers("iggan render --size ").empty());
  const Words options = bash.offers("iggan sample -");
  CHECK(options.count("--json") == 1);
  CHECK(options.count("--seeds") == 1);
  CHECK(options.count("--camera") == 0);
}

TEST_CASE("fish completes commands, options and values", "[command]") {
  if (!has_program("fish")) {
    WARN("fish is not installed: its script was not tried");
    return;
  }
  const TempDir dir;
  iggan::write_text_atomically(dir / "iggan.fish", run_iggan_for_output("completion fish").output);
  const auto offers = [&](const std::string& line) {
    iggan::write_text_atomically(dir / "ask.fish", "source '" + (dir / "iggan.fish").string() +
                                                       "'\ncomplete -C '" + line + "'\n");
    return run_shell("HOME='" + dir.path.string() + "' fish --no-config " +
                     quoted(dir / "ask.fish") + " 2>&1 | cut -f1")
        .output;
  };
  CHECK(offers("iggan eval") == "evaluate\n");
  CHECK(offers("iggan dataset ") == "render\nshapes\n");
  CHECK(offers("iggan dataset render --sha") == "--shapes\n");
  CHECK(offers("iggan train --preset smo") == "smoke\n");
}

TEST_CASE("the completion of every shell is free of errors of syntax", "[command]") {
  const TempDir dir;
  for (const auto& [shell, check] :
       {std::pair{"bash", "bash -n "}, {"zsh", "zsh -n "}, {"fish", "fish --no-execute "}}) {
    const auto script = run_iggan_for_output(std::string("completion ") + shell);
    CHECK(script.status == 0);
    CHECK_THAT(script.output, Contains("dataset") && Contains("views-per-shape"));
    iggan::write_text_atomically(dir / shell, script.output);
    if (!has_program(shell)) {
      WARN(shell << " is not installed: its script was not read");
      continue;
    }
    const auto read = run_shell(check + quoted(dir / shell) + " 2>&1");
    INFO(shell << ": " << read.output);
    CHECK(read.status == 0);
    CHECK(read.output.empty());
  }
}

TEST_CASE("the manual page has every command and option, and formats without a warning",
          "[command]") {
  const TempDir dir;
  const auto page = run_iggan_for_output("manual");
  REQUIRE(page.status == 0);
  CHECK_THAT(page.output, Contains(".TH IGGAN 1") && Contains(".SS iggan dataset render") &&
                              Contains("\\fB\\-\\-views\\-per\\-shape\\fR") &&
                              Contains("Default: 10.") && Contains("NO_COLOR"));
  iggan::write_text_atomically(dir / "iggan.1", page.output);
  if (!has_program("man")) {
    WARN("man is not installed: the page was not formatted");
    return;
  }
  const auto formatted = run_shell("MANWIDTH=80 LC_ALL=C.UTF-8 man --warnings --local-file " +
                                   quoted(dir / "iggan.1") + " 2>&1 >/dev/null");
  CHECK(formatted.output.empty());
  if (has_program("mandoc")) {
    const auto lint = run_shell("mandoc -T lint -W warning " + quoted(dir / "iggan.1"));
    CHECK_THAT(lint.output, !Contains("ERROR") && !Contains("UNSUPP"));
  }
}
