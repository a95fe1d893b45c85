// The tables of experiments in docs/lab. IGGAN_WRITE_TABLES=1 makes this test write them.
#include <support/catch.h>

#include <cstdlib>

#include <iggan/base/files.h>
#include <iggan/config/json_file.h>
#include <iggan/experiments/experiment.h>
#include <iggan/experiments/experiment_table.h>

using namespace iggan;
namespace fs = std::filesystem;

namespace {

const std::string kBegin = "<!-- results of ", kBeginEnd = " -->\n",
                  kEnd = "<!-- end of results -->";

/// The cells of examples/experiments/NAME.json whose results are in docs/results/NAME, in the
/// experiment's order.
std::string table_of(const std::string& name) {
  const fs::path source = IGGAN_SOURCE_DIR;
  const Experiment experiment = read_experiment(source / "examples/experiments" / (name + ".json"));
  std::vector<ExperimentOutcome> outcomes;
  for (const ExperimentCell& cell : experiment.cells) {
    const fs::path file = source / "docs/results" / name / (cell.name + ".json");
    if (!fs::exists(file)) continue;
    config::Json json = config::read_json(file);
    ExperimentResult::upgrade(json);
    outcomes.push_back(config::struct_of<ExperimentOutcome>(json, file.string()));
  }
  REQUIRE_FALSE(outcomes.empty());
  return to_markdown(tabulate(experiment.axes, outcomes));
}

}  // namespace

TEST_CASE("the tables of experiments in the docs are those of their results", "[docs]") {
  int tables = 0;
  for (const auto& entry : fs::directory_iterator(IGGAN_SOURCE_DIR "/docs/lab")) {
    std::string page = read_text(entry.path());
    for (std::size_t at = 0; (at = page.find(kBegin, at)) != std::string::npos; ++tables) {
      const std::size_t from = page.find(kBeginEnd, at) + kBeginEnd.size();
      const std::size_t to = page.find(kEnd, from);
      REQUIRE(to != std::string::npos);
      const std::string name =
          page.substr(at + kBegin.size(), from - kBeginEnd.size() - at - kBegin.size());
      INFO(entry.path() << ": results of " << name << "; IGGAN_WRITE_TABLES=1 rewrites them");
      const std::string table = table_of(name);
      if (std::getenv("IGGAN_WRITE_TABLES"))
        page.replace(from, to - from, table);
      else
        CHECK(page.substr(from, to - from) == table);
      at = from;
    }
    if (std::getenv("IGGAN_WRITE_TABLES") && page != read_text(entry.path()))
      write_text_atomically(entry.path(), page);
  }
  CHECK(tables > 0);
}
