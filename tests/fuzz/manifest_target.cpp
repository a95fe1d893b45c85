// The file that makes a folder a set: of shapes (manifest.json), and of pictures (dataset.json).
#include <iggan/base/files.h>
#include <iggan/config/json_file.h>
#include <iggan/data/shape_manifest.h>
#include <iggan/pictures/picture_set.h>

#include "fuzz_target.h"
#include "support/temp_dir.h"

namespace {

using namespace iggan;

const TempDir& folder() {
  static const TempDir dir;
  return dir;
}

ShapeManifest shapes() {
  ShapeManifest manifest;
  manifest.resolution = 16;
  manifest.parameters = ShapeSetParameters{};
  manifest.parameters->categories = {{"sofa", "sofa|couch"}};
  manifest.counts = ShapeCounts{};
  ShapeManifestItem item;
  item.id = "sofa1";
  item.category = "sofa";
  item.split = Split::train;
  item.file = "sofa/sofa1.binvox";
  item.sha256 = std::string(64, 'a');
  item.quality = ShapeQuality{};
  item.augmentation = Warp{};
  item.source = ShapeSource{};
  item.license = ShapeLicense{};
  item.dims_cm = {180, 80, 90};
  item.transform = ShapeTransform{};
  manifest.items.push_back(item);
  item.id = "sofa2";
  item.status = ShapeStatus::failed;
  item.reason = "it has no triangles";
  manifest.items.push_back(item);
  return manifest;
}

PictureManifest pictures() {
  PictureManifest manifest;
  manifest.count = 2;
  manifest.scene.renderer = "raster";
  manifest.photographs = PhotographFacts{};
  manifest.pictures_sha256 = std::string(64, 'b');
  return manifest;
}

void read_shapes() {
  ShapeManifest read;
  if (!fuzz::accepts(folder().path, [&] { read = read_shape_manifest(folder().path); })) return;
  for (const ShapeManifestItem& item : read.items)
    if (item.status == ShapeStatus::ok)
      fuzz::expect(whole_path(folder() / *item.file).string().rfind(folder().path.string(), 0) == 0,
                   "a shape's file lies inside the set's folder");
  const config::Json written = config::to_json(read);
  write_shape_manifest(folder().path, read);
  fuzz::expect(config::text_of(config::to_json(read_shape_manifest(folder().path))) ==
                   config::text_of(written),
               "a written manifest is read back unchanged");
}

void read_pictures() {
  PictureManifest read;
  if (!fuzz::accepts(folder().path, [&] { read = load_picture_manifest(folder().path); })) return;
  write_text_atomically(folder() / kPictureManifest, config::text_of(config::to_json(read)));
  fuzz::expect(config::to_json(load_picture_manifest(folder().path)) == config::to_json(read),
               "a written manifest is read back unchanged");
  // Without its pictures the folder is refused, and no memory is allocated for the count stated.
  (void)fuzz::accepts(folder().path, [&] {
    (void)load_picture_set(folder().path);
    fuzz::expect(false, "a set without its pictures is refused");
  });
}

}  // namespace

namespace iggan::fuzz {

std::vector<std::string> seeds() {
  return {config::text_of(config::to_json(shapes())), config::text_of(config::to_json(pictures()))};
}

}  // namespace iggan::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  write_text_atomically(folder() / "manifest.json", text);
  write_text_atomically(folder() / kPictureManifest, text);
  read_shapes();
  read_pictures();
  return 0;
}
