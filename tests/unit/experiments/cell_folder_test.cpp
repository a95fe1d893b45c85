#include <support/catch.h>

#include <iggan/base/files.h>
#include <iggan/config/json_file.h>
#include <iggan/experiments/comparison_tables.h>

#include "support/temp_dir.h"

using namespace iggan;

namespace {

struct NamedIdentity {
  std::string name;
  [[nodiscard]] std::string difference_from(const NamedIdentity& before) const {
    return name == before.name ? "" : "is " + before.name + "'s";
  }
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    visit("name", self.name, "");
  }
};
struct Score {
  double score = kUnknown;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    visit("score", self.score, "", config::figure());
  }
  static void upgrade(config::Json&) {}
};
using Folder = CellFolder<NamedIdentity, Score>;

Score no_work(const FolderLock&) {
  FAIL("a cell that is done was done again");
  return {};
}

}  // namespace

TEST_CASE("a cell is done once, and a failed one is tried again", "[experiments]") {
  const TempDir dir;
  const Folder cell(dir / "a", {"mine"});
  CHECK_FALSE(cell.outcome());
  const auto failed = cell.run([](const FolderLock&) -> Score { throw iggan::Error("no memory"); });
  CHECK(failed.failed == std::string("no memory"));
  CHECK_FALSE(cell.is_done());
  REQUIRE(cell.outcome());
  CHECK(cell.outcome()->failed == std::string("no memory"));
  CHECK(cell.run([](const FolderLock&) { return Score{0.5}; }).result.score == 0.5);
  CHECK(cell.is_done());
  CHECK_FALSE(std::filesystem::exists(dir / "a/failed.json"));
  CHECK(cell.run(no_work).result.score == 0.5);
}

TEST_CASE("results of another cell are refused, not mixed or lost", "[experiments]") {
  const TempDir dir;
  (void)Folder(dir / "a", {"hers"}).run([](const FolderLock&) { return Score{0.5}; });
  const Folder mine(dir / "a", {"mine"});
  CHECK_THROWS_WITH(mine.outcome(), Contains("/a is hers's"));
  CHECK_THROWS_WITH(mine.run(no_work), Contains("/a is hers's"));
  CHECK(Folder(dir / "a", {"hers"}).outcome()->result.score == 0.5);
  // A failure of another cell says nothing about this one.
  (void)Folder(dir / "b", {"hers"}).run([](const FolderLock&) -> Score {
    throw std::runtime_error("no memory");
  });
  CHECK_FALSE(Folder(dir / "b", {"mine"}).outcome());
}

TEST_CASE("work that another cell started is refused, and a cell without work starts again",
          "[experiments]") {
  const TempDir dir;
  Folder(dir / "a", {"hers"}).begin(false);
  const Folder mine(dir / "a", {"mine"});
  CHECK_THROWS_WITH(mine.begin(true), Contains("hers"));
  CHECK_NOTHROW(mine.begin(false));
  CHECK_NOTHROW(mine.begin(true));
  CHECK_THROWS_WITH(Folder(dir / "a", {"hers"}).begin(true), Contains("mine"));
}

TEST_CASE("one process at a time works in a cell", "[experiments]") {
  const TempDir dir;
  const Folder cell(dir / "a", {"mine"});
  (void)cell.run([&](const FolderLock&) {
    CHECK_THROWS_WITH(cell.run(no_work), Contains("another process is working"));
    return Score{1};
  });
}

TEST_CASE("a damaged result is refused in one line that names file and key", "[experiments]") {
  const TempDir dir;
  const Folder cell(dir / "a", {"mine"});
  std::filesystem::create_directories(dir / "a");
  for (const char* text : {"{", "[]", "{\"name\": 5}", "{\"name\": \"mine\", \"score\": \"x\"}",
                           "{\"name\": \"mine\", \"colour\": 1}"}) {
    INFO(text);
    write_text_atomically(dir / "a/result.json", text);
    CHECK_THROWS_AS(cell.outcome(), ConfigError);
    CHECK_THROWS_WITH(cell.outcome(), Contains("a/result.json"));
  }
}

TEST_CASE("unknown facts do not make a renderer a different one", "[experiments]") {
  RendererIdentity opened;
  opened.label = "a";
  opened.renderer = "raster";
  opened.params = {{"shadows", true}, {"normals", "smooth"}};
  opened.origin = PictureOrigin{"org.iggan.raster", "1", "BSD-3-Clause", "00"};
  RendererIdentity not_opened = opened;
  not_opened.params = {{"normals", "smooth"}, {"shadows", true}};
  not_opened.origin.reset();
  CHECK(not_opened.is_same(opened));
  CHECK(opened.is_same(not_opened));
  RendererIdentity other_build = opened;
  other_build.origin->library_sha256 = "11";
  CHECK_FALSE(other_build.is_same(opened));
  RendererIdentity other_options = not_opened;
  other_options.params["shadows"] = false;
  CHECK_FALSE(other_options.is_same(opened));
}

TEST_CASE("a file that is not a comparison is refused with a message", "[experiments]") {
  const TempDir dir;
  for (const char* text : {"[]", "{}", R"({"format": 5})", R"({"format": null})",
                           R"({"format": "iggan comparison", "renderers": 5})"}) {
    write_text_atomically(dir / "comparison.json", text);
    CHECK_THROWS_AS(read_comparison(dir / "comparison.json"), ConfigError);
    CHECK_THROWS_WITH(read_comparison(dir / "comparison.json"),
                      Contains("comparison.json") && !Contains("json.exception"));
  }
}

TEST_CASE("a finished generator is among the generators, whatever was measured", "[experiments]") {
  Comparison comparison;
  comparison.train.emplace();
  comparison.train->emplace_back("raster", TrainCell{});
  comparison.train->back().second.result.controls = {{"cuboids", ShapeLine{}}};
  const ResultTable table = generator_table(comparison);
  REQUIRE(table.rows.size() == 1);
  CHECK(table.rows[0][0].text == "raster");
  REQUIRE(table.reference_rows.size() == 1);
  CHECK(table.reference_rows[0][0].text == "cuboids");
}
