#include <support/catch.h>

#include <set>
#include <sstream>

#include <support/run_command.h>
#include <support/skip.h>
#include <support/temp_dir.h>

#include <iggan/base/files.h>

namespace {

using Words = std::set<std::string>;

bool has_program(const std::string& name) {
  return run_shell("command -v " + name).status == 0;
}

/// What bash offers at the end of a line typed in a folder. A real bash loads the script; the line
/// is split into words as readline does it, also at =.
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
  CHECK(bash.offers("iggan dataset ") == Words{"shapes", "render", "images"});
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
  CHECK(bash.offers("iggan render --camera=") == Words{"perspective", "orthographic"});
  CHECK(bash.offers("iggan dataset render --shapes=m") == Words{"my shapes"});
  CHECK(bash.offers("iggan render --renderer ./so") == Words{"./sofa.binvox"});
}

namespace {

/// What `iggan __complete` prints for a line, without the descriptions.
Words candidates(const std::string& line) {
  const auto answer = run_iggan_for_output("__complete " + line);
  CHECK(answer.status == 0);
  Words words;
  std::istringstream lines(answer.output);
  for (std::string word; std::getline(lines, word);)
    if (!word.empty()) words.insert(word.substr(0, word.find('\t')));
  return words;
}

}  // namespace

TEST_CASE("__complete says what can complete a line", "[command]") {
  CHECK_THAT(run_iggan_for_output("__complete ''").output,
             Contains("dataset\t") && Contains("\ntrain\tTrain ") && !Contains("__complete"));
  CHECK(candidates("dataset ''") == Words{"shapes", "render", "images"});
  CHECK(run_iggan_for_output("__complete").output == run_iggan_for_output("__complete ''").output);
  CHECK_THAT(run_iggan_for_output("__complete dataset render --sha").output,
             Contains("--views-per-shape\t") && Contains("--shapes\t"));
  CHECK(candidates("--").count("--version") == 1);
  CHECK(candidates("completion ''") == Words{"bash", "zsh", "fish"});
}

TEST_CASE("__complete offers the values of an option, and again if it may have several",
          "[command]") {
  const Words kCameras{"perspective", "orthographic"};
  CHECK(candidates("render --camera ''") == kCameras);
  CHECK(candidates("render --camera = ''") == kCameras);
  CHECK(candidates("render --camera =") == kCameras);
  CHECK(candidates("render --camera=") == Words{"--camera=perspective", "--camera=orthographic"});
  CHECK(candidates("render --size ''").empty());
  CHECK(candidates("dataset render --shapes ''") == Words{":folders"});
  CHECK(candidates("dataset render --shapes=so") == Words{":folders"});
  CHECK(candidates("dataset render --scene ''") == Words{":files"});
  CHECK(candidates("features train --shapes one ''") == Words{":folders"});
  CHECK(candidates("features train --shapes=one ''") == Words{":folders"});
  CHECK(candidates("features train --shapes one --").count("--shapes") == 1);
  CHECK(candidates("dataset render --shapes one --").count("--shapes") == 0);
  CHECK(candidates("dataset render --shapes one --").count("--scene") == 1);
  CHECK(candidates("dataset shapes ''") == Words{":files"});
  CHECK(candidates("dataset shapes one two ''") == Words{":files"});
  CHECK(candidates("completion bash ''").empty());
  CHECK(candidates("no such words ''").count("train") == 1);
  CHECK(candidates("train --no-such-option=").empty());
}

TEST_CASE("__complete loads plugins only where a renderer is named", "[command]") {
  const std::string kPath = std::string("IGGAN_PLUGIN_PATH='") + IGGAN_FAKE_PLUGIN_DIR + "' ";
  const std::string kLoaded = std::string(IGGAN_FAKE_PLUGIN_DIR) + "/";
  // Plugins are loaded in child processes: the dynamic loader writes a file for each process.
  const auto check = [&](const std::string& line, bool loads, const std::string& offered) {
    const TempDir dir;
    const std::string output =
        run_shell(kPath + "LD_DEBUG=files LD_DEBUG_OUTPUT='" + (dir / "loader").string() + "' '" +
                  IGGAN_COMMAND + "' __complete " + line + " 2>&1")
            .output;
    std::string loader;
    for (const auto& file : std::filesystem::directory_iterator(dir.path))
      loader += iggan::read_text(file.path());
    CHECK(loader.find("libc.so") != std::string::npos);
    CHECK((loader.find(kLoaded) != std::string::npos) == loads);
    CHECK_THAT(output, Contains(offered));
  };
  check("render --renderer ''", true, "raster\t");
  check("render --renderer ''", true, ":files");
  check("render --renderer ./", false, ":files");
  check("render --", false, "--renderer\t");
}

TEST_CASE("bash completes renderers wherever a renderer is the value", "[command]") {
  const Bash bash;
  for (const char* place :
       {"evaluate --picture-renderer", "evaluate --renderer", "sample --renderer",
        "train --renderer", "report --renderer", "dataset render --renderer",
        "dataset images --renderer", "dataset shapes --renderer", "compare --renderers",
        "renderers info", "bench renderers"}) {
    INFO(place);
    CHECK(bash.offers(std::string("iggan ") + place + " ra") == Words{"raster"});
  }
  CHECK(bash.offers("iggan compare --pictures ") == Words{"my shapes"});
}

TEST_CASE("fish completes commands, options and values", "[command][shell]") {
  if (!has_program("fish")) SKIP_TEST("no fish (./setup.sh --tests)");
  const TempDir dir;
  iggan::write_text_atomically(dir / "iggan.fish", run_iggan_for_output("completion fish").output);
  std::filesystem::create_directories(dir / "home/my shapes");
  iggan::write_text_atomically(dir / "home/a scene.json", "{}");
  const auto described = [&](const std::string& line) {
    iggan::write_text_atomically(dir / "ask.fish", "source '" + (dir / "iggan.fish").string() +
                                                       "'\ncomplete -C '" + line + "'\n");
    // The script calls the program named on the line.
    return run_shell("cd '" + (dir / "home").string() + "' && HOME='" + dir.path.string() +
                     "' PATH=\"$(dirname '" + IGGAN_COMMAND + "'):$PATH\" fish --no-config " +
                     quoted(dir / "ask.fish") + " 2>&1")
        .output;
  };
  const auto offers = [&](const std::string& line) {
    std::string words;
    std::istringstream lines(described(line));
    for (std::string word; std::getline(lines, word);)
      words += word.substr(0, word.find('\t')) + "\n";
    return words;
  };
  CHECK(offers("iggan eval") == "evaluate\n");
  CHECK(offers("iggan dataset ") == "images\nrender\nshapes\n");
  CHECK(offers("iggan dataset render --sha") == "--shapes\n");
  CHECK(offers("iggan train --preset smo") == "smoke\n");
  CHECK(offers("iggan train --preset=smo") == "--preset=smoke\n");
  CHECK(offers("iggan dataset render --shapes ") == "my shapes/\n");
  CHECK(offers("iggan dataset render --shapes=") == "--shapes=my shapes/\n");
  CHECK(offers("iggan dataset render --scene a") == "a scene.json\n");
  CHECK(offers("iggan render --renderer ras") == "raster\n");
  CHECK(offers("iggan render --size ").empty());
  CHECK_THAT(described("iggan eval"), Contains("evaluate\t"));
  CHECK_THAT(described("iggan dataset render --sha"), Contains("--shapes\t"));
}

TEST_CASE("zsh gets candidates with descriptions, files and folders", "[command][shell]") {
  if (!has_program("zsh")) SKIP_TEST("no zsh (./setup.sh --tests)");
  const TempDir dir;
  iggan::write_text_atomically(dir / "_iggan", run_iggan_for_output("completion zsh").output);
  // Prints the arguments of zsh's own functions, which would otherwise edit a line on a terminal.
  const auto asked = [&](const std::string& words) {
    iggan::write_text_atomically(dir / "ask.zsh", R"(
_describe() { print -rl -- "${(@P)2}" }
_files() { print -r -- "files $@" }
compset() { print -r -- "compset $@" }
words=(")" IGGAN_COMMAND R"(" )" + words + R"()
CURRENT=$#words
PREFIX=$words[-1]
source ')" + (dir / "_iggan").string() + "'\n");
    return run_shell("zsh -f " + quoted(dir / "ask.zsh") + " 2>&1").output;
  };
  CHECK_THAT(asked("eval"), Contains("evaluate:") && Contains("\ntrain:Train "));
  CHECK_THAT(asked("dataset ''"), Contains("shapes:") && !Contains("train:"));
  CHECK_THAT(asked("dataset render --sha"), Contains("--views-per-shape:"));
  CHECK(asked("render --camera ''") == "perspective\northographic\n");
  CHECK(asked("dataset render --shapes ''") == "compset -P --*=\nfiles -/\n");
  CHECK(asked("dataset render --shapes my\\ shapes --scene ''") == "compset -P --*=\nfiles \n");
  CHECK_THAT(asked("render --renderer ''"), Contains("raster:") && Contains("files \n"));
  CHECK(asked("render --size ''").empty());
}

namespace {

/// The shell reads its completion script without running it, and reports nothing.
void check_syntax(const std::string& shell, const std::string& check) {
  const TempDir dir;
  const auto script = run_iggan_for_output("completion " + shell);
  REQUIRE(script.status == 0);
  CHECK_THAT(script.output, Contains("iggan") && Contains("__complete"));
  iggan::write_text_atomically(dir / shell, script.output);
  const auto read = run_shell(check + " " + quoted(dir / shell) + " 2>&1");
  INFO(read.output);
  CHECK(read.status == 0);
  CHECK(read.output.empty());
}

}  // namespace

TEST_CASE("the completion of bash has no syntax errors", "[command]") {
  check_syntax("bash", "bash -n");
}

TEST_CASE("the completion of zsh has no syntax errors", "[command][shell]") {
  if (!has_program("zsh")) SKIP_TEST("no zsh (./setup.sh --tests)");
  check_syntax("zsh", "zsh -n");
}

TEST_CASE("the completion of fish has no syntax errors", "[command][shell]") {
  if (!has_program("fish")) SKIP_TEST("no fish (./setup.sh --tests)");
  check_syntax("fish", "fish --no-execute");
}

TEST_CASE("the manual page has every command and option", "[command]") {
  const auto page = run_iggan_for_output("manual");
  REQUIRE(page.status == 0);
  CHECK_THAT(page.output, Contains(".TH IGGAN 1") && Contains(".SS iggan dataset render") &&
                              Contains("\\fB\\-\\-views\\-per\\-shape\\fR") &&
                              Contains("Default: 10.") && Contains("NO_COLOR"));
  CHECK_THAT(page.output, Contains("Default: 0,360.") && Contains("Default: 0,0,0."));
}

TEST_CASE("man formats the manual page without a warning", "[command][shell]") {
  if (!has_program("man")) SKIP_TEST("no man (./setup.sh --tests)");
  const TempDir dir;
  iggan::write_text_atomically(dir / "iggan.1", run_iggan_for_output("manual").output);
  const std::string man = "MANWIDTH=80 LC_ALL=C.UTF-8 man --warnings --local-file ";
  const auto formatted = run_shell(man + quoted(dir / "iggan.1") + " 2>/dev/null");
  CHECK(formatted.status == 0);
  CHECK_THAT(formatted.output, Contains("iggan dataset render") && Contains("--views-per-shape"));
  CHECK(run_shell(man + quoted(dir / "iggan.1") + " 2>&1 >/dev/null").output.empty());
}

TEST_CASE("mandoc finds no error in the manual page", "[command][shell]") {
  if (!has_program("mandoc")) SKIP_TEST("no mandoc (./setup.sh --tests)");
  const TempDir dir;
  iggan::write_text_atomically(dir / "iggan.1", run_iggan_for_output("manual").output);
  const auto lint = run_shell("mandoc -T lint -W warning " + quoted(dir / "iggan.1") + " 2>&1");
  CHECK_THAT(lint.output, !Contains("ERROR") && !Contains("UNSUPP") && !Contains("No such file"));
}
