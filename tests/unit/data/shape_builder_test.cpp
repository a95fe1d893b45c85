#include <algorithm>
#include <map>
#include <set>

#include <support/catch.h>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/config/fields.h>
#include <iggan/data/shape_builder.h>
#include <iggan/data/shape_set.h>
#include <iggan/formats/binvox.h>
#include <iggan/geometry/grid_facts.h>
#include <iggan/geometry/voxel_iou.h>
#include <iggan/geometry/yaw.h>

#include "support/catalogue_file.h"
#include "support/meshes.h"
#include "support/temp_dir.h"

using iggan::ShapeBuildOptions;
using iggan::Split;

namespace {

/// A catalogue of ten chairs with backs of different heights, a table, a broken model and one from
/// the curated list.
void write_test_catalogue(const std::filesystem::path& path) {
  std::string properties =
      "id=SweetHome3D#Test\nversion=1\nlicense=Creative Commons Attribution 3.0 license\n";
  std::map<std::string, std::string> entries;
  const auto add = [&](int number, const std::string& id, const std::string& name,
                       const std::string& obj) {
    properties += fmt::format(
        "id#{0}={1}\nname#{0}={2}\nmodel#{0}=/m/{0}/"
        "{0}.obj\nwidth#{0}=50\nheight#{0}={3}\ndepth#{0}=50\n"
        "creator#{0}=Ann\n",
        number, id, name, 60 + 4 * number);
    entries[fmt::format("m/{0}/{0}.obj", number)] = obj;
  };
  for (int i = 1; i <= 10; ++i)
    add(i, fmt::format("Test#chair{}", i), i % 2 == 0 ? "Chair" : "Armchair",
        obj_text(chair_mesh(0.05f + 0.02f * static_cast<float>(i),
                            0.3f + 0.1f * static_cast<float>(i))));
  add(11, "Test#table", "Table", obj_text(chair_mesh(0.1f, 0.02f)));
  add(12, "Test#broken", "Broken chair", "this is not a mesh");
  add(13, "Scopia#ryokanChair", "Chair", obj_text(chair_mesh()));
  add(14, "Test#wheelchair", "Wheelchair", obj_text(chair_mesh()));
  entries["PluginFurnitureCatalog.properties"] = properties;
  entries["LICENSE.TXT"] = "share alike, name the author";
  write_zip(path, entries);
}

struct CatalogueFixture {
  TempDir dir;
  ShapeBuildOptions options;
  CatalogueFixture() {
    write_test_catalogue(dir / "test.sh3f");
    options.models.inputs = {dir / "test.sh3f"};
    options.models.categories = {{"chair", "CHAIR"}};
    options.models.exclude = "wheelchair";
    options.output = dir / "set";
    options.augment = 3;
    options.seed = 5;
    options.jobs = 2;
  }
};

std::map<std::string, std::string> hashes_in(const std::filesystem::path& folder) {
  std::map<std::string, std::string> hashes;
  for (const auto& entry : std::filesystem::directory_iterator(folder / "shapes"))
    hashes[entry.path().filename().string()] = iggan::sha256_of_file(entry.path());
  return hashes;
}

}  // namespace

TEST_CASE_METHOD(CatalogueFixture, "a catalogue becomes a shape set with its failures recorded",
                 "[data]") {
  const auto report = iggan::build_shape_set(options);
  CHECK(report.models == 10);
  CHECK(report.left_out == 2);  // the curated one and the wheelchair
  REQUIRE(report.failures.size() == 1);
  CHECK_THAT(report.failures[0], Contains("test-broken"));
  CHECK(report.split_models == std::array<std::size_t, 3>{8, 1, 1});
  CHECK(report.shapes == 10 + 8 * 3);

  const auto manifest =
      iggan::config::parse_json(iggan::read_text(options.output / "manifest.json"), "manifest");
  CHECK(manifest["counts"]["failed"] == 1);
  CHECK(manifest["counts"]["variants"] == 24);
  const auto& first = manifest["items"][0];
  CHECK(first["id"] == "test-chair1");
  CHECK(first["licence"]["spdx"] == "CC-BY-3.0");
  CHECK(first["source"]["catalogue_id"] == "Test#chair1");
  CHECK(first["dims_cm"] == iggan::config::Json({50, 64, 50}));
  CHECK(iggan::read_text(options.output / first["licence"]["licence_file"].get<std::string>()) ==
        "share alike, name the author");
  CHECK_THAT(iggan::read_text(options.output / "ATTRIBUTION.txt"),
             Contains("Test#chair7") && Contains("Ann") && Contains("CC-BY-3.0") &&
                 !Contains("test-broken"));
}

TEST_CASE_METHOD(CatalogueFixture, "a shape set loads as it was built", "[data]") {
  iggan::build_shape_set(options);
  const auto set = iggan::load_shape_set(options.output);
  CHECK(set.resolution == 32);
  REQUIRE(set.shapes.size() == 34);
  std::map<std::string, std::set<Split>> splits;
  std::set<std::string> ids;
  for (const auto& shape : set.shapes) {
    splits[shape.source_model].insert(shape.split);
    ids.insert(shape.id);
    CHECK(shape.category == "chair");
    CHECK(shape.grid.nx == 32);
    if (shape.split != Split::train)
      CHECK(shape.id == shape.source_model);  // variants only for training
  }
  CHECK(ids.size() == 34);
  CHECK(splits.size() == 10);
  for (const auto& model : splits) CHECK(model.second.size() == 1);  // no model in two splits
  CHECK(set.of_split(Split::train).size() == 32);
  CHECK(set.of_split(Split::val).size() == 1);
}

TEST_CASE_METHOD(CatalogueFixture, "the same seed gives the same set on any number of threads",
                 "[data]") {
  iggan::build_shape_set(options);
  ShapeBuildOptions other = options;
  other.output = dir / "one thread";
  other.jobs = 1;
  iggan::build_shape_set(other);
  CHECK(hashes_in(other.output) == hashes_in(options.output));

  other.output = dir / "another seed";
  other.seed = 6;
  iggan::build_shape_set(other);
  const auto a = hashes_in(options.output), b = hashes_in(other.output);
  CHECK(a != b);
  CHECK(a.at("test-chair1.binvox") ==
        b.at("test-chair1.binvox"));  // without variants, nothing is drawn at random

  other.output = dir / "more variants";
  other.seed = options.seed;
  other.augment = 12;
  iggan::build_shape_set(other);
  const auto more = hashes_in(other.output);
  for (const auto& [name, hash] : a) CHECK(more.at(name) == hash);
}

TEST_CASE_METHOD(CatalogueFixture, "a set in colour has the same voxels, and its variants colours",
                 "[data]") {
  std::map<std::string, std::string> entries{
      {"PluginFurnitureCatalog.properties",
       "id=T\nid#1=Test#chair1\nname#1=Chair\nmodel#1=/m/"
       "a.obj\nwidth#1=50\nheight#1=64\ndepth#1=50\n"},
      {"m/a.obj", "mtllib a.mtl\nusemtl red\n" + obj_text(chair_mesh(0.07f, 0.4f))},
      {"m/a.mtl", "newmtl red\nKd 1 0.2 0\n"}};
  write_zip(dir / "colour.sh3f", entries);
  options.models.inputs = {dir / "colour.sh3f"};
  options.output = dir / "gray";
  iggan::build_shape_set(options);
  options.colour = true;
  options.output = dir / "coloured";
  iggan::build_shape_set(options);
  const auto gray = iggan::load_shape_set(dir / "gray");
  const auto coloured = iggan::load_shape_set(dir / "coloured");
  REQUIRE(coloured.shapes.size() == 4);
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(coloured.shapes[i].grid.occupancy == gray.shapes[i].grid.occupancy);
    CHECK(gray.shapes[i].grid.albedo.empty());
    const auto& grid = coloured.shapes[i].grid;
    REQUIRE(grid.albedo.size() == 3 * grid.size());
    for (std::size_t v = 0; v < grid.size(); ++v) {
      CHECK(grid.albedo[3 * v] == (grid.occupancy[v] != 0 ? 255 : 0));
      CHECK(grid.albedo[3 * v + 1] == (grid.occupancy[v] != 0 ? 51 : 0));
    }
  }
  CHECK(iggan::summarize_shape_set(dir / "gray").sha256 !=
        iggan::summarize_shape_set(dir / "coloured").sha256);
  CHECK_FALSE(std::filesystem::exists(dir / "gray/shapes/test-chair1.png"));
  iggan::write_text_atomically(dir / "coloured/shapes/test-chair1.png", "another");
  CHECK_THROWS_WITH(iggan::load_shape_set(dir / "coloured"), Contains("test-chair1.png"));
}

TEST_CASE_METHOD(CatalogueFixture, "with --strict, a failure leaves nothing behind", "[data]") {
  options.on_failure = iggan::OnFailure::stop;
  CHECK_THROWS_WITH(iggan::build_shape_set(options),
                    Contains("--strict") && Contains("test-broken"));
  CHECK_FALSE(std::filesystem::exists(options.output));
  options.models.exclude += "|broken";
  CHECK(iggan::build_shape_set(options).failures.empty());
  CHECK_THROWS_WITH(iggan::build_shape_set(options), Contains("already exists"));
}

TEST_CASE_METHOD(CatalogueFixture, "an error in the selection says what to try", "[data]") {
  options.models.categories = {{"boat", "boat"}};
  CHECK_THROWS_WITH(iggan::build_shape_set(options), Contains("none of the 14 models"));
  options.models.categories = {{"x", "(chair"}};
  CHECK_THROWS_WITH(iggan::build_shape_set(options), Contains("'(chair'"));
  options.models.categories = {};
  CHECK_THROWS_WITH(iggan::build_shape_set(options), Contains("--category"));
  options.models.categories = {{"broken", "broken"}};
  CHECK_THROWS_WITH(iggan::build_shape_set(options),
                    Contains("none of the 1 models became a shape"));
  options.models.inputs = {dir / "absent"};
  CHECK_THROWS_WITH(iggan::build_shape_set(options), Contains("absent does not exist"));
}

TEST_CASE("folders of meshes and voxels become a set whose folders name the categories", "[data]") {
  const TempDir dir;
  const auto mesh = chair_mesh();
  iggan::write_text_atomically(dir / "in/stool/a.obj", obj_text(mesh));
  const auto big = iggan::voxelize(mesh, {64, 2, 4, iggan::FloorCap::closed}).grid;
  const auto same = iggan::voxelize(mesh, {}).grid;
  iggan::write_binvox(dir / "in/voxels/big.binvox", big);
  iggan::write_binvox(dir / "in/voxels/same.binvox", same);
  iggan::write_binvox(dir / "in/voxels/small.binvox",
                      iggan::voxelize(mesh, {16, 1, 4, iggan::FloorCap::closed}).grid);

  ShapeBuildOptions options;
  options.models.inputs = {dir / "in"};
  options.output = dir / "set";
  options.split = {1, 0, 0};
  const auto report = iggan::build_shape_set(options);
  CHECK(report.models == 3);
  REQUIRE(report.failures.size() == 1);  // grids are never enlarged
  CHECK_THAT(report.failures[0], Contains("small") && Contains("16"));
  std::map<std::string, iggan::Shape> shapes;
  for (auto& shape : iggan::load_shape_set(options.output).shapes) shapes[shape.id] = shape;
  CHECK(shapes.at("in-stool-a").category == "stool");
  CHECK(shapes.at("in-voxels-same").category == "voxels");
  CHECK(shapes.at("in-voxels-same").grid == same);
  CHECK(iggan::voxel_iou(shapes.at("in-voxels-big").grid, same) > 0.7);

  const auto about_variants = [](const iggan::ShapeBuildReport& made) {
    return std::count_if(made.warnings.begin(), made.warnings.end(),
                         [](const auto& text) { return text.find("no variants were made") == 0; });
  };
  CHECK(about_variants(report) == 0);

  options.output = dir / "voxels";
  options.models.inputs = {dir / "in/voxels"};
  options.augment = 2;
  const auto voxels = iggan::build_shape_set(options);
  CHECK(voxels.shapes == 2);
  CHECK(about_variants(voxels) == 1);
  options.models.inputs = {dir / "in"};
  options.augment = 0;

  options.output = dir / "turned";
  options.yaw_degrees = 180;
  iggan::build_shape_set(options);
  const auto turned = iggan::load_shape_set(options.output);
  for (const auto& shape : turned.shapes)
    CHECK(iggan::voxel_iou(iggan::turn_by_yaw(shape.grid, 180), shapes.at(shape.id).grid) > 0.99);
}

TEST_CASE("a yaw turns meshes and voxels the same way", "[data]") {
  const TempDir dir;
  const auto mesh = chair_mesh();
  iggan::write_text_atomically(dir / "in/a.obj", obj_text(mesh));
  iggan::write_binvox(dir / "in/b.binvox", iggan::voxelize(mesh, {}).grid);
  ShapeBuildOptions options;
  options.models.inputs = {dir / "in"};
  options.output = dir / "set";
  options.yaw_degrees = 90;
  options.split = {1, 0, 0};
  iggan::build_shape_set(options);
  const auto set = iggan::load_shape_set(options.output);
  REQUIRE(set.shapes.size() == 2);
  CHECK(iggan::voxel_iou(set.shapes[0].grid, set.shapes[1].grid) > 0.95);
  // The back was at -Z; a quarter turn takes +Z to +X, so it is now at -X.
  const auto& grid = set.shapes[0].grid;
  CHECK(grid.at(9, 28, 16));
  CHECK_FALSE(grid.at(22, 28, 16));
}

TEST_CASE("damaged shape sets are refused, with the place of the damage", "[data]") {
  const TempDir dir;
  CHECK_THROWS_WITH(iggan::load_shape_set(dir.path), Contains("manifest.json"));
  iggan::write_text_atomically(dir / "in/a.obj", obj_text(chair_mesh()));
  ShapeBuildOptions options;
  options.models.inputs = {dir / "in"};
  options.output = dir / "set";
  iggan::build_shape_set(options);
  const std::string good = iggan::read_text(dir / "set/manifest.json");
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    text.replace(at, from.size(), to);
    iggan::write_text_atomically(dir / "set/manifest.json", text);
  };
  with("\"format_version\": 1", "\"format_version\": 2");
  CHECK_THROWS_WITH(iggan::load_shape_set(dir / "set"),
                    Contains("version is 2") && Contains("reads 1"));
  with("\"resolution\": 32", "\"resolution\": 64");
  CHECK_THROWS_WITH(iggan::load_shape_set(dir / "set"), Contains("in-a.binvox") && Contains("64"));
  with("\"split\": \"train\"", "\"split\": \"trial\"");
  CHECK_THROWS_WITH(iggan::load_shape_set(dir / "set"),
                    Contains("items[0].split") && Contains("\"trial\" is not a split"));
  with("shapes/in-a.binvox", "../in/a.obj");
  CHECK_THROWS_WITH(iggan::load_shape_set(dir / "set"), Contains("outside"));
  with("{", "[");
  CHECK_THROWS_AS(iggan::load_shape_set(dir / "set"), iggan::Error);
  iggan::write_text_atomically(dir / "set/manifest.json", good);
  iggan::write_binvox(dir / "set/shapes/in-a.binvox", iggan::VoxelGrid::cube(32));
  CHECK_THROWS_WITH(iggan::load_shape_set(dir / "set"), Contains("SHA-256"));
}

TEST_CASE("a catalogue without a usable entry is refused with the reason", "[data]") {
  const TempDir dir;
  write_zip(dir / "test.sh3f", {{"PluginFurnitureCatalog.properties",
                                 "name#1=Sofa\nmodel#1=/a.obj\nheight#1=1\ndepth#1=1\n"}});
  iggan::ModelSelection selection;
  selection.inputs = {dir / "test.sh3f"};
  selection.categories = {{"sofa", "sofa"}};
  CHECK_THROWS_WITH(iggan::list_models(selection), Contains("1 more cannot be used") &&
                                                       Contains("entry 1") && Contains("width#1"));
}

TEST_CASE("very long names of models and files give short ids", "[data]") {
  const TempDir dir;
  const std::string name(1 << 20, 'a');
  write_zip(dir / "test.sh3f", {{"PluginFurnitureCatalog.properties",
                                 "name#1=sofa" + name + "\nid#1=" + name +
                                     "\nmodel#1=/a.obj\nwidth#1=1\nheight#1=1\ndepth#1=1\n"},
                                {"a.obj", obj_text(chair_mesh())}});
  iggan::ModelSelection selection;
  selection.inputs = {dir / "test.sh3f"};
  selection.categories = {{"sofa", "(sofa|couch).*"}};
  const iggan::ModelList list = iggan::list_models(selection);
  REQUIRE(list.models.size() == 1);
  CHECK(list.models[0].id.size() <= 120);
}

TEST_CASE("reading a catalogue of 20,000 models does not take quadratic time", "[data]") {
  constexpr int kModels = 20000;
  const TempDir dir;
  std::string properties = "id=big\n";
  for (int i = 1; i <= kModels; ++i)  // names without a Latin letter all get the same id
    properties += fmt::format(
        "id#{0}=\\u{1:04x}\\u{2:04x}\nname#{0}=sofa\nmodel#{0}=/m/{0}.obj\nwidth#{0}=1\n"
        "height#{0}=1\ndepth#{0}=1\n",
        i, 0x4e00 + i / 1000, 0x4e00 + i % 1000);
  std::map<std::string, std::string> entries{{"PluginFurnitureCatalog.properties", properties}};
  for (int i = 1; i <= kModels; ++i)
    entries[fmt::format("m/{}.obj", i)] = "mtllib absent.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 1\nf 1 2 3\n";
  write_zip(dir / "big.sh3f", entries);
  iggan::ModelSelection selection;
  selection.inputs = {dir / "big.sh3f"};
  selection.categories = {{"sofa", "sofa"}};
  const iggan::ModelList list = iggan::list_models(selection);
  REQUIRE(list.models.size() == kModels);
  std::set<std::string> ids;
  for (const iggan::ModelSource& model : list.models) ids.insert(model.id);
  CHECK(ids.size() == kModels);
  CHECK(ids.count(fmt::format("model-{}", kModels)) == 1);
  for (std::size_t i = 0; i < kModels; i += 200) {  // each looks for a missing file
    const iggan::SourceModel model = list.models[i].open(iggan::MeshColours::read);
    CHECK(std::get<iggan::TriangleMesh>(model.geometry).triangles.size() == 1);
  }
}

TEST_CASE("an open mesh that became a shell gives a warning, a closed one does not", "[data]") {
  const TempDir dir;
  iggan::TriangleMesh box;
  add_box(box, {0, 0, 0}, {1, 0.5f, 0.6f});
  iggan::write_text_atomically(dir / "closed.obj", obj_text(box));
  box.triangles.resize(box.triangles.size() - 2);  // one side is missing
  iggan::write_text_atomically(dir / "open.obj", obj_text(box));
  ShapeBuildOptions options;
  options.models.inputs = {dir / "closed.obj", dir / "open.obj"};
  options.output = dir / "set";
  options.jobs = 1;
  const auto report = iggan::build_shape_set(options);
  REQUIRE(report.shapes == 2);
  REQUIRE(report.warnings.size() >= 1);
  const auto shells =
      std::count_if(report.warnings.begin(), report.warnings.end(), [](const std::string& warning) {
        return warning.find("open: ") == 0 &&
               warning.find("became an empty shell") != std::string::npos;
      });
  CHECK(shells == 1);
  CHECK(std::none_of(report.warnings.begin(), report.warnings.end(),
                     [](const std::string& warning) { return warning.find("closed: ") == 0; }));
}
