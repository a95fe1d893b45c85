#include <support/catch.h>

#include <sys/stat.h>

#include <iggan/base/error.h>
#include <iggan/formats/sweet_home_3d.h>
#include <iggan/formats/zip_archive.h>
#include <iggan/geometry/mesh_geometry.h>

#include "support/catalogue_file.h"
#include "support/meshes.h"
#include "support/temp_dir.h"

using iggan::SweetHome3dCatalogue;

namespace {

constexpr const char* kProperties =
    "id=SweetHome3D#Test\nversion=1.8\nlicense=Creative Commons Attribution 3.0 license \xa9 Me\n"
    "id#1=Test#lying\nname#1=Fauteuil \\u00e9l\\u00e9gant\nmodel#1=/test/lying/lying.obj\n"
    "width#1=10\nheight#1=60\ndepth#1=20\nmodelRotation#1=1 0 0 0 0 1 0 -1 0\ncreator#1=Ann\n"
    "elevation#1=42.5\n"
    "dropOnTopElevation#-1\n"
    "id#2=Test#broken\nname#2=Broken\nmodel#2=/test/"
    "broken.obj\nwidth#2=wide\nheight#2=1\ndepth#2=1\n"
    "id#10=Test#plain\nname#10=Chair\nmodel#10=/test/"
    "plain.obj\nwidth#10=1\nheight#10=2\ndepth#10=3\n"
    "license#10=Its own\n";

/// A box 1 wide, 2 high and 3 deep. It lies down; its long side, 3, should be upright.
std::string lying_box() {
  iggan::TriangleMesh mesh;
  add_box(mesh, {0, 0, 0}, {1, 2, 3});
  return obj_text(mesh);
}

}  // namespace

TEST_CASE("a catalogue lists its models and skips broken entries", "[formats]") {
  const TempDir dir;
  write_zip(dir / "test.sh3f", {{"PluginFurnitureCatalog.properties", kProperties},
                                {"PluginFurnitureCatalog_fr.properties", "name#10=Chaise\n"},
                                {"LICENSE.TXT", "the whole catalogue"},
                                {"test/lying/lying.obj", lying_box()},
                                {"test/lying/BLENDSWAP_LICENSE.txt", "the model"},
                                {"test/plain.obj", lying_box()}});
  const SweetHome3dCatalogue catalogue(dir / "test.sh3f");
  CHECK(catalogue.id() == "SweetHome3D#Test");
  CHECK(catalogue.version() == "1.8");
  REQUIRE(catalogue.models().size() == 2);
  REQUIRE(catalogue.warnings().size() == 1);
  CHECK_THAT(catalogue.warnings()[0], Contains("entry 2") && Contains("width#2"));

  const auto& lying = catalogue.models()[0];
  CHECK(lying.id == "Test#lying");
  CHECK(lying.name == "Fauteuil \xc3\xa9l\xc3\xa9gant");
  CHECK(lying.entry == "test/lying/lying.obj");
  CHECK(lying.creator == "Ann");
  CHECK(lying.elevation_cm == 42.5);
  CHECK(lying.license == "Creative Commons Attribution 3.0 license \xc2\xa9 Me");
  CHECK(catalogue.read(catalogue.license_entry(lying)) == "the model");
  const auto& plain = catalogue.models()[1];
  CHECK(plain.number == 10);
  CHECK(plain.name == "Chair");  // translations do not affect it
  CHECK(plain.license == "Its own");
  CHECK(catalogue.read(catalogue.license_entry(plain)) == "the whole catalogue");
}

TEST_CASE("a catalogue's model is turned, then stretched to its size", "[formats]") {
  const TempDir dir;
  write_zip(dir / "test.sh3f", {{"PluginFurnitureCatalog.properties", kProperties},
                                {"test/lying/lying.obj", lying_box()},
                                {"test/plain.obj", "v 0 0 0\n"}});
  const SweetHome3dCatalogue catalogue(dir / "test.sh3f");
  const auto mesh = catalogue.read_model(catalogue.models()[0]).mesh;
  const auto bounds = iggan::bounds_of(mesh);
  // The rotation maps z to y and y to -z; then 3 is stretched to 60 and 2 to 20.
  CHECK(bounds.extent(0) == Approx(10));
  CHECK(bounds.extent(1) == Approx(60));
  CHECK(bounds.extent(2) == Approx(20));
  CHECK(bounds.low[1] == Approx(0));
  CHECK(bounds.high[2] == Approx(0));
  CHECK_THROWS_WITH(catalogue.read_model(catalogue.models()[1]), Contains("test/plain.obj"));
}

TEST_CASE("the jar of the default catalogue reads like any other", "[formats]") {
  const TempDir dir;
  write_zip(dir / "app.jar",
            {{"com/eteks/sweethome3d/io/DefaultFurnitureCatalog.properties", kProperties}});
  const SweetHome3dCatalogue catalogue(dir / "app.jar");
  CHECK(catalogue.models().size() == 2);
  CHECK_THROWS_WITH(catalogue.read_model(catalogue.models()[0]), Contains("test/lying/lying.obj"));
}

TEST_CASE("archives that are not a catalogue are refused", "[formats]") {
  const TempDir dir;
  write_zip(dir / "other.zip", {{"readme", "x"}});
  CHECK_THROWS_WITH(SweetHome3dCatalogue(dir / "other.zip"),
                    Contains("not a Sweet Home 3D catalogue"));
  CHECK_THROWS_WITH(SweetHome3dCatalogue(dir / "absent.sh3f"), Contains("absent.sh3f"));
}

TEST_CASE("catalogue entries are identified by name, and ids are optional", "[formats]") {
  const TempDir dir;
  const auto entry = [](int number, const std::string& name, const std::string& width) {
    return fmt::format("name#{0}={1}\nmodel#{0}=/a.obj\nwidth#{0}={2}\nheight#{0}=1\ndepth#{0}=1\n",
                       number, name, width);
  };
  write_zip(dir / "test.sh3f", {{"PluginFurnitureCatalog.properties",
                                 entry(1, "Sofa", "1") + "id#1=x\n" + entry(2, "Chair", "2") +
                                     entry(3, "Bed", "100,5") + "name#4=Desk\nmodel#4=/a.obj\n" +
                                     "name#99999999999=Far\n"},
                                {"com/eteks/sweethome3d/io/ContributedFurnitureCatalog.properties",
                                 "id=contributed\n" + entry(1, "Lamp", "3")},
                                {"a.obj", lying_box()}});
  const SweetHome3dCatalogue catalogue(dir / "test.sh3f");
  CHECK(catalogue.id() == "contributed");
  REQUIRE(catalogue.models().size() == 3);
  CHECK(catalogue.models()[0].id == "x");
  CHECK(catalogue.models()[1].name == "Chair");
  CHECK(catalogue.models()[1].id.empty());
  CHECK(catalogue.models()[2].name == "Lamp");
  REQUIRE(catalogue.warnings().size() == 2);
  CHECK_THAT(catalogue.warnings()[0], Contains("entry 3") && Contains("'100,5', not a number"));
  CHECK_THAT(catalogue.warnings()[1], Contains("entry 4") && Contains("width#4"));
}

TEST_CASE("archive entries are found regardless of case, an exact match first", "[formats]") {
  const TempDir dir;
  write_zip(dir / "a.zip", {{"M/Sofa.mtl", "1"}, {"m/sofa.mtl", "2"}});
  const iggan::ZipArchive archive(dir / "a.zip");
  CHECK(archive.entry_like("m/sofa.mtl") == "m/sofa.mtl");
  CHECK(archive.entry_like("m/SOFA.MTL") == "M/Sofa.mtl");
  CHECK_FALSE(archive.entry_like("sofa.mtl"));
}

TEST_CASE("opening a pipe in place of an archive does not block", "[formats]") {
  const TempDir dir;
  REQUIRE(::mkfifo((dir / "a.sh3f").c_str(), 0600) == 0);
  CHECK_THROWS_WITH(SweetHome3dCatalogue(dir / "a.sh3f"),
                    Contains("a.sh3f") && Contains("not a regular file"));
}

TEST_CASE("an entry with a size that is not finite is skipped", "[formats]") {
  const TempDir dir;
  std::string properties;
  int number = 0;
  for (const char* line : {"width#{0}=inf", "height#{0}=nan", "depth#{0}=1e999",
                           "elevation#{0}=inf", "modelRotation#{0}=1 0 0 0 nan 0 0 0 1"}) {
    ++number;
    properties += fmt::format(
        "name#{0}=a\nmodel#{0}=/a.obj\nwidth#{0}=1\nheight#{0}=1\ndepth#{0}=1\n", number);
    properties += fmt::format(fmt::runtime(line), number) + "\n";
  }
  write_zip(dir / "a.sh3f", {{"PluginFurnitureCatalog.properties", properties}});
  const SweetHome3dCatalogue catalogue(dir / "a.sh3f");
  CHECK(catalogue.models().empty());
  CHECK(catalogue.warnings().size() == 5);
}
