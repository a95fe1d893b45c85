// The properties of a catalogue, in an archive with one model; input that starts like an archive is
// used as the archive itself.
#include <cmath>
#include <fstream>
#include <iterator>

#include <iggan/formats/memory_file.h>
#include <iggan/formats/sweet_home_3d.h>

#include "fuzz_target.h"
#include "support/catalogue_file.h"
#include "support/temp_dir.h"

namespace {

constexpr const char* kTriangle = "v 0 0 0\nv 1 0 0\nv 0 1 1\nf 1 2 3\n";

std::string archive_with(const std::string& properties) {
  static const TempDir dir;
  write_zip(dir / "catalogue.sh3f", {{"PluginFurnitureCatalog.properties", properties},
                                     {"sofa/sofa.obj", kTriangle},
                                     {"sofa/LICENSE.TXT", "CC0"}});
  std::ifstream in(dir / "catalogue.sh3f", std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

namespace iggan::fuzz {

std::vector<std::string> seeds() {
  const std::string one =
      "id=test\nversion=1.0\nname#1=Sofa\ncategory#1=Living room\nmodel#1=/sofa/sofa.obj\n"
      "width#1=180\nheight#1=80.5\ndepth#1=90\nelevation#1=2\nmodelRotation#1=1 0 0 0 1 0 0 0 1\n"
      "license=CC-BY\n";
  return {one, one + "name#2=Chair\nid#2=chair\nmodel#2=sofa/sofa.obj\nwidth#2=1,5\n",
          archive_with(one)};
}

}  // namespace iggan::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace iggan;
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const MemoryFile file(bytes.rfind("PK", 0) == 0 ? bytes : archive_with(bytes), "the input");
  const std::string path = file.path();
  fuzz::accepts(path, [&] {
    const SweetHome3dCatalogue catalogue(path);
    std::size_t read = 0;
    for (const CatalogueModel& model : catalogue.models()) {
      for (const double side : model.size_cm)
        fuzz::expect(side > 0 && std::isfinite(side), "a model's sides are positive and finite");
      for (const double factor : model.rotation)
        fuzz::expect(std::isfinite(factor), "a model's rotation is finite");
      fuzz::expect(std::isfinite(model.elevation_cm), "a model's elevation is finite");
      if (const std::string entry = catalogue.license_entry(model); !entry.empty())
        (void)fuzz::accepts(path, [&] { (void)catalogue.read(entry); });
      if (++read > 3 || model.entry != "sofa/sofa.obj" || bytes.rfind("PK", 0) == 0) continue;
      (void)fuzz::accepts(path, [&] { (void)catalogue.read_model(model); });
    }
  });
  return 0;
}
