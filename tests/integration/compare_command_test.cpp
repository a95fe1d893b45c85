#include <support/catch.h>

#include <fstream>

#include <support/box_world.h>
#include <support/fake_plugins.h>
#include <support/run_command.h>

#include <iggan/base/files.h>
#include <iggan/config/fields.h>

using iggan::config::Json;

namespace {

/// Shapes that any mirroring changes: an L with a post on one end.
struct CrookedWorld {
  TempDir dir;
  std::filesystem::path shapes = dir / "shapes", out = dir / "out";
  CrookedWorld() {
    std::filesystem::create_directories(dir / "meshes");
    for (int i = 0; i < 6; ++i)
      write_crooked(dir / "meshes" / ("l" + std::to_string(i) + ".obj"), 1 + 0.2 * i);
    const auto made = run_iggan("dataset shapes " + quoted(dir / "meshes") +
                                " --size 16 --augment 1 --no-sheet --out " + quoted(shapes));
    INFO(made.output);
    REQUIRE(made.status == 0);
  }
  [[nodiscard]] CommandResult compare(const std::string& renderers, const std::string& more) const {
    return run_iggan("compare --dataset " + quoted(shapes) + " --out " + quoted(out) +
                     " --size 32 --shapes 6 --unseen 4 --preset smoke --renderers '" + renderers +
                     "' " + more);
  }
  [[nodiscard]] Json summary() const {
    return iggan::config::parse_json(iggan::read_text(out / "comparison.json"), "comparison");
  }

 private:
  static void write_crooked(const std::filesystem::path& file, double length) {
    std::ofstream out(file);
    int first = 1;
    using Box = std::array<double, 6>;  // from, to
    for (const Box& b : {Box{0, 0, 0, length, 0.3, 0.5}, Box{0, 0, 0.4, 0.4, 0.3, 1.2},
                         Box{0, 0.2, 0, 0.3, 1.2, 0.3}}) {
      for (int corner = 0; corner < 8; ++corner)
        out << "v " << b[(corner & 1) != 0 ? 3 : 0] << ' ' << b[(corner & 2) != 0 ? 4 : 1] << ' '
            << b[(corner & 4) != 0 ? 5 : 2] << '\n';
      for (const auto& f : {std::array{0, 2, 3, 1}, std::array{4, 5, 7, 6}, std::array{0, 1, 5, 4},
                            std::array{2, 6, 7, 3}, std::array{0, 4, 6, 2}, std::array{1, 3, 7, 5}})
        out << "f " << f[0] + first << ' ' << f[1] + first << ' ' << f[2] + first << ' '
            << f[3] + first << '\n';
      first += 8;
    }
  }
};

Json pair_of(const Json& summary, const std::string& first, const std::string& second) {
  for (const Json& pair : summary["pairs"])
    if (pair["first"] == first && pair["second"] == second) return pair;
  FAIL("no pair of " << first << " and " << second);
  return {};
}

std::string mutant(const std::string& name) {
  return std::string(IGGAN_MUTANT_DIR) + "/" + name + ".so";
}

}  // namespace

TEST_CASE(
    "among compared renderers a wrong one stands out, and a broken one does not affect the others",
    "[command]") {
  const CrookedWorld world;
  const std::string renderers =
      "raster,embree,traced=embree{\"bounces\":1,\"samples\":2},foreign=" + mutant("none") +
      ",mirrored=" + mutant("mirror_z") + ",upturned=" + mutant("flip_y") +
      ",wavering=" + mutant("batch_order") + ",broken=" + fake_plugin("faulty_renderer").string() +
      "{\"fault\":\"abort\"}";
  const auto first = world.compare(renderers, "--stages render --isolate");
  INFO(first.output);
  CHECK(first.status == 1);
  CHECK_THAT(first.output, Contains("1 cell failed"));
  Json summary = world.summary();
  CHECK(summary["render"]["broken"]["failed"].is_string());
  // Each renderer agrees exactly with itself, even the path tracer, since the seeds are equal. The
  // exception is the unstable one.
  for (const char* label : {"raster", "embree", "traced", "foreign", "mirrored"}) {
    INFO(label);
    const Json itself = summary["render"][label]["itself"];
    CHECK(itself["exact"] == true);
    CHECK(itself["psnr"].is_null());
    CHECK(itself["silhouette_iou"] == 1);
    CHECK(summary["render"][label]["images_per_second"].get<double>() > 0);
  }
  CHECK(summary["render"]["wavering"]["itself"]["exact"] == false);
  CHECK(pair_of(summary, "raster", "embree")["exact"] == true);
  CHECK(pair_of(summary, "raster", "foreign")["silhouette_iou"].get<double>() > 0.98);
  CHECK(pair_of(summary, "raster", "mirrored")["silhouette_iou"].get<double>() < 0.8);
  CHECK(pair_of(summary, "raster", "upturned")["diagnosis"] == "upside down");
  CHECK(std::filesystem::exists(world.out / "render/worst-raster,mirrored.png"));

  const auto again = world.compare(renderers, "--stages render --isolate");
  CHECK_THAT(again.output, Contains("render raster: done") && !Contains("render broken: done"));
  const auto other = world.compare(renderers, "--views 3");
  CHECK(other.status == 1);
  CHECK_THAT(other.output, Contains("started with different settings"));
  const auto relabelled = world.compare("raster=embree", "");
  CHECK(relabelled.status == 1);
  CHECK_THAT(relabelled.output, Contains("results of another renderer"));
}

TEST_CASE("a proxy knows its own renderer best, and generators are judged by every renderer",
          "[command]") {
  const CrookedWorld world;
  const std::string renderers = "upright=raster,upturned=" + mutant("flip_y");
  const auto made = world.compare(
      renderers,
      "--stages render,proxy,train --proxy-iterations 60 --minutes 0.05 --views-per-shape 8 "
      "--samples 4 --renders 70 --set training.threads=2");
  INFO(made.output);
  REQUIRE(made.status == 0);
  Json summary = world.summary();
  for (const char* label : {"upright", "upturned"}) {
    INFO(label);
    Json proxy = summary["proxy"][label];
    CHECK(proxy["curve"].size() == 12);
    CHECK(proxy["curve"].back()["iteration"] == 60);
    CHECK(proxy["curve"].back()["squared_error"].get<double>() <
          proxy["curve"].front()["squared_error"].get<double>());
    const char* other = std::string(label) == "upright" ? "upturned" : "upright";
    CHECK(proxy["judged"][label]["psnr"].get<double>() >
          summary["proxy"][other]["judged"][label]["psnr"].get<double>() + 1);
    CHECK(std::filesystem::exists(world.out / "proxy" / label / "sheet.png"));
    Json train = summary["train"][label];
    CHECK(train["training"]["iteration"].get<int>() > 0);
    CHECK(train["judged"]["upright"]["frechet"]["value"].is_number());
    CHECK(train["judged"]["upturned"]["frechet"]["value"].is_number());
    CHECK(train["domain_gap"] == false);
    CHECK(train["shapes"]["one_yaw"]["iou"].is_number());
    CHECK(std::filesystem::exists(world.out / "train" / label / "samples.png"));
  }
  CHECK_THAT(made.output, Contains("Fréchet distance of shapes learned through (row)"));
}

namespace {

constexpr const char* kShortTraining =
    "--stages render,train --minutes 0.03 --views-per-shape 8 --samples 4 --renders 70 ";

}  // namespace

TEST_CASE("an impossible comparison is refused before anything is started", "[command]") {
  const CrookedWorld world;
  const std::pair<const char*, const char*> wrong[] = {
      {"--set training.bach_size=8", "batch_size"}, {"--minutes 0", "--minutes"},
      {"--pictures nobody", "--pictures nobody"},   {"--renders 8", "--renders: 8 pictures"},
      {"--views-per-shape 1", "--views-per-shape"}, {"--stages paint", "--stages paint"}};
  for (const auto& [option, words] : wrong) {
    const auto refused = world.compare("raster", std::string(option) + " --stages train");
    INFO(refused.output);
    CHECK(refused.status != 0);
    CHECK_THAT(refused.output, Contains(words));
    CHECK_FALSE(std::filesystem::exists(world.out / "train" / "settings.json"));
  }
}

TEST_CASE("a comparison continues with a renderer added later, and never mixes two", "[command]") {
  const CrookedWorld world;
  const auto first = world.compare("1=raster", kShortTraining);
  INFO(first.output);
  REQUIRE(first.status == 0);
  const auto judged = [&](const char* one, const char* by) {
    return world.summary()["train"][one]["judged"][by];
  };
  CHECK(judged("1", "1")["frechet"]["value"].is_number());

  // The cell of another renderer, whose training had started.
  std::filesystem::create_directories(world.out / "train" / "soft" / "pictures");
  std::ofstream(world.out / "train" / "soft" / "renderer.json") << "{}";
  const std::string both = "1=raster,soft=raster{\"normals\":\"smooth\"}";
  const auto mixed = world.compare(both, kShortTraining);
  CHECK(mixed.status == 1);
  CHECK_THAT(mixed.output, Contains("train 1: done") &&
                               Contains("train/soft holds the results of another renderer"));
  CHECK(judged("1", "soft")["failed"].is_string());

  std::filesystem::remove_all(world.out / "train" / "soft");
  const auto second = world.compare(both, kShortTraining);
  INFO(second.output);
  CHECK(second.status == 0);
  CHECK(judged("1", "soft")["frechet"]["value"].is_number());
  CHECK(judged("soft", "1")["frechet"]["value"].is_number());
  const auto third = world.compare(both, kShortTraining);
  CHECK_THAT(third.output, !Contains("shapes of"));
}

TEST_CASE("generators that share the pictures of one renderer differ by a domain gap",
          "[command]") {
  const CrookedWorld world;
  const auto made = world.compare("raster,upturned=" + mutant("flip_y"),
                                  std::string(kShortTraining) + "--pictures raster");
  INFO(made.output);
  REQUIRE(made.status == 0);
  const Json train = world.summary()["train"];
  CHECK(train["raster"]["domain_gap"] == false);
  CHECK(train["upturned"]["domain_gap"] == true);
  CHECK(std::filesystem::exists(world.out / "train" / "raster" / "pictures"));
  CHECK_FALSE(std::filesystem::exists(world.out / "train" / "upturned" / "pictures"));
}
