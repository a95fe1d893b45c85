// The pictures of docs/conventions.md. IGGAN_WRITE_PICTURES=1 makes this test write them.
#include <support/catch.h>

#include <cstdlib>

#include <iggan/base/files.h>
#include <iggan/formats/image_file.h>

#include "convention_pictures.h"

namespace fs = std::filesystem;

namespace {

fs::path file_of(const ConventionPicture& picture, const char* extension) {
  return fs::path(IGGAN_SOURCE_DIR) / "docs/images" / ("conventions-" + picture.name + extension);
}

std::string annotated(const ConventionPicture& picture) {
  return picture.notes.svg(iggan::read_text(file_of(picture, ".png")), picture.pixels.width,
                           picture.pixels.height);
}

}  // namespace

TEST_CASE("both renderers draw the pictures of docs/conventions.md exactly", "[conventions]") {
  const auto pictures = convention_pictures("raster"), others = convention_pictures("embree");
  const std::string page = iggan::read_text(fs::path(IGGAN_SOURCE_DIR) / "docs/conventions.md");
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    const ConventionPicture& picture = pictures[i];
    INFO(picture.name << "; IGGAN_WRITE_PICTURES=1 rewrites it");
    CHECK(picture.pixels.samples == others[i].pixels.samples);
    if (std::getenv("IGGAN_WRITE_PICTURES")) {
      iggan::write_image(file_of(picture, ".png"), picture.pixels);
      iggan::write_text_atomically(file_of(picture, ".svg"), annotated(picture));
    }
    const iggan::ImageU8 committed = iggan::read_image(file_of(picture, ".png"));
    CHECK(committed.width == picture.pixels.width);
    CHECK(committed.samples == picture.pixels.samples);  // exact: both renderers are, bit for bit
    CHECK(iggan::read_text(file_of(picture, ".svg")) == annotated(picture));
    CHECK_THAT(page, Contains("images/conventions-" + picture.name + ".svg"));
  }
}
