#include <support/catch.h>

#include <sstream>

#include <support/boxes.h>
#include <support/run_command.h>
#include <support/temp_dir.h>

#include <iggan/base/files.h>
#include <iggan/config/fields.h>
#include <iggan/formats/binvox.h>

using iggan::config::Json;

namespace {

/// A folder of three tables, which serves as a shape set and as a folder of samples, and pictures
/// of the tables.
struct Tables {
  TempDir dir;

  Tables() {
    Json items = Json::array();
    std::filesystem::create_directories(dir / "shapes");
    for (const int high : {3, 5, 7}) {
      const std::string file = "table" + std::to_string(high) + ".binvox";
      iggan::VoxelGrid table = box(8, {1, high - 1, 1}, {7, high, 7});
      iggan::fill_box(table, {{3, 0, 3}, {5, high, 5}});
      iggan::write_binvox(dir / ("shapes/" + file), table);
      items.push_back({{"id", file},
                       {"category", "table"},
                       {"split", "train"},
                       {"status", "ok"},
                       {"file", file},
                       {"size", 8},
                       {"sha256", iggan::sha256_of_file(dir / ("shapes/" + file))}});
    }
    const Json manifest = {{"format_version", 1}, {"resolution", 8}, {"items", items}};
    iggan::write_text_atomically(dir / "shapes/manifest.json", manifest.dump());
    const auto made = run_iggan("dataset render --shapes " + quoted(dir / "shapes") + " --out " +
                                quoted(dir / "pictures") + " --views-per-shape 30 --size 24");
    INFO(made.output);
    REQUIRE(made.status == 0);
  }
};

}  // namespace

TEST_CASE_METHOD(Tables, "iggan evaluate --pictures writes scores and what they depend on",
                 "[command]") {
  const std::string call = "evaluate --samples-dir " + quoted(dir / "shapes") + " --pictures " +
                           quoted(dir / "pictures");
  const auto run = run_iggan(call + " --shapes " + quoted(dir / "shapes") + " --out " +
                             quoted(dir / "scores.jsonl"));
  INFO(run.output);
  REQUIRE(run.status == 0);
  CHECK_THAT(run.output, Contains("fd[furniture]") && Contains("COV"));
  std::istringstream lines(iggan::read_text(dir / "scores.jsonl"));
  std::string first;
  std::getline(lines, first);
  const auto json = iggan::config::parse_json(first, "scores");
  CHECK(json["metric"] == "pictures");
  CHECK(json["renders"] == 90);
  CHECK(json["sample_count"] == 3);
  CHECK(json["renderer"]["id"] == "org.iggan.raster");
  CHECK(json["precision"].get<double>() > 0.9);  // pictures of the very same shapes

  const auto few = run_iggan(call + " --renders 10");
  CHECK(few.status == 1);
  CHECK_THAT(few.output, Contains("10 renders"));
  CHECK(run_iggan(call + " --renders 10 --force").status == 0);
  CHECK_THAT(run_iggan("evaluate --samples-dir " + quoted(dir / "shapes")).output,
             Contains("nothing to compare with"));
  CHECK_THAT(run_iggan(call + " --features nowhere.pt").output, Contains("nowhere.pt"));
}

TEST_CASE_METHOD(Tables, "iggan features train makes an extractor that features check accepts",
                 "[command]") {
  const auto trained =
      run_iggan("features train --shapes " + quoted(dir / "shapes") + " --out " +
                quoted(dir / "tables.safetensors") + " --pictures 100 --epochs 1 --threads 1");
  INFO(trained.output);
  REQUIRE(trained.status == 0);
  CHECK_THAT(trained.output, Contains("3 shapes of 3 source models"));
  const auto checked = run_iggan("features check " + quoted(dir / "tables.safetensors"));
  INFO(checked.output);
  CHECK(checked.status == 0);
  CHECK_THAT(checked.output, Contains("fd[tables]") && Contains("64 features") &&
                                 Contains(iggan::sha256_of_file(dir / "tables.safetensors")));
  CHECK(run_iggan("features check").status == 0);
}
