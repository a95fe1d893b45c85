#include <iggan/page/blocks.h>

#include <algorithm>

#include <fmt/format.h>

#include <iggan/base/files.h>
#include <iggan/formats/image_file.h>

namespace iggan {

ReportPicture picture_of_file(const std::filesystem::path& file, std::string alt,
                              std::string caption) {
  return {read_text(file), std::move(alt), std::move(caption)};
}

ReportPicture picture_of_image(const ImageU8& image, std::string alt, std::string caption) {
  return {encode_png(image), std::move(alt), std::move(caption)};
}

ImageU8 top_of_sheet(const std::filesystem::path& file, int rows) {
  constexpr int kTile = 128, kMargin = 2;  // pixels
  const ImageU8 sheet = read_image(file);
  ImageU8 top(sheet.width, std::min(sheet.height, rows * (kTile + kMargin) + kMargin),
              sheet.channels);
  std::copy_n(sheet.samples.begin(), top.samples.size(), top.samples.begin());
  return top;
}

}  // namespace iggan
