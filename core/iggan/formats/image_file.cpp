#include <iggan/formats/image_file.h>

#include <OpenImageIO/imageio.h>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/formats/image_colours.h>
#include <iggan/formats/image_reader.h>
#include <iggan/formats/memory_file.h>

namespace iggan {
namespace fs = std::filesystem;

namespace {

std::string own_words(std::string words) {
  while (!words.empty() && (words.back() == '\n' || words.back() == ' ')) words.pop_back();
  return words.empty() ? "unknown reason" : words;
}

OIIO::ImageSpec spec_of(const ImageU8& image, const std::string& name) {
  if (image.channels != 1 && image.channels != 3 && image.channels != 4)
    fail<DataError>("cannot write {}: {} channels; pictures have 1, 3 or 4", name, image.channels);
  IGGAN_CHECK(image.width > 0 && image.height > 0);
  IGGAN_CHECK(image.samples.size() == image.index(0, image.height, 0));
  OIIO::ImageSpec spec(image.width, image.height, image.channels, OIIO::TypeDesc::UINT8);
  spec.attribute(kStraightAlpha, 1);
  spec.attribute("oiio:ColorSpace", "sRGB");
  return spec;
}

/// The bytes of a file with that extension. Picture libraries write only into memory: they do not
/// check for write errors, and the JPEG library ends the program on one.
std::string encoded(const ImageU8& image, const std::string& ending, const std::string& name) {
  const OIIO::ImageSpec spec = spec_of(image, name);
  const auto output = OIIO::ImageOutput::create("picture" + ending);
  if (!output) fail<DataError>("cannot write {}: {}; use .png", name, own_words(OIIO::geterror()));
  const MemoryFile memory("", name);
  if (!output->open(memory.path(), spec) ||
      !output->write_image(OIIO::TypeDesc::UINT8, image.samples.data()) || !output->close())
    fail<DataError>("cannot write {}: {}", name, own_words(output->geterror()));
  return read_text(memory.path());
}

}  // namespace

void write_image(const fs::path& path, const ImageU8& image) {
  write_text_atomically(path, encoded(image, path.extension().string(), path.string()));
}

std::string encode_png(const ImageU8& image) {
  return encoded(image, ".png", "a picture");
}

ImageU8 read_image(const fs::path& path) {
  return ImageReader(path).stored();
}

std::string image_library_version() {
  return OIIO_VERSION_STRING;
}

}  // namespace iggan
