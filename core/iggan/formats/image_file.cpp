#include <iggan/formats/image_file.h>

#include <OpenImageIO/filesystem.h>
#include <OpenImageIO/imageio.h>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/formats/image_colours.h>
#include <iggan/formats/image_reader.h>

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

void write_pixels(OIIO::ImageOutput& output, const std::string& file, const OIIO::ImageSpec& spec,
                  const ImageU8& image, const std::string& name) {
  if (!output.open(file, spec) ||
      !output.write_image(OIIO::TypeDesc::UINT8, image.samples.data()) || !output.close())
    fail<DataError>("cannot write {}: {}", name, own_words(output.geterror()));
}

}  // namespace

void write_image(const fs::path& path, const ImageU8& image) {
  const OIIO::ImageSpec spec = spec_of(image, path.string());
  write_file_atomically(path, [&](const fs::path& temporary) {
    const auto output = OIIO::ImageOutput::create(temporary.string());
    if (!output)
      fail<DataError>("cannot write {}: {}; use .png", path.string(), own_words(OIIO::geterror()));
    write_pixels(*output, temporary.string(), spec, image, path.string());
  });
}

std::string encode_png(const ImageU8& image) {
  const OIIO::ImageSpec spec = spec_of(image, "a picture");
  const auto output = OIIO::ImageOutput::create("memory.png");
  if (!output) fail<DataError>("cannot write PNG: {}", own_words(OIIO::geterror()));
  std::vector<unsigned char> bytes;
  OIIO::Filesystem::IOVecOutput memory(bytes);
  if (!output->set_ioproxy(&memory))
    fail<DataError>("this OpenImageIO cannot write PNG to memory; use version 2.4 or newer");
  write_pixels(*output, "memory.png", spec, image, "a picture");
  return {bytes.begin(), bytes.end()};
}

ImageU8 read_image(const fs::path& path) {
  return ImageReader(path).stored();
}

std::string image_library_version() {
  return OIIO_VERSION_STRING;
}

}  // namespace iggan
