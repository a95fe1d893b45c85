#include <iggan/formats/texture_file.h>

#include <iggan/base/error.h>
#include <iggan/formats/image_reader.h>

namespace iggan {
namespace {

constexpr int kMaxTextureSide = 8192;  // 256 MiB as RGBA

/// Channels to RGBA: gray, gray and alpha, RGB, RGBA.
std::vector<std::uint8_t> as_rgba(const ImageU8& image) {
  const auto channels = static_cast<std::size_t>(image.channels);
  std::vector<std::uint8_t> rgba;
  rgba.reserve(image.samples.size() / channels * 4);
  for (std::size_t i = 0; i < image.samples.size(); i += channels) {
    for (std::size_t c = 0; c < 3; ++c) rgba.push_back(image.samples[i + (channels < 3 ? 0 : c)]);
    rgba.push_back(channels % 2 == 0 ? image.samples[i + channels - 1] : std::uint8_t{255});
  }
  return rgba;
}

}  // namespace

std::shared_ptr<const Texture> decode_texture(const std::string& bytes, const std::string& name) {
  ImageReader reader(bytes, "the texture " + name);
  const ImageHeader& header = reader.header();
  if (header.width > kMaxTextureSide || header.height > kMaxTextureSide)
    fail<DataError>("the texture {} has {} x {} texels, more than {} along a side: reduce it", name,
                    header.width, header.height, kMaxTextureSide);
  const ImageU8 image = reader.stored();
  return std::make_shared<const Texture>(image.width, image.height, as_rgba(image));
}

}  // namespace iggan
